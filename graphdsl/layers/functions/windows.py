"""Functions that slide a window over space: convolution, pooling, unfold, space to depth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from graphdsl.diagnostics.operations import SizesDiffer, UnfitArgument, WrongRank
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.dims import differ, pair, tensor
from graphdsl.layers.functions.parameters import (
    DATA_FORMAT,
    INT,
    TENSOR,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    value,
)
from graphdsl.layers.kinds import Either, ListOf, OneOf, Optional, PositiveInt
from graphdsl.layers.shapes import label, transposed_window, window
from graphdsl.layers.tensors import Dim, Shape, TensorType

Sizes = int | Sequence[int]
Format = Literal["channels_last", "channels_first"] | None


def split_format(shape: Shape, data_format: Format) -> tuple[Dim, Shape, Dim]:
    """Batch, spatial sizes and channels of a shape."""
    if data_format == "channels_first":
        return shape[0], shape[2:], shape[1]
    return shape[0], shape[1:-1], shape[-1]


def join_format(batch: Dim, space: Sequence[Dim], channels: Dim, data_format: Format) -> Shape:
    """The shape again."""
    if data_format == "channels_first":
        return (batch, channels, *space)
    return (batch, *space, channels)


def windows(
    size: Dim, width: int, stride: int, padding: str, dilation: int = 1, argument: str = "size"
) -> Dim:
    """How many windows fit on an axis, or Reject; `argument` says how wide they are."""
    found = window(size, width, stride, padding, dilation)
    if isinstance(found, int) and found < 1:
        why = f"covers {(width - 1) * dilation + 1} of an axis of size {label(size)}"
        raise Reject(UnfitArgument(argument=argument, why=why))
    return found


def pool(
    inputs: Given, pool_size: Sizes, strides: Sizes | None, padding: str, data_format: Format
) -> Result:
    """`max_pool` and `average_pool`."""
    given = tensor_in(inputs, "inputs")
    batch, space, channels = split_format(_spatial(given, "inputs"), data_format)
    sizes = _for_each(pool_size, space, "pool_size")
    steps = sizes if strides is None else _for_each(strides, space, "strides")
    counts = [
        windows(d, w, s, padding, argument="pool_size")
        for d, w, s in zip(space, sizes, steps, strict=True)
    ]
    return given.with_shape(join_format(batch, counts, channels, data_format))


def _for_each(sizes: Sizes, space: Shape, argument: str) -> tuple[int, ...]:
    """One size for each spatial axis, or Reject; a list of one serves for all."""
    several = pair(sizes, len(space))
    if len(several) == 1:
        return several * len(space)
    if len(several) != len(space):
        why = f"has {len(several)} numbers for {len(space)} spatial axes"
        raise Reject(UnfitArgument(argument=argument, why=why), argument)
    return several


def _spatial(given: TensorType, operand: str, rank: int = 3) -> Shape:
    shape = shape_of(given)
    if len(shape) < rank:
        raise Reject(WrongRank(operand=operand, rank=len(shape), needs=f"at least {rank}"), operand)
    return shape


def adaptive_pool(inputs: Given, output_size: Sequence[int], data_format: Format) -> Result:
    """The spatial axes become those that are asked for.

    With channels last Keras leaves some of the old ones standing while it builds.
    """
    given = tensor_in(inputs, "inputs")
    shape = _spatial(given, "inputs", 2 if data_format == "channels_first" else 1)
    if not isinstance(output_size, tuple):
        raise Reject(UnfitArgument(argument="output_size", why="must stand in ( ), not in [ ]"))
    if data_format == "channels_first":
        return given.with_shape((*shape[:2], *output_size))
    return given.with_shape((*shape[: -len(output_size)], *output_size, shape[-1]))


def convolution(filters: Callable[[Shape], Dim]) -> Callable[..., Result]:
    """A convolution whose kernel ends in input channels and filters."""

    def rule(
        inputs: Given,
        kernel: Given,
        strides: Sizes,
        padding: str,
        data_format: Format,
        dilation_rate: Sizes,
    ) -> Result:
        given = tensor_in(inputs, "inputs")
        batch, space, channels = split_format(_spatial(given, "inputs"), data_format)
        shape = _kernel(tensor_in(kernel, "kernel"), space)
        _channels_fit(channels, shape[-2])
        sizes = zip(
            space,
            shape[:-2],
            _for_each(strides, space, "strides"),
            _for_each(dilation_rate, space, "dilation_rate"),
            strict=True,
        )
        counts = [windows(d, _known(w), s, padding, r, "kernel") for d, w, s, r in sizes]
        return given.with_shape(join_format(batch, counts, filters(shape), data_format))

    return rule


def _kernel(kernel: TensorType, space: Shape) -> Shape:
    """The shape of a kernel for so many spatial axes, or Reject."""
    shape = shape_of(kernel)
    if len(shape) != len(space) + 2:
        needs = str(len(space) + 2)
        raise Reject(WrongRank(operand="kernel", rank=len(shape), needs=needs), "kernel")
    return shape


def _known(size: Dim) -> int:
    if isinstance(size, int):
        return size
    why = "must be of known size"
    raise Reject(UnfitArgument(argument="kernel", why=why), "kernel")


def _channels_fit(channels: Dim, wanted: Dim) -> None:
    if differ(channels, wanted):
        what = "the channels of the input and of the kernel"
        raise Reject(SizesDiffer(left=label(channels), right=label(wanted), what=what), "kernel")


def in_depth(kernel: Shape) -> Dim:
    """The filters of a depthwise kernel: so many for each input channel."""
    return _known(kernel[-1]) * _known(kernel[-2])


def separable(
    inputs: Given,
    depthwise_kernel: Given,
    pointwise_kernel: Given,
    data_format: Format,
    **rest: Any,
) -> Result:
    """A depthwise convolution, then one over the channels alone."""
    point = shape_of(tensor_in(pointwise_kernel, "pointwise_kernel"))
    if not point:
        raise Reject(WrongRank(operand="pointwise_kernel", rank=0, needs="at least 1"))
    inner = convolution(in_depth)(inputs, depthwise_kernel, data_format=data_format, **rest)
    assert isinstance(inner, TensorType)
    batch, space, _ = split_format(shape_of(inner), data_format)
    return tensor_in(inputs, "inputs").with_shape(join_format(batch, space, point[-1], data_format))


def conv_transpose(
    inputs: Given,
    kernel: Given,
    strides: Sizes,
    padding: str,
    output_padding: Sizes | None,
    data_format: Format,
    dilation_rate: Sizes,
) -> Result:
    """A convolution the other way round; its kernel ends in filters and input channels."""
    given = tensor_in(inputs, "inputs")
    batch, space, channels = split_format(_spatial(given, "inputs"), data_format)
    shape = _kernel(tensor_in(kernel, "kernel"), space)
    _channels_fit(channels, shape[-1])
    steps = _for_each(strides, space, "strides")
    rates = _for_each(dilation_rate, space, "dilation_rate")
    extra: Sequence[int | None] = (None,) * len(space)
    if output_padding is not None:
        extra = _for_each(output_padding, space, "output_padding")
    sizes = [
        transposed_window(d, _known(w), s, padding, p, r)
        for d, w, s, r, p in zip(space, shape[:-2], steps, rates, extra, strict=True)
    ]
    whole = join_format(batch, sizes, shape[-2], data_format)
    return tensor(whole, given.dtype, "output_padding")


POSITIVE = PositiveInt()
SIZES = Either(POSITIVE, ListOf(POSITIVE))
PADDING = value(OneOf("valid", "same"), "valid")
POOLING = {
    "inputs": TENSOR,
    "pool_size": needed(SIZES),
    "strides": value(Optional(SIZES), None),
    "padding": PADDING,
    "data_format": DATA_FORMAT,
}
ADAPTIVE = {
    "inputs": TENSOR,
    "output_size": needed(ListOf(POSITIVE)),
    "data_format": DATA_FORMAT,
}
SLIDING = {
    "strides": value(SIZES, 1),
    "padding": PADDING,
    "data_format": DATA_FORMAT,
    "dilation_rate": value(SIZES, 1),
}
CONV = {"inputs": TENSOR, "kernel": TENSOR, **SLIDING}


WINDOWS: Table = {
    **family(POOLING, pool, "max_pool", "average_pool"),
    **family(ADAPTIVE, adaptive_pool, "adaptive_max_pool", "adaptive_average_pool"),
    **family(CONV, convolution(lambda kernel: kernel[-1]), "conv"),
    **family(CONV, convolution(in_depth), "depthwise_conv"),
    **family(
        {
            "inputs": TENSOR,
            "depthwise_kernel": TENSOR,
            "pointwise_kernel": TENSOR,
            **SLIDING,
        },
        separable,
        "separable_conv",
    ),
    **family(
        {
            "inputs": TENSOR,
            "kernel": TENSOR,
            "strides": value(SIZES, 1),
            "padding": PADDING,
            "output_padding": value(Optional(Either(INT, ListOf(INT))), None),
            "data_format": DATA_FORMAT,
            "dilation_rate": value(SIZES, 1),
        },
        conv_transpose,
        "conv_transpose",
    ),
}
