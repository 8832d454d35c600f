"""Layers that change the shape and leave the numbers alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from graphdsl.diagnostics.arguments import WrongArgument
from graphdsl.diagnostics.types import ReshapeMismatch, TooSmall
from graphdsl.graph.values import Value
from graphdsl.layers.base import Layer, Problem, Reject, arg
from graphdsl.layers.demands import class_name, one, ranked, usable
from graphdsl.layers.dtypes import NO_POOLED
from graphdsl.layers.families.parts import DATA_FORMAT, channels_first
from graphdsl.layers.kinds import (
    Either,
    Int,
    Kind,
    ListOf,
    NonNegativeInt,
    OneOf,
    Optional,
    PositiveInt,
    Sizes,
)
from graphdsl.layers.shapes import pairs, plus, product, reshaped, sizes, times, words
from graphdsl.layers.tensors import Dim, Shape, TensorType


def sides(n: int) -> Kind:
    """One number for all sides, one for each of `n` axes, or a pair for each."""
    return Either(NonNegativeInt(), ListOf(Either(NonNegativeInt(), Sizes(2, min=0)), length=n))


class Flatten(Layer):
    """All dimensions of a sample as one."""

    data_format: str | None = arg(DATA_FORMAT, None)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Two dimensions, the batch and the rest."""
        shape = ranked(self, one(self, inputs), 0, at_least=True)
        return self.cast(inputs).with_shape((shape[0], product(shape[1:])))


class Reshape(Layer):
    """Another shape for the same numbers."""

    target_shape: Sequence[int | None] = arg(ListOf(Optional(Int(min=-1))))

    def problems(self) -> Iterator[Problem]:
        """At most one size can be left open."""
        if sum(s == -1 or s is None for s in self.target_shape) > 1:
            yield Problem(
                WrongArgument(
                    layer=class_name(self),
                    argument="target_shape",
                    expected="a shape with -1 in it at most once",
                    found=f"({', '.join(map(str, self.target_shape))})",
                ),
                "target_shape",
            )

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The batch and the target."""
        shape = ranked(self, one(self, inputs), 0, at_least=True)
        target = reshaped(shape[1:], self.target_shape)
        if target is None:
            wanted = tuple(map(str, self.target_shape))
            raise Reject(ReshapeMismatch(layer=class_name(self), shape=words(shape), target=wanted))
        return self.cast(inputs).with_shape((shape[0], *target))


class Permute(Layer):
    """The dimensions of a sample in another order."""

    dims: Sequence[int] = arg(ListOf(PositiveInt()))

    def problems(self) -> Iterator[Problem]:
        """Each dimension stands there once."""
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            yield Problem(
                WrongArgument(
                    layer=class_name(self),
                    argument="dims",
                    expected="each of 1, 2, … once",
                    found=f"({', '.join(map(str, self.dims))})",
                ),
                "dims",
            )

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The sizes in the new order."""
        tensor = one(self, inputs)
        shape = ranked(self, tensor, len(self.dims), hint=self._hint(len(tensor.shape or ()) - 1))
        return self.cast(inputs).with_shape((shape[0], *(shape[d] for d in self.dims)))

    def _hint(self, rank: int) -> str | None:
        """The same order for as many dimensions as there are."""
        if rank < 2:
            return None
        kept = [d for d in self.dims if d <= rank]
        dims = ", ".join(map(str, (*kept, *range(len(kept) + 1, rank + 1))))
        return f"`dims` names every dimension of a sample: `Permute(({dims}))`"


class RepeatVector(Layer):
    """A vector, `n` times over."""

    n: int = arg(PositiveInt())

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """A new dimension of `n` behind the batch."""
        shape = ranked(self, one(self, inputs), 1)
        return TensorType((shape[0], self.n, shape[1]), self.compute_dtype)


class Spatial(Layer, base=True):
    """A layer that changes the length of each spatial axis by itself."""

    space: ClassVar[int] = 1
    """Number of spatial axes."""

    def resized(self, axis: int, size: Dim) -> Dim:
        """What becomes of the spatial axis number `axis`; by default nothing."""
        return size

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Batch and channels stay."""
        shape = ranked(self, one(self, inputs), self.space + 1)
        first = 2 if channels_first(getattr(self, "data_format", None)) else 1
        result = list[Dim](shape)
        for axis in range(self.space):
            result[first + axis] = self._resized(axis, first + axis, shape)
        return TensorType(tuple(result), self.compute_dtype)

    def _resized(self, axis: int, place: int, shape: Shape) -> Dim:
        size = shape[place]
        result = self.resized(axis, size)
        if isinstance(size, int) and isinstance(result, int) and result <= 0 < size:
            raise Reject(
                TooSmall(
                    layer=class_name(self),
                    axis=place,
                    size=size,
                    takes=size - result,
                    what="cropping",
                )
            )
        return result


class Cropping(Spatial, base=True):
    """Cuts off at both ends of each axis."""

    cropping: Any

    def resized(self, axis: int, size: Dim) -> Dim:
        """What is left."""
        return plus(size, -sum(pairs(self.cropping, self.space)[axis]))


class Cropping1D(Cropping):
    """Cuts off the ends of sequences."""

    cropping: int | Sequence[int] = arg(Sizes(2, min=0), (1, 1))

    def resized(self, axis: int, size: Dim) -> Dim:
        """What is left; here a pair is the two ends."""
        return plus(size, -sum(sizes(self.cropping, 2)))


class Cropping2D(Cropping):
    """Cuts off the borders of images."""

    space = 2

    cropping: Value = arg(sides(2), ((0, 0), (0, 0)))
    data_format: str | None = arg(DATA_FORMAT, None)


class Cropping3D(Cropping):
    """Cuts off the borders of volumes."""

    space = 3

    cropping: Value = arg(sides(3), ((1, 1), (1, 1), (1, 1)))
    data_format: str | None = arg(DATA_FORMAT, None)


class ZeroPadding(Spatial, base=True):
    """Adds zeros at both ends of each axis."""

    padding: Any

    def resized(self, axis: int, size: Dim) -> Dim:
        """What it grows to."""
        return plus(size, sum(pairs(self.padding, self.space)[axis]))


class ZeroPadding1D(ZeroPadding):
    """Adds zeros at the ends of sequences."""

    padding: int | Sequence[int] = arg(Sizes(2, min=0), 1)
    data_format: str | None = arg(DATA_FORMAT, None)

    def resized(self, axis: int, size: Dim) -> Dim:
        """What it grows to; here a pair is the two ends."""
        return plus(size, sum(sizes(self.padding, 2)))


class ZeroPadding2D(ZeroPadding):
    """Adds a border of zeros to images."""

    space = 2

    padding: Value = arg(sides(2), (1, 1))
    data_format: str | None = arg(DATA_FORMAT, None)


class ZeroPadding3D(ZeroPadding):
    """Adds a border of zeros to volumes."""

    space = 3

    padding: Value = arg(sides(3), ((1, 1), (1, 1), (1, 1)))
    data_format: str | None = arg(DATA_FORMAT, None)


class UpSampling(Spatial, base=True):
    """Repeats each step of each axis."""

    size: Any

    def resized(self, axis: int, size: Dim) -> Dim:
        """How long it gets."""
        return times(size, sizes(self.size, self.space)[axis])


class UpSampling1D(UpSampling):
    """Repeats the steps of sequences."""

    size: int = arg(PositiveInt(), 2)


class UpSampling2D(UpSampling):
    """Enlarges images."""

    space = 2

    size: int | Sequence[int] = arg(Sizes(2), (2, 2))
    data_format: str | None = arg(DATA_FORMAT, None)
    interpolation: str = arg(
        OneOf("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "area", any_case=True),
        "nearest",
    )

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Batch and channels stay."""
        if self.interpolation.lower() != "nearest":
            usable(self, one(self, inputs), refuses=NO_POOLED)
        return super().infer(inputs=inputs)


class UpSampling3D(UpSampling):
    """Enlarges volumes."""

    space = 3

    size: int | Sequence[int] = arg(Sizes(3), (2, 2, 2))
    data_format: str | None = arg(DATA_FORMAT, None)
