"""Functions that work element by element: arithmetic, comparisons, rounding, activations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphdsl.diagnostics.operations import NotDivisible, UnfitDtype
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.dims import axes_of, axis_of, broadcast
from graphdsl.layers.functions.parameters import (
    Given,
    shape_of,
    tensor_in,
    typed,
)
from graphdsl.layers.functions.promotion import FLOATX, is_whole, promote, strong
from graphdsl.layers.kinds.plain import extents, types_in
from graphdsl.layers.shapes import derived
from graphdsl.layers.tensors import TensorType

Dtypes = Callable[..., str | None]


# What becomes of one dtype.


def to_float(dtype: str | None) -> str | None:
    """Whole numbers become floats; a dtype that holds no numbers is refused."""
    return promote(dtype, "float")


def whole_to_float(dtype: str | None) -> str | None:
    """Whole numbers become floats; the rest stays."""
    return FLOATX if is_whole(dtype) else dtype


def real_to_float(dtype: str | None) -> str | None:
    """Whole numbers become floats; complex ones are refused."""
    if dtype is not None and dtype.startswith("complex"):
        raise Reject(UnfitDtype(dtypes=(dtype,)))
    return whole_to_float(dtype)


def wide_to_float(dtype: str | None) -> str | None:
    """As `float64` where 64 bits came in, half floats stay, the rest becomes `float32`."""
    if dtype in ("int64", "float64"):
        return "float64"
    return dtype if dtype in ("bfloat16", "float16", None) else FLOATX


def narrow_to_float(dtype: str | None) -> str | None:
    """Whole numbers become floats, of 64 bits if they had so many; unsigned 64 bits stay."""
    if dtype == "int64":
        return "float64"
    return FLOATX if is_whole(dtype) and dtype not in ("uint64", "bool") else dtype


def cube_root(dtype: str | None) -> str | None:
    """As `narrow_to_float`, truth values included."""
    return FLOATX if dtype == "bool" else narrow_to_float(dtype)


def bool_to_int(dtype: str | None) -> str | None:
    """`bool` becomes `int32`."""
    return "int32" if dtype == "bool" else dtype


def unary(dtypes: Dtypes) -> Callable[..., Result]:
    """The shape stays, the dtype goes through `dtypes`; further parameters do not matter."""

    def rule(x: Given, **_: Any) -> Result:
        given = typed(x)
        return given.with_dtype(dtypes(strong(given.dtype)))

    return rule


def keep(x: Given, **_: Any) -> Result:
    """Shape and dtype stay."""
    given = typed(x)
    return given.with_dtype(strong(given.dtype))


def stopped(variable: Given) -> Result:
    """`stop_gradient`, whose parameter has a name of its own."""
    return keep(variable)


def always(dtype: str) -> Callable[..., Result]:
    """The shape stays, the dtype is this one."""

    def to(_: str | None) -> str:
        return dtype

    return unary(to)


# What becomes of two dtypes.


def binary(dtypes: Dtypes) -> Callable[..., Result]:
    """Shapes broadcast, dtypes go through `dtypes`."""

    def rule(x1: Given, x2: Given, **_: Any) -> Result:
        shape = broadcast(shape_of(x1), shape_of(x2))
        return TensorType(shape, dtypes(typed(x1).dtype, typed(x2).dtype))

    return rule


def binary_of_tensors(dtypes: Dtypes) -> Callable[..., Result]:
    """As `binary`, but numbers will not do."""
    unchecked = binary(dtypes)

    def rule(x1: Given, x2: Given) -> Result:
        return unchecked(tensor_in(x1, "x1"), tensor_in(x2, "x2"))

    return rule


def strongly(*dtypes: str | None) -> str | None:
    """Promotion where numbers do not give way."""
    return promote(*map(strong, dtypes))


def angle_of(x1: Given, x2: Given) -> Result:
    """`arctan2`, which takes every number for a `float32`."""
    given = (x.dtype if isinstance(x, TensorType) else FLOATX for x in (x1, x2))
    return TensorType(broadcast(shape_of(x1), shape_of(x2)), promote(*given, "float"))


def bits(x: Given, y: Given) -> Result:
    """Keras takes the shape of the first tensor."""
    left, right = tensor_in(x, "x"), tensor_in(y, "y")
    return left.with_dtype(promote(left.dtype, right.dtype))


def shift(x: Given, y: Given) -> Result:
    """As `bits`, but the shift may be a number."""
    return tensor_in(x, "x") if isinstance(y, int) else bits(x, y)


def choose(condition: Given, x1: Given | None, x2: Given | None) -> Result:
    """`where`: without the two alternatives Keras gives the condition's shape."""
    if (x1 is None) is not (x2 is None):
        tensor_in(x1, "x1")
        tensor_in(x2, "x2")
    if x1 is None or x2 is None:
        return TensorType(shape_of(condition), "int64")
    shape = broadcast(broadcast(shape_of(condition), shape_of(x1)), shape_of(x2))
    return TensorType(shape, promote(typed(x1).dtype, typed(x2).dtype))


def turned_into(x: Given, dtype: str | None, **_: Any) -> Result:
    """`cast` and its like: the shape stays; without a dtype that stays too."""
    given = typed(x)
    return given.with_dtype(dtype or strong(given.dtype))


def made_of_numbers(x: Any, dtype: str | None, **_: Any) -> Result:
    """`array` and its like: what nested lists of numbers are, or what a tensor is turned into."""
    if isinstance(x, TensorType):
        return turned_into(x, dtype)
    found = types_in(x)
    own = "float32" if "float" in found or not found else "int32" if "int" in found else "bool"
    return TensorType(extents(x), dtype or own)


def along(x: Given, axis: Any = None, **_: Any) -> Result:
    """Shape and dtype stay; the axes must be there."""
    given = tensor_in(x, "x")
    if axis is not None:
        axes_of(axis, len(shape_of(given)))
    return given


def rolled(x: Given, axis: int | Sequence[int] | None = None, **_: Any) -> Result:
    """Shape and dtype stay; an axis may be rolled several times."""
    given = tensor_in(x, "x")
    for each in (axis,) if isinstance(axis, int) else axis or ():
        axis_of(each, len(shape_of(given)))
    return given


def gated(x: Given, axis: int) -> Result:
    """`glu`: one half of the axis gates the other."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    at = axis_of(axis, len(shape))
    size = shape[at]
    if isinstance(size, int) and size % 2:
        raise Reject(NotDivisible(size=size, by=2, what="the size of the axis"))
    half = size // 2 if isinstance(size, int) else derived("div", size, "2")
    return given.with_shape((*shape[:at], half, *shape[at + 1 :]))


def all_equal(x1: Given, x2: Given, **_: Any) -> Result:
    """One truth value, whatever the shapes."""
    return TensorType((), "bool")
