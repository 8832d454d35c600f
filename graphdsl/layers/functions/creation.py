"""Functions that make a tensor of nothing but numbers, or one like another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from graphdsl.diagnostics.operations import UnfitArgument
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.base import Parameter
from graphdsl.layers.functions.dims import axis_of, broadcast
from graphdsl.layers.functions.elementwise import turned_into
from graphdsl.layers.functions.parameters import (
    DTYPE,
    FIRST_AXIS,
    INT,
    NO,
    NUMBER,
    SHAPE_KIND,
    TENSOR,
    YES,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    typed,
    value,
)
from graphdsl.layers.functions.promotion import FLOATX, promote
from graphdsl.layers.kinds import AnyValue, Either, NonNegativeInt, OneOf, Optional, PositiveInt
from graphdsl.layers.tensors import TensorType


def filled(
    shape: int | Sequence[int], dtype: str | None, fill_value: Given | None = None
) -> Result:
    """A tensor of the asked shape."""
    if isinstance(fill_value, TensorType) and isinstance(shape, int):
        why = "must be a list where `fill_value` is a tensor"
        raise Reject(UnfitArgument(argument="shape", why=why), "shape")
    return TensorType((shape,) if isinstance(shape, int) else tuple(shape), dtype or FLOATX)


def matrix(N: int, M: int | None, dtype: str | None, **_: Any) -> Result:  # noqa: N803 - Keras' own
    """A matrix of N rows and M columns, or as many."""
    return TensorType((N, N if M is None else M), dtype or FLOATX)


def eye(N: int, M: int | None, k: int, dtype: str | None) -> Result:  # noqa: N803 - Keras' own
    """A matrix with ones on a diagonal, which must not lie outside it.

    With a diagonal beside the main one Keras pads the smaller matrix of ones that fits, and takes a
    larger one where the matrix is not square: `eye(2, 4, k = 1)` has the shape (3, 5).
    """
    columns = N if M is None else M
    if not -N <= k <= columns:
        raise Reject(UnfitArgument(argument="k", why="names a diagonal outside the matrix"), "k")
    if k == 0:
        return matrix(N, M, dtype)
    ones = min(columns - k, N + k)
    rows = ones + max(-k, 0) + max(N - columns + k, 0)
    return matrix(rows, ones + max(k, 0) + max(columns - N - k, 0), dtype)


def _in_steps(dtype: str | None, fractions: bool) -> None:
    """Rejects dtypes in which TensorFlow cannot count."""
    if dtype is not None and fractions and "int" in dtype:
        raise Reject(UnfitArgument(argument="dtype", why="must be a float, as the numbers are"))


def _unsigned(dtype: str | None, numbers: Mapping[str, float | None]) -> None:
    """Rejects negative numbers in the one dtype whose reading of them may end the process."""
    for name, number in numbers.items():
        if dtype == "uint64" and number is not None and number < 0:
            why = "must not be negative, as TensorFlow cannot read it as a uint64"
            raise Reject(UnfitArgument(argument=name, why=why), name)


def unit(n: int, dtype: str | None) -> Result:
    """`identity`: a square matrix."""
    return matrix(n, None, dtype)


def arange(
    start: int | float, stop: int | float | None, step: int | float | None, dtype: str | None
) -> Result:
    """Numbers from `start` up to `stop`."""
    for name, number in (("start", start), ("stop", stop), ("step", step)):
        if isinstance(number, TensorType):
            why = "must be a number, since the shape depends on it"
            raise Reject(UnfitArgument(argument=name, why=why), name)
    first, last = (0, start) if stop is None else (start, stop)
    by = 1 if step is None else step
    if by == 0 or (last - first) / by < 0:
        why = "leads away from the end" if by else "must not be 0"
        raise Reject(UnfitArgument(argument="step", why=why), "step")
    _in_steps(dtype, any(isinstance(n, float) for n in (start, stop, step)))
    _unsigned(dtype, {"start": start, "stop": stop, "step": step})
    found = dtype or promote(*(type(n).__name__ for n in (start, stop, step) if n is not None))
    return TensorType((ceil((last - first) / by),), found)


def spaced(
    start: Given, stop: Given, num: int, axis: int, dtype: str | None, **rest: Any
) -> Result:
    """`num` numbers from `start` to `stop` on an axis of their own."""
    if rest.get("retstep"):
        why = "gives a number beside the tensor, which a model cannot hold"
        raise Reject(UnfitArgument(argument="retstep", why=why), "retstep")
    shape = broadcast(shape_of(start), shape_of(stop))
    at = axis_of(axis, len(shape) + 1, result=True)
    if not isinstance(start, TensorType) and not isinstance(stop, TensorType):
        _in_steps(dtype, True)
    return TensorType(
        (*shape[:at], num, *shape[at:]), promote(dtype or typed(start).dtype, "float")
    )


def window(x: int, **_: Any) -> Result:
    """The values of a window function of length `x`."""
    return TensorType((x,), FLOATX)


def full_like(x: Given, dtype: str | None, **_: Any) -> Result:
    """The shape of `x`."""
    return turned_into(tensor_in(x, "x"), dtype)


FLOATS = ("float16", "bfloat16", "float32", "float64")
WHOLE = ("int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")
COUNTED = value(Optional(OneOf(*FLOATS, *WHOLE)), None)
NUMERIC = value(Optional(OneOf(*FLOATS, *WHOLE, "uint8", "bool", "complex64", "complex128")), None)
SIZES = needed(Either(NonNegativeInt(), SHAPE_KIND))
LIKE = {"x": TENSOR, "dtype": DTYPE}
GRID = {
    "N": needed(PositiveInt()),
    "M": value(Optional(PositiveInt()), None),
    "k": value(INT, 0),
    "dtype": NUMERIC,
}
COUNT = value(PositiveInt(), 50)
RANGE = {"start": TENSOR, "stop": TENSOR, "num": COUNT, "endpoint": YES}
OPTIONAL_NUMBER = Parameter("value", Optional(NUMBER), None)
LENGTH = needed(PositiveInt())

CREATION: Table = {
    **family({"shape": SIZES, "dtype": NUMERIC}, filled, "zeros", "ones", "empty"),
    **family(
        {"shape": SIZES, "fill_value": Parameter("tensor", AnyValue()), "dtype": DTYPE},
        filled,
        "full",
    ),
    **family(LIKE, full_like, "zeros_like", "ones_like", "empty_like"),
    **family(
        {"x": TENSOR, "fill_value": Parameter("tensor", AnyValue()), "dtype": DTYPE},
        full_like,
        "full_like",
    ),
    **family(GRID, eye, "eye"),
    **family(GRID, matrix, "tri"),
    **family(
        {"n": needed(PositiveInt()), "dtype": NUMERIC},
        unit,
        "identity",
    ),
    **family(
        {
            "start": needed(NUMBER),
            "stop": OPTIONAL_NUMBER,
            "step": OPTIONAL_NUMBER,
            "dtype": COUNTED,
        },
        arange,
        "arange",
    ),
    **family({**RANGE, "retstep": NO, "dtype": DTYPE, "axis": FIRST_AXIS}, spaced, "linspace"),
    **family({**RANGE, "dtype": DTYPE, "axis": FIRST_AXIS}, spaced, "geomspace"),
    **family(
        {**RANGE, "base": value(NUMBER, 10), "dtype": DTYPE, "axis": FIRST_AXIS},
        spaced,
        "logspace",
    ),
    **family({"x": LENGTH}, window, "bartlett", "blackman", "hamming", "hanning"),
    **family({"x": LENGTH, "beta": needed(NUMBER)}, window, "kaiser"),
}
