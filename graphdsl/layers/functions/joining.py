"""Functions that make one tensor of several, or several of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, cast

from graphdsl.diagnostics.operations import (
    CannotBroadcast,
    NotDivisible,
    UnfitArgument,
    WrongRank,
    count_axes,
)
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.base import Function, Parameter
from graphdsl.layers.functions.dims import axis_of, differ, tensor
from graphdsl.layers.functions.parameters import (
    AXIS,
    FIRST_AXIS,
    INT,
    INTS,
    TENSOR,
    TENSORS,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    value,
)
from graphdsl.layers.functions.promotion import promote
from graphdsl.layers.functions.reshaping import least_rank
from graphdsl.layers.kinds import Either, OneOf, Optional, PositiveInt
from graphdsl.layers.shapes import derived, label, plus, product
from graphdsl.layers.tensors import Dim, Shape, TensorType, shape_text

PARTS_LIMIT = 10_000
"""More tensors than that nobody means, and each one takes memory."""


def members(given: Any, operand: str) -> list[TensorType]:
    """The tensors of a list, at least one, or Reject."""
    if isinstance(given, TensorType):
        why = "must be a list of tensors: `[a, b] -> …`"
        raise Reject(UnfitArgument(argument=operand, why=why), operand)
    several = cast("list[Given]", list(given))
    if not several:
        raise Reject(UnfitArgument(argument=operand, why="must not be empty"), operand)
    return [tensor_in(one, operand) for one in several]


def alike(shapes: Sequence[Shape], except_axis: int | None) -> None:
    """Rejects shapes that differ anywhere but on one axis."""
    first = shapes[0]
    for other in shapes[1:]:
        pairs = list(zip(first, other, strict=False))
        clash = [
            (label(a), label(b))
            for i, (a, b) in enumerate(pairs)
            if i != except_axis and differ(a, b)
        ]
        if len(first) != len(other):
            clash = [(count_axes(len(first)), count_axes(len(other)))]
        if clash:
            left, right = shape_text(first), shape_text(other)
            rule = "all shapes have to be the same"
            if except_axis is not None:
                rule += ", but for the axis along which the tensors are joined"
            raise Reject(CannotBroadcast(left=left, right=right, sizes=clash[0], rule=rule))


def glued(given: list[TensorType], shapes: Sequence[Shape], axis: int) -> Result:
    """The tensors, seen with these shapes, one behind the other along `axis`."""
    alike(shapes, axis)
    total: Dim = reduce(plus, (shape[axis] for shape in shapes))
    first = shapes[0]
    shape = (*first[:axis], total, *first[axis + 1 :])
    return TensorType(shape, promote(*(t.dtype for t in given)))


def concatenate(xs: Any, axis: int) -> Result:
    """One behind the other along an axis, on which alone they may differ."""
    given = members(xs, "xs")
    shapes = [shape_of(t) for t in given]
    return glued(given, shapes, axis_of(axis, len(shapes[0])))


def stack(x: Any, axis: int) -> Result:
    """Along a new axis."""
    given = members(x, "x")
    shapes = [shape_of(t) for t in given]
    at = axis_of(axis, len(shapes[0]) + 1, result=True)
    alike(shapes, None)
    shape = (*shapes[0][:at], len(given), *shapes[0][at:])
    return TensorType(shape, promote(*(t.dtype for t in given)))


def stacked_along(axis: int) -> Callable[..., Result]:
    """`vstack` and `hstack`."""

    def rule(xs: Any) -> Result:
        given = members(xs, "xs")
        return glued(given, [least_rank(t, "xs", axis + 1) for t in given], axis)

    return rule


def dstack(xs: Any) -> Result:
    """Along the third axis, which flatter tensors get."""
    given = members(xs, "xs")
    return glued(given, [_deep(shape_of(t)) for t in given], 2)


def _deep(shape: Shape) -> Shape:
    if len(shape) > 2:
        return shape
    if len(shape) == 2:
        return (*shape, 1)
    return (1, shape[0] if shape else 1, 1)


def append(x1: Given, x2: Given, axis: int | None) -> Result:
    """Two tensors one behind the other; without an axis all elements in a row."""
    left, right = tensor_in(x1, "x1"), tensor_in(x2, "x2")
    shapes = [shape_of(left), shape_of(right)]
    if axis is None:
        shapes = [(product(s),) for s in shapes]
    at = axis_of(axis or 0, len(shapes[0]))
    for shape, name in zip(shapes, ("x1", "x2"), strict=True):
        if axis is not None and len(shape) > at and not isinstance(shape[at], int):
            why = "has no known size on this axis; `concatenate` takes such tensors"
            raise Reject(UnfitArgument(argument=name, why=why), name)
    return glued([left, right], shapes, at)


def meshgrid(x: Any, indexing: str) -> Result:
    """Coordinates from vectors; Keras gives all the dtype of the last, or `float32` for `ij`."""
    given = members(x, "x")
    sizes = [product(shape_of(t)) for t in given]
    if indexing == "ij":
        return (TensorType(tuple(sizes), "float32"),) * len(given)
    if len(sizes) < 2:
        raise Reject(UnfitArgument(argument="x", why="must be at least two tensors"), "x")
    shape = (sizes[1], sizes[0], *sizes[2:])
    return (given[-1].with_shape(shape),) * len(given)


# Splitting.


def split(x: Given, indices_or_sections: int | Sequence[int], axis: int) -> Result:
    """Into equal parts, or at the given places."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    at = axis_of(axis, len(shape))
    if isinstance(indices_or_sections, int):
        sizes = _equal_parts(shape[at], indices_or_sections)
    else:
        sizes = _between(shape[at], tuple(indices_or_sections))
    return tuple(
        tensor((*shape[:at], size, *shape[at + 1 :]), given.dtype, "indices_or_sections")
        for size in sizes
    )


def _equal_parts(size: Dim, parts: int) -> list[Dim]:
    if parts < 1:
        why = "must be positive"
        raise Reject(UnfitArgument(argument="indices_or_sections", why=why))
    _limit(parts, "indices_or_sections")
    if not isinstance(size, int):
        return [size if parts == 1 else derived("div", size, str(parts))] * parts
    if size % parts:
        raise Reject(NotDivisible(size=size, by=parts, what="the size of the axis"))
    return [size // parts] * parts


def _limit(parts: int, argument: str) -> None:
    if parts > PARTS_LIMIT:
        why = f"makes more than {PARTS_LIMIT:,} tensors"
        raise Reject(UnfitArgument(argument=argument, why=why))


def _between(size: Dim, places: tuple[int, ...]) -> list[Dim]:
    starts = (0, *places)
    last = plus(size, -starts[-1])
    return [*(end - start for start, end in zip(starts, places, strict=False)), last]


def split_along(axis: int, rank: int) -> Callable[..., Result]:
    """`vsplit`, `hsplit` and `dsplit`."""

    def rule(x: Given, indices_or_sections: int | Sequence[int]) -> Result:
        given = tensor_in(x, "x")
        shape = least_rank(given, "x", rank)
        return split(given, indices_or_sections, min(axis, len(shape) - 1))

    return rule


def array_split(x: Given, indices_or_sections: int, axis: int) -> Result:
    """Into parts of which the first may be larger by one."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    at = axis_of(axis, len(shape))
    size, parts = shape[at], indices_or_sections
    _limit(parts, "indices_or_sections")
    sizes: list[Dim] = [derived("part", size, str(i), str(parts)) for i in range(parts)]
    if isinstance(size, int):
        sizes = [size // parts + (i < size % parts) for i in range(parts)]
    return tuple(given.with_shape((*shape[:at], s, *shape[at + 1 :])) for s in sizes)


def unstack(x: Given, num: int | None, axis: int) -> Result:
    """One tensor for each place on the axis."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    at = axis_of(axis, len(shape))
    count = shape[at] if num is None else num
    if not isinstance(count, int):
        why = "has to be given, since the size of the axis is not known"
        raise Reject(UnfitArgument(argument="num", why=why), "num")
    _limit(count, "axis" if num is None else "num")
    return (given.with_shape((*shape[:at], *shape[at + 1 :])),) * count


def flat_rank(given: TensorType, operand: str) -> Shape:
    """The shape of a vector, or Reject."""
    shape = shape_of(given)
    if len(shape) != 1:
        raise Reject(WrongRank(operand=operand, rank=len(shape), needs="1"), operand)
    return shape


SECTIONS = needed(Either(INT, INTS))
SPLITTING = {"x": TENSOR, "indices_or_sections": SECTIONS}

JOINING: Table = {
    **family({"xs": TENSORS, "axis": FIRST_AXIS}, concatenate, "concatenate"),
    **family({"x": TENSORS, "axis": FIRST_AXIS}, stack, "stack"),
    **family({"xs": TENSORS}, stacked_along(0), "vstack"),
    **family({"xs": TENSORS}, stacked_along(1), "hstack"),
    **family({"xs": TENSORS}, dstack, "dstack"),
    **family({"x1": TENSOR, "x2": TENSOR, "axis": AXIS}, append, "append"),
    "meshgrid": Function(
        "meshgrid",
        {"x": TENSORS, "indexing": value(OneOf("xy", "ij"), "xy")},
        meshgrid,
        rest="x",
    ),
    **family({**SPLITTING, "axis": FIRST_AXIS}, split, "split"),
    **family(SPLITTING, split_along(0, 2), "vsplit"),
    **family(SPLITTING, split_along(1, 1), "hsplit"),
    **family(SPLITTING, split_along(2, 3), "dsplit"),
    **family(
        {
            "x": TENSOR,
            "indices_or_sections": Parameter("value", PositiveInt()),
            "axis": FIRST_AXIS,
        },
        array_split,
        "array_split",
    ),
    **family(
        {"x": TENSOR, "num": value(Optional(PositiveInt()), None), "axis": FIRST_AXIS},
        unstack,
        "unstack",
    ),
}
