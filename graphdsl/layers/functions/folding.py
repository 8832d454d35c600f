"""Functions that turn blocks of an image into channels or columns, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphdsl.diagnostics.operations import NotDivisible, UnfitArgument, WrongRank
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.dims import pair, tensor
from graphdsl.layers.functions.parameters import (
    TENSOR,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    value,
)
from graphdsl.layers.functions.windows import POSITIVE, Format, Sizes, join_format, split_format
from graphdsl.layers.kinds import Either, Int, ListOf, OneOf
from graphdsl.layers.shapes import derived, times
from graphdsl.layers.tensors import Dim


def unfold(x: Given, kernel_size: Sizes, dilation: Sizes, padding: Sizes, stride: Sizes) -> Result:
    """All windows of an image with channels first, as columns."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    if len(shape) != 4:
        raise Reject(WrongRank(operand="x", rank=len(shape), needs="4"), "x")
    counts: list[int] = []
    for size, *rest in zip(
        shape[2:], pair(kernel_size), pair(dilation), pair(padding), pair(stride), strict=True
    ):
        if not isinstance(size, int):
            why = "must have a known height and width"
            raise Reject(UnfitArgument(argument="x", why=why), "x")
        extent, rate, border, step = rest
        counts.append((size + 2 * border - rate * (extent - 1) - 1) // step + 1)
    height, width = pair(kernel_size)
    if not isinstance(shape[1], int):
        why = "must have a known number of channels"
        raise Reject(UnfitArgument(argument="x", why=why), "x")
    columns = shape[1] * height * width
    return tensor((shape[0], columns, counts[0] * counts[1]), given.dtype, "kernel_size")


def fold(x: Given, output_size: Sizes, kernel_size: Sizes, **_: Any) -> Result:
    """The image again that `unfold` took apart."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    if len(shape) != 3:
        raise Reject(WrongRank(operand="x", rank=len(shape), needs="3"), "x")
    height, width = pair(kernel_size)
    channels = shape[1]
    if isinstance(channels, int):
        channels = _divided(channels, height * width, "the second axis")
    else:
        channels = derived("div", channels, str(height * width))
    return given.with_shape((shape[0], channels, *pair(output_size)))


def _divided(size: int, by: int, what: str) -> int:
    if size % by:
        raise Reject(NotDivisible(size=size, by=by, what=what))
    return size // by


def _parted(size: Dim, by: int, what: str) -> Dim:
    return _divided(size, by, what) if isinstance(size, int) else derived("div", size, str(by))


def depth_and_space(to_space: bool) -> Callable[..., Result]:
    """Blocks of the image become channels, or the other way round."""

    def rule(x: Given, block_size: int, data_format: Format) -> Result:
        given = tensor_in(x, "x")
        shape = shape_of(given)
        if len(shape) != 4:
            raise Reject(WrongRank(operand="x", rank=len(shape), needs="4"), "x")
        batch, space, channels = split_format(shape, data_format)
        area = block_size**2
        if to_space:
            depth = _parted(channels, area, "the channels")
            sizes = [times(d, block_size) for d in space]
        else:
            depth = times(channels, area)
            sizes = [_parted(d, block_size, "the image side") for d in space]
        return given.with_shape(join_format(batch, sizes, depth, data_format))

    return rule


FROM_ZERO = Either(Int(min=0), ListOf(Int(min=0), 2))
TWO = Either(POSITIVE, ListOf(POSITIVE, 2))
FOLDING = {"dilation": value(TWO, 1), "padding": value(FROM_ZERO, 0), "stride": value(TWO, 1)}
BLOCKS = {
    "x": TENSOR,
    "block_size": needed(Int(min=2)),
    "data_format": value(OneOf("channels_last", "channels_first"), "channels_last"),
}


FOLDS: Table = {
    **family({"x": TENSOR, "kernel_size": needed(TWO), **FOLDING}, unfold, "unfold"),
    **family(
        {"x": TENSOR, "output_size": needed(TWO), "kernel_size": needed(TWO), **FOLDING},
        fold,
        "fold",
    ),
    **family(BLOCKS, depth_and_space(to_space=True), "depth_to_space"),
    **family(BLOCKS, depth_and_space(to_space=False), "space_to_depth"),
}
