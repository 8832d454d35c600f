"""Functions that pick elements out or put some in: indexing, take, slices, scatter, search."""

from __future__ import annotations

from collections.abc import Sequence
from types import EllipsisType
from typing import Any, cast

from graphdsl.diagnostics.operations import (
    IndexOutside,
    TooManyIndices,
    UnfitArgument,
    UnfitDtype,
    WrongRank,
)
from graphdsl.graph.values import Value
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.base import Parameter
from graphdsl.layers.functions.dims import axis_of, broadcast, tensor
from graphdsl.layers.functions.parameters import (
    AXIS,
    DTYPE,
    INT,
    SHAPE,
    TENSOR,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    value,
)
from graphdsl.layers.kinds import AnyValue, Either, ListOf, OneOf, Optional
from graphdsl.layers.shapes import derived, product
from graphdsl.layers.tensors import Dim, Shape, Sym, TensorType

Index = int | slice | EllipsisType | None


def get_item(x: Given, key: Value) -> Result:
    """`x[key]`: a tuple of numbers, slices, `none` for a new axis, and at most one `...`.

    Keras itself takes a slice or `...` only inside a tuple.
    """
    given = tensor_in(x, "x")
    keys = cast("list[Index]", list(key) if isinstance(key, (tuple, list)) else [key])
    shape = shape_of(given)
    used = sum(k is not None and k is not ... for k in keys)
    if used > len(shape) or keys.count(...) > 1:
        dots = keys.count(...) > 1
        raise Reject(TooManyIndices(found=used, rank=len(shape), dots=dots), "key")
    if ... not in keys:
        keys.append(...)
    result: list[Dim] = []
    rest = list(shape)
    for one in keys:
        if one is ...:
            free = len(shape) - used
            result += rest[:free]
            rest = rest[free:]
        elif one is None:
            result.append(1)
        else:
            result += _picked(rest.pop(0), one)
    return given.with_shape(result)


def _picked(size: Dim, index: Index) -> list[Dim]:
    """What one index leaves of an axis."""
    if isinstance(index, int):
        if isinstance(size, int) and not -size <= index < size:
            raise Reject(IndexOutside(index=index, size=size), "key")
        return []
    if not isinstance(index, slice):
        why = "holds something other than numbers, slices, `...` and `none`"
        raise Reject(UnfitArgument(argument="key", why=why), "key")
    ends = (index.start, index.stop, index.step)
    if any(end is not None and not isinstance(end, int) for end in ends):
        why = "has a slice whose ends are not whole numbers"
        raise Reject(UnfitArgument(argument="key", why=why), "key")
    if index.step == 0:
        raise Reject(UnfitArgument(argument="key", why="has a step of 0"), "key")
    if isinstance(size, int):
        start, stop, step = index.indices(size)  # `len(range(…))` stops at 2 ** 63
        return [max(0, -((start - stop) // step))]
    if index.start in (None, 0) and index.stop is None and index.step in (None, 1):
        return [size]
    return [derived("slice", size, str(index.start), str(index.stop), str(index.step))]


def take(x: Given, indices: Any, axis: int | None) -> Result:
    """The indices take the place of the axis; without one `x` is seen as a row."""
    given = tensor_in(x, "x")
    inner = _shape_of_numbers(indices)
    if axis is None:
        return given.with_shape(inner)
    shape = shape_of(given)
    at = axis_of(axis, len(shape))
    return given.with_shape((*shape[:at], *inner, *shape[at + 1 :]))


def _shape_of_numbers(given: Any) -> Shape:
    """The shape of a tensor, a number or nested lists of numbers."""
    if isinstance(given, (list, tuple)):
        items = cast("list[Any]", given)
        if not items:
            return (0,)
        inner = {_shape_of_numbers(item) for item in items}
        if len(inner) > 1:
            raise Reject(UnfitArgument(argument="indices", why="holds lists of unequal length"))
        return (len(items), *inner.pop())
    return shape_of(given)


def take_along_axis(x: Given, indices: Given, axis: int | None) -> Result:
    """Indices of the same rank; the other axes broadcast."""
    given, places = tensor_in(x, "x"), tensor_in(indices, "indices")
    shape = (product(shape_of(given)),) if axis is None else shape_of(given)
    inner = shape_of(places)
    if len(shape) != len(inner):
        raise Reject(WrongRank(operand="indices", rank=len(inner), needs=str(len(shape))))
    at = axis_of(axis or 0, len(shape))
    return given.with_shape(broadcast((*shape[:at], inner[at], *shape[at + 1 :]), inner))


def cut(inputs: Given, start_indices: Any, shape: Sequence[int]) -> Result:
    """`slice`: a block of the asked shape, -1 for all that is left."""
    given = tensor_in(inputs, "inputs")
    sizes = shape_of(given)
    for name, found in (("shape", shape), ("start_indices", start_indices)):
        if isinstance(found, (list, tuple)) and len(cast("list[int]", found)) != len(sizes):
            why = f"needs one number for each of the {len(sizes)} axes, the batch included"
            raise Reject(UnfitArgument(argument=name, why=why), name)
    starts: list[Any] = []
    if isinstance(start_indices, (list, tuple)):
        starts = list(cast("Sequence[Any]", start_indices))
    result: list[Dim] = []
    for number, (have, want) in enumerate(zip(sizes, shape, strict=True)):
        if want != -1:
            result.append(want)
        elif isinstance(have, int) and isinstance(start_indices, int):
            why = "must be a list where `shape` holds -1"
            raise Reject(UnfitArgument(argument="start_indices", why=why), "start_indices")
        elif isinstance(have, int) and starts:
            start = starts[number]
            if not isinstance(start, int):
                why = "must hold a whole number where `shape` holds -1"
                raise Reject(UnfitArgument(argument="start_indices", why=why), "start_indices")
            result.append(have - start)
        else:
            result.append(derived("rest", have, str(starts[number]) if starts else "?"))
    return tensor(result, given.dtype, "start_indices")


def updated(inputs: Given, **_: Any) -> Result:
    """Some elements are replaced; shape and dtype stay."""
    return tensor_in(inputs, "inputs")


def scattered(indices: Any, values: Given, shape: Sequence[int]) -> Result:
    """A tensor of zeros with some values in it."""
    return TensorType(tuple(shape), tensor_in(values, "values").dtype)


def select(condlist: Any, choicelist: Any, default: Any) -> Result:
    """Keras takes shape and dtype of the first choice."""
    if not condlist or not choicelist:
        empty = "choicelist" if condlist else "condlist"
        raise Reject(UnfitArgument(argument=empty, why="must not be empty"), empty)
    return tensor_in(choicelist[0], "choicelist")


def view(x: Given, dtype: str | None) -> Result:
    """The same bytes read as another dtype; the last axis takes up the difference in width."""
    given = tensor_in(x, "x")
    if given.dtype is None:
        return given.with_dtype(dtype)
    dtype = dtype or given.dtype
    old, new = _width(given.dtype), _width(dtype)
    shape = shape_of(given)
    if old == new:
        return given.with_dtype(dtype)
    axis_of(-1, len(shape))
    last = shape[-1]
    if isinstance(last, Sym):
        return TensorType((*shape[:-1], derived("view", last, str(old), str(new))), dtype)
    if last * old % new:
        why = f"is {new} bytes wide, which {last} elements of {old} bytes do not fill"
        raise Reject(UnfitArgument(argument="dtype", why=why), "dtype")
    return TensorType((*shape[:-1], last * old // new), dtype)


def _width(dtype: str) -> int:
    """Bytes of one element."""
    if dtype == "string":
        raise Reject(UnfitDtype(dtypes=(dtype,)))
    digits = "".join(c for c in dtype.partition("_")[0] if c.isdigit())
    return int(digits) // 8 if digits and dtype != "bool" else 1


NESTED_INTS = Either(INT, ListOf(Either(INT, ListOf(Either(INT, ListOf(INT))))))
INDICES = Parameter("tensor", NESTED_INTS)
REDUCTION = Optional(OneOf("add", "max", "min", "mul"))


INDEXING: Table = {
    **family({"x": TENSOR, "key": needed(AnyValue())}, get_item, "get_item"),
    **family({"x": TENSOR, "indices": INDICES, "axis": AXIS}, take, "take"),
    **family({"x": TENSOR, "indices": TENSOR, "axis": AXIS}, take_along_axis, "take_along_axis"),
    **family(
        {"inputs": TENSOR, "start_indices": INDICES, "shape": needed(ListOf(INT))}, cut, "slice"
    ),
    **family(
        {"inputs": TENSOR, "start_indices": INDICES, "updates": TENSOR}, updated, "slice_update"
    ),
    **family(
        {
            "inputs": TENSOR,
            "indices": INDICES,
            "updates": Parameter("tensor", AnyValue()),
            "reduction": value(REDUCTION, None),
        },
        updated,
        "scatter_update",
    ),
    **family({"indices": INDICES, "values": TENSOR, "shape": SHAPE}, scattered, "scatter"),
    **family(
        {
            "condlist": Parameter("tensors"),
            "choicelist": Parameter("tensors"),
            "default": Parameter(default=0),
        },
        select,
        "select",
    ),
    **family({"x": TENSOR, "dtype": DTYPE}, view, "view"),
}
