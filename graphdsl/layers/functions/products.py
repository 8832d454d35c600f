"""Products of tensors: matmul, dot, einsum, tensordot and their like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from graphdsl.diagnostics.operations import (
    BadEquation,
    SizesDiffer,
    UnfitArgument,
    WrongRank,
    count_axes,
)
from graphdsl.diagnostics.wording import count
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.base import Function
from graphdsl.layers.functions.dims import axis_of, broadcast, differ, joined, unlike
from graphdsl.layers.functions.joining import flat_rank
from graphdsl.layers.functions.parameters import (
    AXIS,
    BINARY,
    INT,
    INTS,
    LAST_AXIS,
    TENSORS,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    typed,
    value,
)
from graphdsl.layers.functions.promotion import FLOATX, promote, strong
from graphdsl.layers.kinds import Either, ListOf, OneOf, Str
from graphdsl.layers.shapes import label, plus, product, times
from graphdsl.layers.tensors import Dim, Shape, TensorType


def equal_sizes(a: Dim, b: Dim, what: str) -> None:
    """Rejects sizes that certainly differ."""
    if differ(a, b):
        raise Reject(SizesDiffer(left=label(a), right=label(b), what=what))


def matmul(x1: Given, x2: Given) -> Result:
    """Matrices in the last two axes, the others broadcast; a vector loses its axis again."""
    left, right = tensor_in(x1, "x1"), tensor_in(x2, "x2")
    a, b = shape_of(left), shape_of(right)
    for shape, name in ((a, "x1"), (b, "x2")):
        if not shape:
            raise Reject(WrongRank(operand=name, rank=0, needs="at least 1"), name)
    rows = a if len(a) > 1 else (1, *a)
    columns = b if len(b) > 1 else (*b, 1)
    equal_sizes(rows[-1], columns[-2], "the last axis of `x1` and the last but one of `x2`")
    outer = broadcast(rows[:-2], columns[:-2])
    shape = (*outer, *rows[-2:-1][: len(a) > 1], *columns[-1:][: len(b) > 1])
    both_small = left.dtype == right.dtype == "int8"
    return TensorType(shape, "int32" if both_small else promote(left.dtype, right.dtype))


def dot(x1: Given, x2: Given) -> Result:
    """The last axis of the first against the last but one of the second."""
    dtype = promote(typed(x1).dtype, typed(x2).dtype)
    a, b = shape_of(x1), shape_of(x2)
    if not a or not b:
        return TensorType(a or b, dtype)
    last = a[len(a) - 1]
    if len(b) == 1:
        if differ(last, b[0]) or (len(a) > 1 and unlike(last, b[0])):
            what = "the last axis of `x1` and the one of `x2`"
            raise Reject(SizesDiffer(left=label(last), right=label(b[0]), what=what))
        return TensorType(a[:-1], dtype)
    equal_sizes(a[-1], b[-2], "the last axis of `x1` and the last but one of `x2`")
    return TensorType((*a[:-1], *b[:-2], b[-1]), dtype)


def inner(x1: Given, x2: Given) -> Result:
    """The last axes against each other."""
    dtype = promote(typed(x1).dtype, typed(x2).dtype)
    a, b = shape_of(x1), shape_of(x2)
    if not a or not b:
        return TensorType(a or b, dtype)
    equal_sizes(a[-1], b[-1], "the last axes")
    return TensorType((*a[:-1], *b[:-1]), dtype)


def vdot(x1: Given, x2: Given) -> Result:
    """One number."""
    return TensorType((), promote(typed(x1).dtype, typed(x2).dtype))


def outer(x1: Given, x2: Given) -> Result:
    """Every element of one with every element of the other."""
    shape = (product(shape_of(x1)), product(shape_of(x2)))
    return TensorType(shape, promote(typed(x1).dtype, typed(x2).dtype))


def kron(x1: Given, x2: Given) -> Result:
    """Keras multiplies the sizes axis by axis, as far as both go."""
    shape = tuple(times(a, b) for a, b in zip(shape_of(x1), shape_of(x2), strict=False))
    return TensorType(shape, promote(strong(typed(x1).dtype), strong(typed(x2).dtype)))


def tensordot(x1: Given, x2: Given, axes: int | Sequence[Any]) -> Result:
    """The last axes of the first against the first of the second, or those that are named."""
    a, b = shape_of(x1), shape_of(x2)
    dtype = promote(typed(x1).dtype, typed(x2).dtype)
    if isinstance(axes, int):
        return TensorType(_inner_axes(a, b, max(axes, 0)), dtype)
    if len(axes) != 2 or any(isinstance(group, int) for group in axes):
        raise Reject(UnfitArgument(argument="axes", why="must hold two lists of axes"), "axes")
    left = [axis_of(i, len(a)) for i in cast("Sequence[int]", axes[0])]
    right = [axis_of(i, len(b)) for i in cast("Sequence[int]", axes[1])]
    if len(left) != len(right):
        raise Reject(UnfitArgument(argument="axes", why="holds lists of unequal length"), "axes")
    for i, j in zip(left, right, strict=True):
        equal_sizes(a[i], b[j], f"axis {i} of `x1` and axis {j} of `x2`")
    rest = [d for i, d in enumerate(a) if i not in left]
    return TensorType((*rest, *(d for j, d in enumerate(b) if j not in right)), dtype)


def _inner_axes(a: Shape, b: Shape, count: int) -> Shape:
    """The shape without the last axes of one and the first of the other, of equal product."""
    for shape, name in ((a, "x1"), (b, "x2")):
        if len(shape) < count:
            raise Reject(WrongRank(operand=name, rank=len(shape), needs=f"at least {count}"), name)
    kept = len(a) - count
    what = f"the last {count} axes of `x1` and the first of `x2`, multiplied"
    equal_sizes(product(a[kept:]), product(b[:count]), what)
    return (*a[:kept], *b[count:])


def cross(x1: Given, x2: Given, axisa: int, axisb: int, axisc: int, axis: int | None) -> Result:
    """Vectors of two or three numbers along an axis."""
    left, right = tensor_in(x1, "x1"), tensor_in(x2, "x2")
    a, b = shape_of(left), shape_of(right)
    at = axis_of(axisa if axis is None else axis, len(a))
    to = axis_of(axisb if axis is None else axis, len(b))
    sizes = (a[at], b[to])
    for size, name in zip(sizes, ("x1", "x2"), strict=True):
        if isinstance(size, int) and size not in (2, 3):
            why = f"has {size} numbers on the axis where 2 or 3 make a vector"
            raise Reject(UnfitArgument(argument=name, why=why), name)
    shape = broadcast((*a[:at], *a[at + 1 :]), (*b[:to], *b[to + 1 :]))
    vector = (3,) if 3 in sizes else ()
    place = axis_of(axisc if axis is None else axis, len(shape) + len(vector))
    return TensorType((*shape[:place], *vector, *shape[place:]), promote(left.dtype, right.dtype))


def correlate(x1: Given, x2: Given, mode: str) -> Result:
    """Two vectors of known length."""
    left, right = tensor_in(x1, "x1"), tensor_in(x2, "x2")
    a, b = flat_rank(left, "x1")[0], flat_rank(right, "x2")[0]
    dtype = promote(left.dtype, right.dtype)
    if dtype not in ("bfloat16", "float16", "float64", None):
        dtype = "float64" if dtype == "int64" else FLOATX
    if not isinstance(a, int) or not isinstance(b, int):
        raise Reject(UnfitArgument(argument="x1", why="and `x2` must be of known length"), "x1")
    long, short = max(a, b), min(a, b)
    sizes = {"valid": long - short + 1, "same": long, "full": plus(a, b - 1)}
    return TensorType((sizes[mode],), dtype)


# Einsum.


def einsum(subscripts: str, operands: Sequence[Given]) -> Result:
    """`bij,jk->bik`: one letter for each axis, `...` for any further ones."""
    if " " in subscripts:
        instead = subscripts.replace(" ", "")
        wrong = BadEquation(equation=subscripts, why="may not hold spaces", instead=instead)
        raise Reject(wrong, "subscripts")
    left, arrow, right = subscripts.partition("->")
    terms = left.split(",")
    if len(terms) != len(operands):
        why = f"speaks of {count(len(terms), 'tensor')}, found {len(operands)}"
        raise Reject(BadEquation(equation=subscripts, why=why), "subscripts")
    sizes: dict[str, Dim] = {}
    dots: Shape = ()
    for term, operand in zip(terms, operands, strict=True):
        letters, extra = lettered(term, shape_of(operand), subscripts)
        dots = broadcast(dots, extra)
        for letter, size in letters:
            sizes[letter] = _common(sizes.get(letter, 1), size, letter)
    if not arrow:
        right = "..." + "".join(sorted(c for c in sizes if left.count(c) == 1))
    unknown = [c for c in right.replace("...", "") if c not in sizes]
    if unknown:
        why = f"has `{unknown[0]}` on its right side only"
        raise Reject(BadEquation(equation=subscripts, why=why), "subscripts")
    front, dotted, back = right.partition("...")
    if dots and not dotted:
        why = f"has `...` on its left side only, where it stands for {count_axes(len(dots))}"
        raise Reject(BadEquation(equation=subscripts, why=why), "subscripts")
    shape = (*(sizes[c] for c in front), *(dots if dotted else ()), *(sizes[c] for c in back))
    dtypes = {strong(typed(o).dtype) for o in operands}
    return TensorType(shape, "int32" if dtypes == {"int8"} else promote(*dtypes))


def lettered(term: str, shape: Shape, equation: str) -> tuple[list[tuple[str, Dim]], Shape]:
    """The size of each letter of one term, and the sizes that its `...` stands for."""
    front, dotted, back = term.partition("...")
    named = len(front) + len(back)
    if len(shape) < named or (not dotted and len(shape) > named):
        why = (
            f"has {count_axes(named)} in `{term}`, and the tensor has {len(shape)}, "
            "the batch included"
        )
        raise Reject(BadEquation(equation=equation, why=why), "operands")
    end = len(shape) - len(back)
    pairs = zip((*front, *back), (*shape[: len(front)], *shape[end:]), strict=True)
    return list(pairs), shape[len(front) : end]


def _common(a: Dim, b: Dim, letter: str) -> Dim:
    size = joined(a, b)
    if size is None:
        raise Reject(SizesDiffer(left=label(a), right=label(b), what=f"`{letter}` in all operands"))
    return size


AXES_PAIR = Either(INT, ListOf(INTS, 2))

PRODUCTS: Table = {
    **family(BINARY, matmul, "matmul"),
    **family(BINARY, dot, "dot"),
    **family(BINARY, inner, "inner"),
    **family(BINARY, vdot, "vdot"),
    **family(BINARY, outer, "outer"),
    **family(BINARY, kron, "kron"),
    **family({**BINARY, "axes": value(AXES_PAIR, 2)}, tensordot, "tensordot"),
    **family(
        {**BINARY, "axisa": LAST_AXIS, "axisb": LAST_AXIS, "axisc": LAST_AXIS, "axis": AXIS},
        cross,
        "cross",
    ),
    **family(
        {**BINARY, "mode": value(OneOf("valid", "same", "full"), "valid")}, correlate, "correlate"
    ),
    "einsum": Function(
        "einsum", {"subscripts": needed(Str()), "operands": TENSORS}, einsum, rest="operands"
    ),
}
