"""Broadcasting, axes and comparisons of sizes, as the tensor functions of Keras have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphdsl.diagnostics.operations import (
    AxisTwice,
    CannotBroadcast,
    NoSuchAxis,
    UnfitArgument,
)
from graphdsl.layers.base import Reject
from graphdsl.layers.shapes import derived, label
from graphdsl.layers.tensors import Dim, Shape, Sym, TensorType, same, shape_text


def joined(a: Dim, b: Dim) -> Dim | None:
    """The size that `a` and `b` broadcast to; None where they do not."""
    if a == 1 or a == b:
        return b
    if b == 1:
        return a
    if isinstance(a, int):
        return None if isinstance(b, int) else a
    return b if isinstance(b, int) else derived("broadcast", *sorted((a, b), key=label))


def broadcast(a: Shape, b: Shape) -> Shape:
    """The shape that `a` and `b` broadcast to, or Reject."""
    rank = max(len(a), len(b))
    result: list[Dim] = []
    for x, y in zip((1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b, strict=True):
        size = joined(x, y)
        if size is None:
            sizes = (label(x), label(y))
            raise Reject(CannotBroadcast(left=shape_text(a), right=shape_text(b), sizes=sizes))
        result.append(size)
    return tuple(result)


def axis_of(axis: int, rank: int, *, result: bool = False) -> int:
    """`axis` of a tensor, or of the `result`, counted from the front, or Reject."""
    if not -rank <= axis < rank:
        raise Reject(NoSuchAxis(axis=axis, rank=rank, result=result))
    return axis % rank


def axes_of(axes: int | Sequence[int], rank: int, *, result: bool = False) -> tuple[int, ...]:
    """`axes` counted from the front, each once, or Reject."""
    several = (axes,) if isinstance(axes, int) else tuple(axes)
    found = tuple(axis_of(a, rank, result=result) for a in several)
    for number, axis in enumerate(found):
        if axis in found[:number]:
            raise Reject(AxisTwice(axes=(several[found.index(axis)], several[number])))
    return found


def pair(value: int | Sequence[int], length: int = 2) -> tuple[int, ...]:
    """One number for all axes, or one for each."""
    return (value,) * length if isinstance(value, int) else tuple(value)


def tensor(shape: Iterable[Dim], dtype: str | None, argument: str = "shape") -> TensorType:
    """A tensor of this shape, which must have no negative size; `argument` would be to blame."""
    sizes = tuple(shape)
    if any(isinstance(d, int) and d < 0 for d in sizes):
        raise Reject(UnfitArgument(argument=argument, why="leads to a size below zero"))
    return TensorType(sizes, dtype)


def differ(a: Dim, b: Dim) -> bool:
    """Whether two sizes certainly differ."""
    return same(a, b) is False


def unlike(a: Dim, b: Dim) -> bool:
    """Whether Keras takes two sizes as different where it compares them without care for unknown
    ones: a known and an unknown size are then different, two unknown ones alike."""
    if isinstance(a, Sym) or isinstance(b, Sym):
        return isinstance(a, Sym) is not isinstance(b, Sym)
    return a != b
