"""Functions that look for elements: order, places, counts, classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphdsl.diagnostics.operations import (
    SizesDiffer,
    UnfitArgument,
    WrongRank,
)
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.dims import axis_of, tensor
from graphdsl.layers.functions.parameters import (
    AXIS,
    DTYPE,
    FIRST_AXIS,
    INT,
    LAST_AXIS,
    NO,
    NUMBER,
    SHAPE,
    TENSOR,
    YES,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    value,
)
from graphdsl.layers.functions.promotion import FLOATX, promote
from graphdsl.layers.kinds import ListOf, OneOf, Optional, PositiveInt
from graphdsl.layers.shapes import derived, label, product
from graphdsl.layers.tensors import Dim, Shape, TensorType

# Search.


def argsort(x: Given, axis: int | None) -> Result:
    """The order of the elements."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    if axis is None:
        return TensorType((product(shape),), "int32")
    axis_of(axis, len(shape))
    return TensorType(shape, "int32")


def argpartition(x: Given, kth: int, axis: int | None) -> Result:
    """As `argsort`."""
    shape = shape_of(tensor_in(x, "x"))
    return TensorType((product(shape),) if axis is None else shape, "int32")


def top_k(x: Given, k: int, **_: Any) -> Result:
    """The largest of the last axis, and where they stand."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    axis_of(-1, len(shape))
    best = (*shape[:-1], k)
    return TensorType(best, given.dtype), TensorType(best, "int32")


def in_top_k(targets: Given, predictions: Given, k: int) -> Result:
    """A truth value for each target."""
    return tensor_in(targets, "targets").with_dtype("bool")


def isin(x1: Given, x2: Any, **_: Any) -> Result:
    """A truth value for each element."""
    return tensor_in(x1, "x1").with_dtype("bool")


def digitize(x: Given, bins: Given) -> Result:
    """The number of the bin for each element."""
    edges = shape_of(tensor_in(bins, "bins"))
    if len(edges) > 1:
        raise Reject(WrongRank(operand="bins", rank=len(edges), needs="at most 1"), "bins")
    return tensor_in(x, "x").with_dtype("int32")


def searchsorted(sorted_sequence: Given, values: Given, side: str) -> Result:
    """The place of each value."""
    row = shape_of(tensor_in(sorted_sequence, "sorted_sequence"))
    if len(row) != 1:
        wrong = WrongRank(operand="sorted_sequence", rank=len(row), needs="1")
        raise Reject(wrong, "sorted_sequence")
    small = isinstance(row[0], int) and row[0] < 2**31
    return tensor_in(values, "values").with_dtype("int32" if small else "int64")


def nonzero(x: Given) -> Result:
    """For each axis the places of the elements that are not zero; how many is not known."""
    given = tensor_in(x, "x")
    one = TensorType((derived("nonzero", str(given)),), "int32")
    return (one,) * len(shape_of(given))


def unique(
    x: Given,
    return_index: bool,
    return_inverse: bool,
    return_counts: bool,
    axis: int | None,
    size: int | None,
    **_: Any,
) -> Result:
    """The values that occur, and what else is asked for."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    found: Dim = derived("unique", str(given), str(axis)) if size is None else size
    at = None if axis is None else axis_of(axis, len(shape))
    values = (found,) if at is None else (*shape[:at], found, *shape[at + 1 :])
    outputs = [tensor(values, given.dtype, "size")]
    if return_index:
        outputs.append(TensorType((found,), "int32"))
    if return_inverse:
        outputs.append(TensorType(shape if at is None else (shape[at],), "int32"))
    if return_counts:
        outputs.append(TensorType((found,), "int32"))
    return outputs[0] if len(outputs) == 1 else tuple(outputs)


def unravel_index(indices: Given, shape: Sequence[int]) -> Result:
    """For each axis of `shape` the index along it."""
    given = tensor_in(indices, "indices")
    return (given,) * len(shape)


def is_fraction(number: float) -> bool:
    """Whether a list that holds `number` is one of floats."""
    return isinstance(number, float)


def bincount(x: Given, weights: Sequence[float] | None, **_: Any) -> Result:
    """How often each number occurs; how many there are is not known."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    dtype = "int32"
    if weights is not None:
        dtype = promote(given.dtype, "float32" if any(map(is_fraction, weights)) else "int32")
    return TensorType((*shape[:-1], derived("bincount", str(given))), dtype)


def histogram(x: Given, bins: int, range: Sequence[float] | None) -> Result:
    """The counts and the edges, both in the dtype of `x`."""
    given = tensor_in(x, "x")
    if range and not isinstance(range, tuple):
        raise Reject(UnfitArgument(argument="range", why="must stand in ( ), not in [ ]"), "range")
    if range and range[1] < range[0]:
        raise Reject(UnfitArgument(argument="range", why="ends before it begins"), "range")
    return given.with_shape((bins,)), given.with_shape((bins + 1,))


def one_hot(x: Given, num_classes: int, axis: int, dtype: str | None, **_: Any) -> Result:
    """A new axis with a place for each class."""
    return TensorType(_with_classes(shape_of(x), num_classes, axis), dtype or FLOATX)


def multi_hot(inputs: Given, num_classes: int | None, axis: int, **_: Any) -> Result:
    """As `one_hot`, with the second axis taken together; Keras keeps the dtype of the inputs."""
    given = tensor_in(inputs, "inputs")
    if num_classes is None:
        raise Reject(UnfitArgument(argument="num_classes", why="has to be given"))
    shape = _with_classes(shape_of(given), num_classes, axis)
    shape = shape[-1:] if len(shape) == 2 else (*shape[:1], *shape[2:])
    return given.with_shape(shape)


def _with_classes(shape: Shape, classes: int, axis: int) -> Shape:
    if axis != -1 and not 0 <= axis < len(shape):
        axis_of(axis, len(shape))
        raise Reject(UnfitArgument(argument="axis", why="must be -1 or count from the front"))
    at = len(shape) if axis == -1 else axis
    return (*shape[:at], classes, *shape[at:])


def segments(data: Given, segment_ids: Given, num_segments: int | None, **_: Any) -> Result:
    """One row for each segment."""
    given, ids = tensor_in(data, "data"), tensor_in(segment_ids, "segment_ids")
    shape, row = shape_of(given), shape_of(ids)
    if len(row) != 1:
        raise Reject(WrongRank(operand="segment_ids", rank=len(row), needs="1"), "segment_ids")
    axis_of(0, len(shape))
    if isinstance(row[0], int) and isinstance(shape[0], int) and row[0] != shape[0]:
        what = "the first axis of `data` and `segment_ids`"
        raise Reject(SizesDiffer(left=label(shape[0]), right=label(row[0]), what=what))
    count: Dim = derived("segments", str(ids)) if num_segments is None else num_segments
    return given.with_shape((count, *shape[1:]))


COUNT = value(Optional(PositiveInt()), None)
SORTED = {"data": TENSOR, "segment_ids": TENSOR, "num_segments": COUNT, "sorted": NO}
CLASSES = {"axis": LAST_AXIS, "dtype": DTYPE, "sparse": NO}


SEARCHING: Table = {
    **family({"x": TENSOR, "axis": value(Optional(INT), -1)}, argsort, "argsort"),
    **family(
        {"x": TENSOR, "kth": needed(INT), "axis": value(Optional(INT), -1)},
        argpartition,
        "argpartition",
    ),
    **family({"x": TENSOR, "k": needed(PositiveInt()), "sorted": YES}, top_k, "top_k"),
    **family(
        {"targets": TENSOR, "predictions": TENSOR, "k": needed(PositiveInt())},
        in_top_k,
        "in_top_k",
    ),
    **family({"x1": TENSOR, "x2": TENSOR, "assume_unique": NO, "invert": NO}, isin, "isin"),
    **family({"x": TENSOR, "bins": TENSOR}, digitize, "digitize"),
    **family(
        {
            "sorted_sequence": TENSOR,
            "values": TENSOR,
            "side": value(OneOf("left", "right"), "left"),
        },
        searchsorted,
        "searchsorted",
    ),
    **family({"x": TENSOR}, nonzero, "nonzero"),
    **family(
        {
            "x": TENSOR,
            "sorted": YES,
            "return_index": NO,
            "return_inverse": NO,
            "return_counts": NO,
            "axis": AXIS,
            "size": COUNT,
            "fill_value": value(Optional(NUMBER), None),
        },
        unique,
        "unique",
    ),
    **family({"indices": TENSOR, "shape": SHAPE}, unravel_index, "unravel_index"),
    **family(
        {
            "x": TENSOR,
            "weights": value(Optional(ListOf(NUMBER)), None),
            "minlength": FIRST_AXIS,
            "sparse": NO,
        },
        bincount,
        "bincount",
    ),
    **family(
        {
            "x": TENSOR,
            "bins": value(PositiveInt(), 10),
            "range": value(Optional(ListOf(NUMBER, 2)), None),
        },
        histogram,
        "histogram",
    ),
    **family({"x": TENSOR, "num_classes": needed(PositiveInt()), **CLASSES}, one_hot, "one_hot"),
    **family(
        {"inputs": TENSOR, "num_classes": value(Optional(PositiveInt()), None), **CLASSES},
        multi_hot,
        "multi_hot",
    ),
    **family(SORTED, segments, "segment_sum", "segment_max", "segment_min", "segment_prod"),
}
