"""Layers that make categories of values: bins, hashes, one-hot codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

from graphdsl.diagnostics.types import ShapesDiffer, UnknownSize, WrongDtype, WrongSize
from graphdsl.graph.values import Value
from graphdsl.layers.base import Arg, Layer, Operand, Problem, Reject, arg
from graphdsl.layers.demands import (
    one,
    ranked,
    several,
    shape_of,
    usable,
)
from graphdsl.layers.dtypes import INTEGERS
from graphdsl.layers.families.parts import clash
from graphdsl.layers.kinds import (
    AnyValue,
    Bool,
    DtypeKind,
    Either,
    Float,
    Int,
    ListOf,
    NonNegativeInt,
    OneOf,
    Optional,
    PositiveInt,
)
from graphdsl.layers.shapes import words
from graphdsl.layers.tensors import Dim, Shape, TensorType

NUMBER = Float()
NAMELESS: Mapping[str, Arg] = {}
"""What a layer takes that passes nothing on to its base class."""


def no_sparse_numbers(layer: Layer, sparse: bool, output_mode: str) -> Iterator[Problem]:
    """Plain numbers cannot be sparse."""
    if sparse and output_mode == "int":
        yield clash(layer, "cannot be: numbers are never sparse", "sparse", "output_mode")


def no_short_counts(layer: Layer, dtype: str) -> None:
    """Rejects what TensorFlow does not count in."""
    if dtype in ("float16", "bfloat16"):
        why = f"cannot be `{dtype}` where classes are counted"
        raise Reject(clash(layer, why, "dtype").diagnostic)


def encoded(shape: Shape, mode: str, depth: Dim, *, scalar_rank: int = 1) -> Shape:
    """The shape of codes: a place for each class, in a new axis or in place of one of size 1."""
    if len(shape) < scalar_rank:
        return (depth,)
    if mode == "one_hot" and (shape[-1] != 1 or len(shape) == 1):
        return (*shape, depth)
    return (*shape[:-1], depth)


class Discretization(Layer):
    """The number of the bin for each value."""

    common: ClassVar[Mapping[str, Arg]] = NAMELESS

    bin_boundaries: Sequence[float] | None = arg(Optional(ListOf(NUMBER)), None)
    num_bins: int | None = arg(Optional(NonNegativeInt()), None)
    epsilon: float = arg(Float(), 0.01)
    output_mode: str = arg(OneOf("int", "one_hot", "multi_hot", "count"), "int")
    sparse: bool = arg(Bool(), False)
    dtype: Value = arg(Optional(DtypeKind()), None)

    def problems(self) -> Iterator[Problem]:
        """Bins are given or counted, not both; boundaries rise."""
        yield from no_sparse_numbers(self, self.sparse, self.output_mode)
        both = ("bin_boundaries", "num_bins")
        if self.bin_boundaries is not None and self.num_bins is not None:
            yield clash(self, "cannot be given together", *both)
        elif self.bin_boundaries is None and self.num_bins is None:
            yield clash(self, "are both missing: one has to be given", *both)
        if any(before > after for before, after in pairwise(self.bin_boundaries or ())):
            yield clash(self, "must not fall: each stands at or above the one before", both[0])

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Numbers of bins, or codes of them."""
        shape = shape_of(usable(self, one(self, inputs)))
        if self.output_mode == "int":
            return TensorType(shape, "int32")
        bins = self.num_bins or 0
        depth = bins if self.bin_boundaries is None else len(self.bin_boundaries) + 1
        if self.output_mode == "one_hot":
            return TensorType(encoded(shape, "one_hot", depth), self.compute_dtype)
        if len(shape) <= 2:
            no_short_counts(self, self.compute_dtype)
        counted = (shape[0], *shape[2:], depth) if len(shape) > 1 else (depth,)
        return TensorType(counted, self.compute_dtype)


class Hashing(Layer):
    """A number within bounds for each value, by a hash of it."""

    num_bins: int = arg(PositiveInt())
    mask_value: Value = arg(AnyValue(), None)
    salt: int | Sequence[int] | None = arg(Optional(Either(Int(), ListOf(Int(), 2))), None)
    output_mode: str = arg(OneOf("int", "one_hot", "multi_hot", "count"), "int")
    sparse: bool = arg(Bool(), False)

    def problems(self) -> Iterator[Problem]:
        """Numbers are whole, and never sparse."""
        yield from no_sparse_numbers(self, self.sparse, self.output_mode)
        asked = getattr(self, "dtype", None)
        if self.output_mode == "int" and asked not in (None, "int32", "int64"):
            yield clash(self, "must be `int32` or `int64` for plain numbers", "dtype")

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Numbers, or codes of them."""
        shape = shape_of(one(self, inputs))
        asked = getattr(self, "dtype", None)
        if self.output_mode == "int":
            return TensorType(shape, "int64" if asked is None else self.variable_dtype)
        if len(shape) <= 2 and self.output_mode != "one_hot" and not self.sparse:
            no_short_counts(self, self.variable_dtype)
        return TensorType((*shape[:-1], self.num_bins), self.variable_dtype)


class HashedCrossing(Layer):
    """A number within bounds for each combination of features, by a hash of it."""

    operands: ClassVar[Mapping[str, Operand]] = {"inputs": Operand("tensors")}
    common: ClassVar[Mapping[str, Arg]] = NAMELESS

    num_bins: int = arg(PositiveInt())
    output_mode: str = arg(OneOf("int", "one_hot"), "int")
    sparse: bool = arg(Bool(), False)
    dtype: Value = arg(Optional(DtypeKind()), None)

    def infer(self, *, inputs: Any, **operands: Any) -> TensorType:
        """Numbers, or codes of them."""
        given = several(self, inputs, 2, 2)
        for tensor in given:
            if tensor.dtype not in (*INTEGERS, "string", None):
                wrong = WrongDtype(
                    layer="HashedCrossing", expected="integers or strings", found=tensor.dtype
                )
                raise Reject(wrong, "inputs")
        first, second = (self._one_each(shape_of(tensor)) for tensor in given)
        if len(first) != len(second) or first[-1] != second[-1]:
            axis = len(first) - 1 if len(first) == len(second) else None
            sizes = (len(first) - 1, len(second) - 1) if axis is None else (first[-1], second[-1])
            differ = ShapesDiffer(
                layer="HashedCrossing",
                shapes=(words(first), words(second)),
                sizes=(str(sizes[0]), str(sizes[1])),
                axis=axis,
            )
            raise Reject(differ, "inputs")
        if self.output_mode == "int":
            dtype = "int64" if self.dtype is None else self.compute_dtype
            return TensorType(first, dtype)
        return TensorType(encoded(first, "one_hot", self.num_bins), self.compute_dtype)

    def _one_each(self, shape: Shape) -> Shape:
        """`shape`, which must hold one value for each sample."""
        ranked(self, TensorType(shape, None), min(len(shape) - 1, 1))
        if len(shape) < 2 or shape[1] == 1:
            return shape
        if isinstance(shape[1], int):
            wrong = WrongSize(layer="HashedCrossing", axis=1, size=shape[1], expected=1)
            raise Reject(wrong, "inputs")
        why = "it takes one value for each sample"
        raise Reject(
            UnknownSize(layer="HashedCrossing", axis=1, shape=words(shape), why=why), "inputs"
        )


class CategoryEncoding(Layer):
    """Codes for numbers of categories."""

    operands: ClassVar[Mapping[str, Operand]] = {
        "inputs": Operand(),
        "count_weights": Operand(optional=True),
    }

    num_tokens: int | None = arg(Optional(PositiveInt()), None)
    output_mode: str = arg(OneOf("multi_hot", "one_hot", "count", "binary"), "multi_hot")
    sparse: bool = arg(Bool(), False)

    def problems(self) -> Iterator[Problem]:
        """The number of tokens has to be given, though Keras' signature has a default."""
        if self.num_tokens is None:
            yield clash(self, "has to be given", "num_tokens")

    def _countable(self, rank: int, weighed: bool) -> None:
        """Rejects what TensorFlow cannot count: weights without counts, short floats, and floats
        for a sparse result, which is all that it gets inside a model."""
        if weighed and self.output_mode != "count":
            why = "go together only where that is `count`"
            raise Reject(clash(self, why, "count_weights", "output_mode").diagnostic)
        if rank > 2 or self.output_mode == "one_hot":
            return
        if self.sparse:
            why = "go together only where that is `one_hot`"
            raise Reject(clash(self, why, "sparse", "output_mode").diagnostic)
        no_short_counts(self, self.compute_dtype if weighed else self.variable_dtype)

    def infer(
        self, *, inputs: TensorType, count_weights: TensorType | None = None, **rest: Any
    ) -> TensorType:
        """A place for each token."""
        shape = shape_of(usable(self, one(self, inputs)))
        if count_weights is not None:
            usable(self, count_weights, "count_weights")
        self._countable(len(shape), count_weights is not None)
        mode = "one_hot" if self.output_mode == "one_hot" else "multi_hot"
        return TensorType(encoded(shape, mode, self.num_tokens or 0), self.compute_dtype)
