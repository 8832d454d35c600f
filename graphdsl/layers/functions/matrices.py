"""Linear algebra on matrices in the last two axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphdsl.diagnostics.operations import SizesDiffer, UnfitArgument, WrongRank
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.dims import broadcast, differ, unlike
from graphdsl.layers.functions.parameters import (
    NO,
    NUMBER,
    TENSOR,
    UNARY,
    YES,
    Given,
    Table,
    family,
    shape_of,
    tensor_in,
    value,
)
from graphdsl.layers.functions.promotion import promote
from graphdsl.layers.functions.reshaping import least_rank
from graphdsl.layers.kinds import Int, OneOf, Optional
from graphdsl.layers.shapes import derived, label
from graphdsl.layers.tensors import Dim, Shape, TensorType


def square(x: Given, operand: str = "x") -> tuple[TensorType, Shape]:
    """A tensor of square matrices and its shape, or Reject."""
    given = tensor_in(x, operand)
    shape = least_rank(given, operand, 2)
    if unlike(shape[-2], shape[-1]):
        what = "rows and columns"
        raise Reject(SizesDiffer(left=label(shape[-2]), right=label(shape[-1]), what=what), operand)
    return given, shape


def squares(x: Given, **_: Any) -> Result:
    """Square matrices give square matrices."""
    return square(x)[0]


def determinant(x: Given) -> Result:
    """A number for each matrix."""
    given, shape = square(x)
    return given.with_shape(shape[:-2])


def eigen(x: Given) -> Result:
    """Eigenvalues and eigenvectors."""
    given, shape = square(x)
    return given.with_shape(shape[:-1]), given


def smaller(a: Dim, b: Dim) -> Dim:
    """The smaller of two sizes."""
    if isinstance(a, int) and isinstance(b, int):
        return min(a, b)
    return a if a == b else derived("min", *sorted((a, b), key=label))


def known(shape: Shape, operand: str = "x") -> None:
    """Rejects matrices of unknown size, whose smaller side Keras cannot tell."""
    if not all(isinstance(d, int) for d in shape[-2:]):
        why = "must have a known number of rows and columns"
        raise Reject(UnfitArgument(argument=operand, why=why), operand)


def lu_factor(x: Given) -> Result:
    """The factors in one matrix, and the pivots."""
    given = tensor_in(x, "x")
    shape = least_rank(given, "x", 2)
    known(shape)
    return given, given.with_shape((*shape[:-2], smaller(shape[-2], shape[-1])))


def qr(x: Given, mode: str) -> Result:
    """Two matrices."""
    given = tensor_in(x, "x")
    shape = least_rank(given, "x", 2)
    known(shape)
    *outer, m, n = shape
    k = smaller(m, n) if mode == "reduced" else m
    return given.with_shape((*outer, m, k)), given.with_shape((*outer, k, n))


def svd(x: Given, full_matrices: bool, compute_uv: bool) -> Result:
    """The singular values, and the two bases around them."""
    given = tensor_in(x, "x")
    shape = least_rank(given, "x", 2)
    known(shape)
    *outer, m, n = shape
    k = smaller(m, n)
    values = given.with_shape((*outer, k))
    if not compute_uv:
        return values
    left, right = (m, n) if full_matrices else (k, k)
    return given.with_shape((*outer, m, left)), values, given.with_shape((*outer, right, n))


def solve(a: Given, b: Given, **_: Any) -> Result:
    """The shape of the right side."""
    shape = square(a, "a")[1]
    right = tensor_in(b, "b")
    other = least_rank(right, "b", 1)
    axis = {0: -2, -1: -1}.get(len(shape) - len(other))
    if axis is not None and unlike(shape[axis], other[axis]):
        left = label(shape[axis])
        raise Reject(SizesDiffer(left=left, right=label(other[axis]), what="rows of `a` and `b`"))
    return right


def lstsq(a: Given, b: Given, **_: Any) -> Result:
    """A matrix and one or several right sides."""
    left, right = tensor_in(a, "a"), tensor_in(b, "b")
    rows, other = shape_of(left), shape_of(right)
    if len(rows) != 2:
        raise Reject(WrongRank(operand="a", rank=len(rows), needs="2"), "a")
    if len(other) not in (1, 2):
        raise Reject(WrongRank(operand="b", rank=len(other), needs="1 or 2"), "b")
    if unlike(rows[0], other[0]):
        what = "rows of `a` and `b`"
        raise Reject(SizesDiffer(left=label(rows[0]), right=label(other[0]), what=what))
    return left.with_shape((rows[1], *other[1:]))


def rank_of(x: Given, **_: Any) -> Result:
    """A whole number for each matrix."""
    given = tensor_in(x, "x")
    return TensorType(least_rank(given, "x", 2)[:-2], "int32")


def inverse_like(x: Given, **_: Any) -> Result:
    """`pinv`: rows and columns change places."""
    given = tensor_in(x, "x")
    *outer, m, n = least_rank(given, "x", 2)
    return given.with_shape((*outer, n, m))


def without_last_two(pair: bool) -> Callable[..., Result]:
    """`logdet` and `slogdet`, which Keras does not check."""

    def rule(x: Given) -> Result:
        given = tensor_in(x, "x")
        one = given.with_shape(shape_of(given)[:-2])
        return (given.with_shape(()), one) if pair else one

    return rule


def cdist(x: Given, y: Given) -> Result:
    """The distance of each row of one to each row of the other."""
    left, right = tensor_in(x, "x"), tensor_in(y, "y")
    a, b = least_rank(left, "x", 2), least_rank(right, "y", 2)
    if differ(a[-1], b[-1]):
        raise Reject(SizesDiffer(left=label(a[-1]), right=label(b[-1]), what="the last axes"))
    shape = (*broadcast(a[:-2], b[:-2]), a[-2], b[-2])
    return TensorType(shape, promote(left.dtype, right.dtype, "float"))


def corrcoef(x: Given) -> Result:
    """Keras keeps the shape."""
    given = tensor_in(x, "x")
    dtype = "float64" if given.dtype == "int64" else promote(given.dtype, "float")
    return given.with_dtype(dtype)


def vander(x: Given, N: int | None, increasing: bool) -> Result:  # noqa: N803 - Keras' own name
    """The powers of a vector."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    if len(shape) != 1:
        raise Reject(WrongRank(operand="x", rank=len(shape), needs="1"), "x")
    if N is not None and N < 0:
        raise Reject(UnfitArgument(argument="N", why="must not be negative"), "N")
    return given.with_shape((*shape, shape[0] if N is None else N))


UPPER = {"x": TENSOR, "upper": NO}
TOLERANCE = value(Optional(NUMBER), None)
SIDES = {"a": TENSOR, "b": TENSOR}

MATRICES: Table = {
    **family(UPPER, squares, "cholesky", "cholesky_inverse"),
    **family(UNARY, squares, "inv"),
    **family(UNARY, determinant, "det"),
    **family(UNARY, eigen, "eig", "eigh"),
    **family(UNARY, lu_factor, "lu_factor"),
    **family({"x": TENSOR, "mode": value(OneOf("reduced", "complete"), "reduced")}, qr, "qr"),
    **family({"x": TENSOR, "full_matrices": YES, "compute_uv": YES}, svd, "svd"),
    **family(SIDES, solve, "solve"),
    **family({**SIDES, "lower": NO}, solve, "solve_triangular"),
    **family({**SIDES, "rcond": TOLERANCE}, lstsq, "lstsq"),
    **family({"x": TENSOR, "tol": TOLERANCE}, rank_of, "matrix_rank"),
    **family({"x": TENSOR, "rcond": TOLERANCE}, inverse_like, "pinv"),
    **family(UNARY, without_last_two(pair=False), "logdet"),
    **family(UNARY, without_last_two(pair=True), "slogdet"),
    **family({"x": TENSOR, "y": TENSOR}, cdist, "cdist"),
    **family(UNARY, corrcoef, "corrcoef"),
    **family({"x": TENSOR, "N": value(Optional(Int()), None), "increasing": NO}, vander, "vander"),
}
