"""Layers that prepare numbers and categories: scaling, bins, hashes, one-hot codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.diagnostics.types import ShapesDiffer, WrongDtype, WrongRank
from graphdsl.graph.values import Value
from graphdsl.layers.base import Arg, Layer, Operand, Problem, Reject, Weight, arg
from graphdsl.layers.demands import (
    axes_in,
    class_name,
    one,
    several,
    shape_of,
    sized,
    usable,
)
from graphdsl.layers.dtypes import INTEGERS
from graphdsl.layers.kinds import (
    AnyValue,
    Axes,
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
from graphdsl.layers.tensors import Dim, Shape, TensorType, same

NUMBER = Float()
NUMBERS = Either(NUMBER, ListOf(NUMBER), ListOf(ListOf(NUMBER)))
NAMELESS: Mapping[str, Arg] = {}
"""What a layer takes that passes nothing on to its base class."""


def clash(layer: Layer, why: str, *arguments: str) -> Problem:
    """A problem with arguments that do not go together."""
    return Problem(
        ArgumentsClash(layer=class_name(layer), arguments=arguments, why=why), arguments[0]
    )


def no_sparse_numbers(layer: Layer, sparse: bool, output_mode: str) -> Iterator[Problem]:
    """Plain numbers cannot be sparse."""
    if sparse and output_mode == "int":
        yield clash(layer, "cannot be: numbers are never sparse", "sparse", "output_mode")


def ragged(value: Any) -> bool:
    """Whether the lists in a list are of different lengths, which makes no tensor."""
    if not isinstance(value, (list, tuple)):
        return False
    items = cast("Sequence[Any]", value)
    return len({_shape(item) for item in items}) > 1 or any(map(ragged, items))


class Rescaling(Layer):
    """Multiplies and adds."""

    scale: float | Sequence[Any] = arg(NUMBERS)
    offset: float | Sequence[Any] = arg(NUMBERS, 0.0)

    def problems(self) -> Iterator[Problem]:
        """Lists that make no tensor."""
        if ragged(self.scale):
            yield clash(self, "holds lists of different lengths", "scale")
        if ragged(self.offset):
            yield clash(self, "holds lists of different lengths", "offset")

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The same shape."""
        given = usable(self, one(self, inputs))
        for numbers in (self.scale, self.offset):
            self._fits(shape_of(given), _shape(numbers))
        return given.with_dtype(self.compute_dtype)

    def _fits(self, shape: Shape, numbers: tuple[int, ...]) -> None:
        """Rejects numbers that do not broadcast with the axes behind the batch."""
        over = len(numbers) - len(shape)
        if over > 0 or (over == 0 and numbers[0] != 1):
            rank = len(numbers)
            raise Reject(
                WrongRank(layer="Rescaling", expected=rank, shape=words(shape), at_least=True),
                "inputs",
            )
        for size, found in zip(reversed(shape), reversed(numbers), strict=False):
            if same(size, found) is False and 1 not in (size, found):
                shapes = (words(shape), tuple(map(str, numbers)))
                sizes = (str(size), str(found))
                wrong = ShapesDiffer(
                    layer=class_name(self), shapes=shapes, sizes=sizes, axis=len(shape) - 1
                )
                raise Reject(wrong, "inputs")


class Normalization(Layer):
    """Mean 0 and variance 1, by statistics that are learnt beforehand or given."""

    axis: int | Sequence[int] | None = arg(Optional(Axes()), -1)
    mean: Value = arg(Optional(NUMBERS), None)
    variance: Value = arg(Optional(NUMBERS), None)
    invert: bool = arg(Bool(), False)

    def problems(self) -> Iterator[Problem]:
        """Statistics of which one is missing, or which do not fit each other."""
        if ragged(self.mean) or ragged(self.variance):
            yield clash(self, "must not hold lists of different lengths", "mean", "variance")
        elif (self.mean is None) != (self.variance is None):
            yield clash(self, "have to be given together", "mean", "variance")
        elif _shape(self.mean) != _shape(self.variance):
            yield clash(self, "must have the same shape", "mean", "variance")
        elif self.mean is not None and len(_shape(self.mean)) > len(self.axes):
            yield clash(self, "has more dimensions than there are axes", "mean")

    @property
    def axes(self) -> tuple[int, ...]:
        """The axes that have statistics of their own."""
        if self.axis is None:
            return ()
        return (self.axis,) if isinstance(self.axis, int) else tuple(self.axis)

    def _kept(self, inputs: TensorType) -> tuple[int, ...]:
        shape = shape_of(inputs)
        kept = tuple(sorted(axes_in(self, shape, self.axes)))
        return tuple(sized(self, shape, axis) for axis in kept)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The same shape; the sizes on the axes must be known."""
        given = usable(self, one(self, inputs))
        kept = self._kept(given)
        means = _shape(self.mean)
        for size, found in zip(reversed(kept), reversed(means), strict=False):
            if found not in (1, size):
                shapes = (words(shape_of(given)), tuple(map(str, means)))
                raise Reject(
                    ShapesDiffer(
                        layer=class_name(self),
                        shapes=shapes,
                        sizes=(str(size), str(found)),
                        axis=len(shape_of(given)) - 1,
                    ),
                    "inputs",
                )
        return given.with_dtype(self.compute_dtype)

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Statistics that are yet to be learnt, and how many samples they come from."""
        if self.mean is not None:
            return ()
        shape = self._kept(inputs)
        return (
            Weight("mean", shape, False),
            Weight("variance", shape, False),
            Weight("count", (), False, "int64"),
        )


def _shape(value: Any) -> tuple[int, ...]:
    """The shape of a number or of nested lists of numbers."""
    if not isinstance(value, (list, tuple)):
        return ()
    items = cast("Sequence[Any]", value)
    return (len(items), *(_shape(items[0]) if items else ()))


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
        """Bins are given or counted, not both."""
        yield from no_sparse_numbers(self, self.sparse, self.output_mode)
        both = ("bin_boundaries", "num_bins")
        if self.bin_boundaries is not None and self.num_bins is not None:
            yield clash(self, "cannot be given together", *both)
        elif self.bin_boundaries is None and self.num_bins is None:
            yield clash(self, "are both missing: one has to be given", *both)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Numbers of bins, or codes of them."""
        shape = shape_of(usable(self, one(self, inputs)))
        if self.output_mode == "int":
            return TensorType(shape, "int32")
        bins = self.num_bins or 0
        depth = bins if self.bin_boundaries is None else len(self.bin_boundaries) + 1
        if self.output_mode == "one_hot":
            return TensorType(encoded(shape, "one_hot", depth), self.compute_dtype)
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
        first, second = (shape_of(tensor) for tensor in given)
        fits = len(first) == len(second) and (
            len(first) == 1 or (len(first) == 2 and first[1] == 1)
        )
        if not fits:
            raise Reject(
                WrongRank(layer="HashedCrossing", expected=1, shape=words(first)), "inputs"
            )
        if first[-1] != second[-1]:
            shapes, sizes = (words(first), words(second)), (str(first[-1]), str(second[-1]))
            differ = ShapesDiffer(
                layer="HashedCrossing", shapes=shapes, sizes=sizes, axis=len(first) - 1
            )
            raise Reject(differ, "inputs")
        if self.output_mode == "int":
            dtype = "int64" if self.dtype is None else self.compute_dtype
            return TensorType(first, dtype)
        return TensorType(encoded(first, "one_hot", self.num_bins), self.compute_dtype)


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
        if self.variable_dtype in ("float16", "bfloat16"):
            why = f"cannot be `{self.variable_dtype}` where classes are counted"
            raise Reject(clash(self, why, "dtype").diagnostic)

    def infer(
        self, *, inputs: TensorType, count_weights: TensorType | None = None, **rest: Any
    ) -> TensorType:
        """A place for each token."""
        shape = shape_of(usable(self, one(self, inputs)))
        self._countable(len(shape), count_weights is not None)
        mode = "one_hot" if self.output_mode == "one_hot" else "multi_hot"
        return TensorType(encoded(shape, mode, self.num_tokens or 0), self.compute_dtype)
