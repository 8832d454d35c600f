"""Functions that give more elements, or fewer: repeat, tile, pad, diagonals."""

from __future__ import annotations

from typing import Any

from graphdsl.diagnostics.operations import (
    SizesDiffer,
    UnfitArgument,
    WrongRank,
)
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.base import Parameter
from graphdsl.layers.functions.dims import axes_of, axis_of, differ, tensor
from graphdsl.layers.functions.parameters import (
    AXIS,
    FIRST_AXIS,
    INT,
    INTS,
    NUMBER,
    TENSOR,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    value,
)
from graphdsl.layers.functions.reshaping import Sizes, least_rank, several
from graphdsl.layers.kinds import Either, ListOf, OneOf, Optional
from graphdsl.layers.shapes import derived, label, plus, product, times
from graphdsl.layers.tensors import Dim

# More elements, or fewer.


def repeat(x: Given, repeats: Sizes, axis: int | None) -> Result:
    """Each element again and again; a list says how often for each."""
    given = tensor_in(x, "x")
    shape = (product(shape_of(given)),) if axis is None else shape_of(given)
    at = axis_of(0 if axis is None else axis, len(shape))
    sizes = (*shape[:at], _repeated(shape[at], several(repeats)), *shape[at + 1 :])
    return tensor(sizes, given.dtype, "repeats")


def _repeated(size: Dim, repeats: tuple[int, ...]) -> Dim:
    if len(repeats) == 1 and repeats[0] < 0:
        raise Reject(UnfitArgument(argument="repeats", why="must not be negative"))
    if len(repeats) == 1:
        return times(size, repeats[0])
    if differ(size, len(repeats)):
        what = "the list of repeats and its axis"
        raise Reject(SizesDiffer(left=str(len(repeats)), right=label(size), what=what))
    return sum(repeats) if isinstance(size, int) else derived("repeat", size, str(repeats))


def tile(x: Given, repeats: Sizes) -> Result:
    """The whole tensor again and again along each axis."""
    given = tensor_in(x, "x")
    shape, counts = shape_of(given), several(repeats)
    rank = max(len(shape), len(counts))
    padded = (*(1,) * (rank - len(shape)), *shape)
    counts = (*(1,) * (rank - len(counts)), *counts)
    sizes = [times(d, n) for d, n in zip(padded, counts, strict=True)]
    return tensor(sizes, given.dtype, "repeats")


def pad(x: Given, pad_width: Any, **_: Any) -> Result:
    """A number or a pair for all axes, or a pair for each."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    widths = _pad_widths(pad_width)
    if len(widths) == 1:
        widths = widths * len(shape)
    if len(widths) != len(shape):
        why = f"has {len(widths)} pairs for {len(shape)} axes, the batch included"
        raise Reject(UnfitArgument(argument="pad_width", why=why))
    sizes = [plus(plus(d, low), high) for d, (low, high) in zip(shape, widths, strict=True)]
    return tensor(sizes, given.dtype, "pad_width")


def _pad_widths(pad_width: Any) -> list[tuple[int, int]]:
    if isinstance(pad_width, int):
        pad_width = [pad_width, pad_width]
    if pad_width and isinstance(pad_width[0], int):
        pad_width = [pad_width]
    if not pad_width or any(len(pair) != 2 for pair in pad_width):
        raise Reject(UnfitArgument(argument="pad_width", why="must hold pairs of numbers"))
    if any(number < 0 for pair in pad_width for number in pair):
        raise Reject(UnfitArgument(argument="pad_width", why="must not be negative"))
    return [(pair[0], pair[1]) for pair in pad_width]


def diag(x: Given, k: int) -> Result:
    """A vector becomes a matrix, a matrix gives its diagonal."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    if len(shape) == 1:
        side = plus(shape[0], abs(k))
        return given.with_shape((side, side))
    if len(shape) == 2:
        return given.with_shape((_diagonal(shape[0], shape[1], k),))
    raise Reject(WrongRank(operand="x", rank=len(shape), needs="1 or 2"), "x")


def _diagonal(rows: Dim, columns: Dim, offset: int) -> Dim:
    if isinstance(rows, int) and isinstance(columns, int):
        rest = columns - offset if offset > 0 else rows + offset
        return max(0, min(rest, rows, columns))
    return derived("diagonal", rows, columns, str(offset))


def diagflat(x: Given, k: int) -> Result:
    """A matrix with all elements on its diagonal."""
    given = tensor_in(x, "x")
    side = plus(product(shape_of(given)), abs(k))
    return given.with_shape((side, side))


def diagonal(x: Given, offset: int, axis1: int, axis2: int) -> Result:
    """The two axes go, their diagonal becomes the last."""
    given = tensor_in(x, "x")
    shape = least_rank(given, "x", 2)
    a, b = axes_of((axis1, axis2), len(shape))
    rest = [d for i, d in enumerate(shape) if i not in (a, b)]
    return given.with_shape((*rest, _diagonal(shape[a], shape[b], offset)))


REPEATS = needed(Either(INT, INTS))
MODES = ("constant", "reflect", "symmetric")


REPEATING: Table = {
    **family({"x": TENSOR, "repeats": REPEATS, "axis": AXIS}, repeat, "repeat"),
    **family({"x": TENSOR, "repeats": REPEATS}, tile, "tile"),
    **family(
        {
            "x": TENSOR,
            "pad_width": needed(Either(INT, INTS, ListOf(INTS))),
            "mode": value(OneOf(*MODES), "constant"),
            "constant_values": Parameter("tensor", Optional(NUMBER), None),
        },
        pad,
        "pad",
    ),
    **family({"x": TENSOR, "k": value(INT, 0)}, diag, "diag"),
    **family({"x": TENSOR, "k": value(INT, 0)}, diagflat, "diagflat"),
    **family(
        {"x": TENSOR, "offset": FIRST_AXIS, "axis1": FIRST_AXIS, "axis2": value(INT, 1)},
        diagonal,
        "diagonal",
    ),
}
