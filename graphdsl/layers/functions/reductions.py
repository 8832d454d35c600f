"""Functions that take the elements along some axes together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from graphdsl.diagnostics.operations import SizesDiffer, UnfitArgument
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.base import Parameter
from graphdsl.layers.functions.dims import axes_of, axis_of, differ, tensor
from graphdsl.layers.functions.elementwise import bool_to_int, to_float, whole_to_float
from graphdsl.layers.functions.parameters import (
    AXES,
    AXIS,
    AXIS_KIND,
    DTYPE,
    FIRST_AXIS,
    INT,
    LAST_AXIS,
    NO,
    NUMBER,
    REDUCING,
    TENSOR,
    TENSOR_OR_NONE,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    value,
)
from graphdsl.layers.functions.promotion import FLOATX, is_whole, promote
from graphdsl.layers.kinds import Either, ListOf, OneOf, Optional
from graphdsl.layers.shapes import derived, product
from graphdsl.layers.tensors import Shape, TensorType

Axis = int | Sequence[int] | None
Dtypes = Callable[[str | None], str | None]


def reduced(shape: Shape, axis: Axis, keepdims: bool) -> Shape:
    """`shape` without the axes, or with 1 in their place."""
    gone = range(len(shape)) if axis is None else axes_of(axis, len(shape))
    if keepdims:
        return tuple(1 if i in gone else d for i, d in enumerate(shape))
    return tuple(d for i, d in enumerate(shape) if i not in gone)


def reduction(dtypes: Dtypes) -> Callable[..., Result]:
    """The axes go, the dtype goes through `dtypes`."""

    def rule(x: Given, axis: Axis = None, keepdims: bool = False, **_: Any) -> Result:
        given = tensor_in(x, "x")
        return TensorType(reduced(shape_of(x), axis, keepdims), dtypes(given.dtype))

    return rule


# What becomes of the dtype.


def widened(dtype: str | None) -> str | None:
    """Small integers are summed up as 32-bit ones."""
    if dtype in ("bool", "int8", "int16"):
        return "int32"
    return "uint32" if dtype in ("uint8", "uint16") else dtype


def averaged(dtype: str | None) -> str | None:
    """Whole numbers have a mean of floats."""
    promoted = promote(dtype, "float32")
    return promoted if is_whole(dtype) else dtype


def real_or_floatx(dtype: str | None) -> str | None:
    """A float stays what it is, the rest becomes `float32`."""
    return dtype if dtype is None or "float" in dtype else FLOATX


def product_of(x: Given, axis: Axis, keepdims: bool, dtype: str | None) -> Result:
    """`prod`, whose dtype may be asked for."""
    return reduction(lambda d: dtype or widened(d))(x, axis, keepdims)


def quantiles(dtypes: Dtypes, *, one_is_one: bool) -> Callable[..., Result]:
    """Several quantiles stand on a first axis of their own; with `one_is_one` a list of one does
    not count as several."""

    def rule(x: Given, q: Any, axis: Axis, keepdims: bool, **_: Any) -> Result:
        given = tensor_in(x, "x")
        shape = reduced(shape_of(given), axis, keepdims)
        if isinstance(q, TensorType):
            shape = (*shape_of(q)[:1], *shape)
        elif isinstance(q, (list, tuple)):
            count = len(cast("Sequence[float]", q))
            shape = shape if one_is_one and count < 2 else (count, *shape)
        return TensorType(shape, dtypes(given.dtype))

    return rule


def averages(x: Given, axis: int | None, weights: Given | None) -> Result:
    """`average`: weights have the shape of `x`, or its size on the axis."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    gone = None if axis is None else axis_of(axis, len(shape))
    if weights is None:
        return TensorType(reduced(shape, gone, False), to_float(given.dtype))
    weighing = tensor_in(weights, "weights")
    wanted = [shape] if gone is None else [shape, (shape[gone],)]
    if not any(_alike(shape_of(weighing), w) for w in wanted):
        raise Reject(
            SizesDiffer(left=str(weighing), right=str(given), what="those of `weights` and `x`"),
            "weights",
        )
    dtype = promote(given.dtype, "float", weighing.dtype)
    return TensorType(reduced(shape, gone, False), dtype)


def _alike(a: Shape, b: Shape) -> bool:
    return len(a) == len(b) and not any(differ(x, y) for x, y in zip(a, b, strict=True))


def running(x: Given, axis: int | None, dtype: str | None) -> Result:
    """`cumsum` and its like; without an axis over all elements in a row."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    found = bool_to_int(dtype or given.dtype)
    if axis is None:
        return TensorType((product(shape),), found)
    axis_of(axis, len(shape))
    return TensorType(shape, found)


def moments(x: Given, axes: Axis, keepdims: bool, **_: Any) -> Result:
    """Mean and variance."""
    one = TensorType(reduced(shape_of(x), axes, keepdims), tensor_in(x, "x").dtype)
    return one, one


def norm(x: Given, ord: Any, axis: Axis, keepdims: bool) -> Result:
    """A norm of vectors over one axis, of matrices over two."""
    given = tensor_in(x, "x")
    rank = len(shape_of(given))
    count = rank if axis is None else 1 if isinstance(axis, int) else len(axis)
    if count == 1 and isinstance(ord, str):
        raise Reject(UnfitArgument(argument="ord", why=f"is `{ord}`, a norm of matrices"))
    if count == 2 and ord not in (None, "fro", "nuc", 1, -1, 2, -2, float("inf"), -float("inf")):
        raise Reject(UnfitArgument(argument="ord", why=f"is {ord}, which matrices do not have"))
    return reduction(whole_to_float)(x, axis, keepdims)


def trapezoid(y: Given, axis: int, **_: Any) -> Result:
    """The axis goes."""
    given = tensor_in(y, "y")
    shape = shape_of(given)
    gone = axis % len(shape) if shape else None
    return TensorType(
        tuple(d for i, d in enumerate(shape) if i != gone), promote(given.dtype, "float")
    )


def traced(x: Given, offset: int, axis1: int, axis2: int) -> Result:
    """The two axes go."""
    given = tensor_in(x, "x")
    return reduction(widened)(given, axes_of((axis1, axis2), len(shape_of(given))))


def number_of(x: Given) -> Result:
    """`size`: one number."""
    return TensorType((), "int32")


def sizes_of(x: Given) -> Result:
    """`ndim`, for which Keras gives a vector as long as the number of axes."""
    return TensorType((len(shape_of(x)),), FLOATX)


def differences(a: Given, n: int, axis: int) -> Result:
    """Each difference takes one element from the axis."""
    given = tensor_in(a, "a")
    shape = list(shape_of(given))
    at = axis_of(axis, len(shape))
    size = shape[at]
    if isinstance(size, int):
        shape[at] = max(size - n, 0)
    elif n:
        shape[at] = derived("diff", size, str(n))
    return tensor(shape, given.dtype)


INDEX = {"x": TENSOR, "axis": AXIS, "keepdims": NO}
INITIAL = {**REDUCING, "initial": value(Optional(NUMBER), None)}
QUANTILE = {
    "x": TENSOR,
    "q": Parameter("tensor", Either(NUMBER, ListOf(NUMBER))),
    "axis": AXES,
    "method": value(OneOf("linear", "lower", "higher", "midpoint", "nearest"), "linear"),
    "keepdims": NO,
}
COUNTS = {"x": TENSOR}
RUNNING = {"x": TENSOR, "axis": AXIS, "dtype": DTYPE}

REDUCTIONS: Table = {
    **family(REDUCING, reduction(lambda _: "bool"), "all", "any"),
    **family(REDUCING, reduction(lambda d: d), "amax", "amin", "ptp"),
    **family(INITIAL, reduction(lambda d: d), "max", "min"),
    **family(REDUCING, reduction(promote), "nanmax", "nanmin"),
    **family(REDUCING, reduction(lambda d: widened(promote(d))), "sum", "nansum"),
    **family({**REDUCING, "dtype": DTYPE}, product_of, "prod"),
    **family(REDUCING, reduction(widened), "nanprod"),
    **family(REDUCING, reduction(averaged), "mean"),
    **family(REDUCING, reduction(to_float), "median", "nanmean", "nanmedian"),
    **family(REDUCING, reduction(to_float), "var", "nanstd", "nanvar"),
    **family(REDUCING, reduction(whole_to_float), "std"),
    **family(REDUCING, reduction(lambda _: FLOATX), "logsumexp"),
    **family({"x": TENSOR, "axis": AXES}, reduction(lambda _: "int32"), "count_nonzero"),
    **family(INDEX, reduction(lambda _: "int32"), "argmax", "argmin", "nanargmax", "nanargmin"),
    **family(QUANTILE, quantiles(real_or_floatx, one_is_one=False), "percentile"),
    **family(QUANTILE, quantiles(to_float, one_is_one=False), "nanpercentile"),
    **family(QUANTILE, quantiles(to_float, one_is_one=True), "quantile", "nanquantile"),
    **family({"x": TENSOR, "axis": AXIS, "weights": TENSOR_OR_NONE}, averages, "average"),
    **family(RUNNING, running, "cumsum", "cumprod", "nancumsum", "nancumprod"),
    **family(
        {"x": TENSOR, "axes": needed(Optional(AXIS_KIND)), "keepdims": NO, "synchronized": NO},
        moments,
        "moments",
    ),
    **family(
        {
            "x": TENSOR,
            "ord": value(Optional(Either(NUMBER, OneOf("fro", "nuc"))), None),
            "axis": AXES,
            "keepdims": NO,
        },
        norm,
        "norm",
    ),
    **family(
        {"y": TENSOR, "x": TENSOR_OR_NONE, "dx": value(NUMBER, 1.0), "axis": LAST_AXIS},
        trapezoid,
        "trapezoid",
    ),
    **family(
        {"x": TENSOR, "offset": FIRST_AXIS, "axis1": FIRST_AXIS, "axis2": value(INT, 1)},
        traced,
        "trace",
    ),
    **family(COUNTS, sizes_of, "ndim"),
    **family(COUNTS, number_of, "size"),
    **family({"a": TENSOR, "n": value(INT, 1), "axis": LAST_AXIS}, differences, "diff"),
}
