"""Functions that lay the same elements out anew: reshape, transpose, repeat, pad, sort …"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain
from math import prod

from graphdsl.diagnostics.operations import (
    BadEquation,
    NotDivisible,
    ReshapeMismatch,
    UnfitArgument,
    WrongRank,
    count_axes,
)
from graphdsl.graph.values import Value
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.base import Function
from graphdsl.layers.functions.dims import axes_of, axis_of, broadcast
from graphdsl.layers.functions.elementwise import along, keep, rolled
from graphdsl.layers.functions.parameters import (
    AXES,
    AXIS_KIND,
    INT,
    INTS,
    SHAPE,
    TENSOR,
    UNARY,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    value,
)
from graphdsl.layers.kinds import Either, Optional, Str
from graphdsl.layers.shapes import derived, label, product
from graphdsl.layers.tensors import BATCH, Dim, Shape, Sym, TensorType, shape_text

Sizes = int | Sequence[int]


def several(sizes: Sizes) -> tuple[int, ...]:
    """One number as a list of it."""
    return (sizes,) if isinstance(sizes, int) else tuple(sizes)


def least_rank(given: TensorType, operand: str, rank: int) -> Shape:
    """The shape, which has at least `rank` axes, or Reject."""
    shape = shape_of(given)
    if len(shape) < rank:
        wrong = WrongRank(operand=operand, rank=len(shape), needs=f"at least {rank}")
        raise Reject(wrong, operand)
    return shape


# Reshape.


def fill(old: Shape, new: tuple[int, ...]) -> Shape:
    """`new` with its -1 worked out from the number of elements in `old`."""
    unknown = [d for d in old if isinstance(d, Sym)]
    have = prod(d for d in old if isinstance(d, int))
    want = prod(d for d in new if d != -1)
    if unknown:
        return tuple(_rest(unknown, have, want) if d == -1 else d for d in new)
    fits = have == want if -1 not in new else want != 0 and have % want == 0
    if not fits:
        raise Reject(ReshapeMismatch(old=shape_text(old), new=shape_text(new)))
    return tuple(have // want if d == -1 else d for d in new)


def _rest(unknown: list[Sym], have: int, want: int) -> Dim:
    if have == want and len(unknown) == 1:
        return unknown[0]
    return derived("reshape", product(unknown), str(have), str(want))


def reshape(x: Given, newshape: Sizes) -> Result:
    """One size may be -1; the batch counts."""
    given = tensor_in(x, "x")
    new = several(newshape)
    if new.count(-1) > 1:
        raise Reject(UnfitArgument(argument="newshape", why="may hold only one -1"), "newshape")
    if any(d < -1 for d in new):
        raise Reject(UnfitArgument(argument="newshape", why="holds a size below -1"), "newshape")
    return given.with_shape(fill(shape_of(given), new))


def ravel(x: Given) -> Result:
    """All elements in a row."""
    given = tensor_in(x, "x")
    return given.with_shape((product(shape_of(given)),))


def broadcast_to(x: Given, shape: Sequence[int]) -> Result:
    """The asked shape, which `x` has to fit."""
    given = tensor_in(x, "x")
    broadcast(shape_of(given), tuple(shape))
    return given.with_shape(shape)


# Axes.


def transpose(x: Given, axes: Sequence[int] | None) -> Result:
    """Axes in the new order; by default the other way round."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    if axes is None:
        return given.with_shape(shape[::-1])
    if len(axes) != len(shape):
        why = f"names {len(axes)} of the {len(shape)} axes, the batch included"
        raise Reject(UnfitArgument(argument="axes", why=why))
    return given.with_shape([shape[a] for a in axes_of(axes, len(shape))])


def expand_dims(x: Given, axis: Sizes) -> Result:
    """New axes of size 1; positions count in the result."""
    given = tensor_in(x, "x")
    shape = list(shape_of(given))
    wanted = several(axis)
    for at in sorted(axes_of(wanted, len(shape) + len(wanted), result=True)):
        shape.insert(at, 1)
    return given.with_shape(shape)


def squeeze(x: Given, axis: Sizes | None) -> Result:
    """Without axes of size 1."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    if axis is None:
        return given.with_shape([d for d in shape if d != 1])
    gone = axes_of(axis, len(shape))
    for at in gone:
        if shape[at] != 1:
            size = "the batch" if shape[at] is BATCH else f"whose size is {label(shape[at])}, not 1"
            why = f"names axis {at}, {size}"
            raise Reject(UnfitArgument(argument="axis", why=why))
    return given.with_shape([d for i, d in enumerate(shape) if i not in gone])


def moveaxis(x: Given, source: Sizes, destination: Sizes) -> Result:
    """The named axes go elsewhere, the others keep their order."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    if len(several(source)) != len(several(destination)):
        raise Reject(UnfitArgument(argument="destination", why="is not as long as `source`"))
    sources = axes_of(source, len(shape))
    targets = dict(zip(axes_of(destination, len(shape)), sources, strict=True))
    rest = iter([i for i in range(len(shape)) if i not in sources])
    order = [targets[i] if i in targets else next(rest) for i in range(len(shape))]
    return given.with_shape([shape[i] for i in order])


def swapaxes(x: Given, axis1: int, axis2: int) -> Result:
    """Two axes change places."""
    given = tensor_in(x, "x")
    shape = list(shape_of(given))
    a, b = axis_of(axis1, len(shape)), axis_of(axis2, len(shape))
    shape[a], shape[b] = shape[b], shape[a]
    return given.with_shape(shape)


def rot90(array: Given, k: int, axes: Sequence[int]) -> Result:
    """Keras swaps the two axes, however often it turns."""
    given = tensor_in(array, "array")
    least_rank(given, "array", 2)
    if len(axes) != 2:
        raise Reject(UnfitArgument(argument="axes", why="must name two axes"))
    axes_of(axes, len(shape_of(given)))
    return swapaxes(given, axes[0], axes[1])


def flipped(rank: int) -> Callable[..., Result]:
    """`fliplr` and `flipud`."""

    def rule(x: Given) -> Result:
        given = tensor_in(x, "x")
        least_rank(given, "x", rank)
        return given

    return rule


def sort(x: Given, axis: int | None) -> Result:
    """Without an axis all elements in a row."""
    return along(x, axis) if axis is not None else ravel(x)


# Einops.


def rearrange(tensor: Given, pattern: str, keywords: dict[str, Value]) -> Result:
    """`b (h w) c -> b h w c`, with the sizes that cannot be worked out given by name."""
    given = tensor_in(tensor, "tensor")
    sides = re.split(r"\s*->\s*", pattern)
    if len(sides) != 2:
        raise Reject(BadEquation(equation=pattern, why="needs one `->`"), "pattern")
    left, right = (re.findall(r"\w+|\(.*?\)", side) for side in sides)
    shape = shape_of(given)
    if len(left) != len(shape):
        why = f"names {count_axes(len(left))}, and `tensor` has {len(shape)}, the batch included"
        raise Reject(BadEquation(equation=pattern, why=why), "pattern")
    sizes = dict(
        chain.from_iterable(
            _group_sizes(group, size, keywords) for group, size in zip(left, shape, strict=True)
        )
    )
    missing = [name for group in right for name in re.findall(r"\w+", group) if name not in sizes]
    if missing:
        why = f"has `{missing[0]}` on its right side only"
        raise Reject(BadEquation(equation=pattern, why=why), "pattern")
    if not all(isinstance(size, int) for size in sizes.values()):
        why = "must be of known size on all axes, the batch included; `reshape` takes others"
        raise Reject(UnfitArgument(argument="tensor", why=why), "tensor")
    return given.with_shape(
        [product(sizes[name] for name in re.findall(r"\w+", group)) for group in right]
    )


def _group_sizes(group: str, size: Dim, given: dict[str, Value]) -> list[tuple[str, Dim]]:
    """The sizes of the axes in `(h w)`, of which one need not be given."""
    names = re.findall(r"\w+", group)
    if not group.startswith("("):
        return [(group, size)]
    known = {n: v for n in names if isinstance(v := given.get(n), int)}
    share = prod(known.values())
    if isinstance(size, Sym):
        rest: Dim = size if share == 1 else derived("div", size, str(share))
    elif share < 1 or size % share:
        raise Reject(NotDivisible(size=size, by=share, what=f"the size of `{group}`"))
    else:
        rest = size // share
    return [(n, known.get(n, rest)) for n in names]


ONE_AXIS = needed(INT)
REPEATS = needed(Either(INT, INTS))


RESHAPING: Table = {
    **family({"x": TENSOR, "newshape": REPEATS}, reshape, "reshape"),
    **family(UNARY, ravel, "ravel"),
    **family({"x": TENSOR, "shape": SHAPE}, broadcast_to, "broadcast_to"),
    **family({"x": TENSOR, "axes": value(Optional(INTS), None)}, transpose, "transpose"),
    **family({"x": TENSOR, "axis": needed(AXIS_KIND)}, expand_dims, "expand_dims"),
    **family({"x": TENSOR, "axis": AXES}, squeeze, "squeeze"),
    **family(
        {"x": TENSOR, "source": needed(AXIS_KIND), "destination": needed(AXIS_KIND)},
        moveaxis,
        "moveaxis",
    ),
    **family({"x": TENSOR, "axis1": ONE_AXIS, "axis2": ONE_AXIS}, swapaxes, "swapaxes"),
    **family({"array": TENSOR, "k": value(INT, 1), "axes": value(INTS, (0, 1))}, rot90, "rot90"),
    **family({"x": TENSOR, "axis": AXES}, along, "flip"),
    **family(UNARY, flipped(2), "fliplr"),
    **family(UNARY, flipped(1), "flipud"),
    **family({"x": TENSOR, "shift": REPEATS, "axis": AXES}, rolled, "roll"),
    **family({"x": TENSOR, "k": value(INT, 0)}, keep, "tril", "triu"),
    **family({"x": TENSOR, "axis": value(Optional(INT), -1)}, sort, "sort"),
    "rearrange": Function(
        "rearrange", {"tensor": TENSOR, "pattern": needed(Str())}, rearrange, keywords=INT
    ),
}
