"""Layers that disturb or penalise what passes, while training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from graphdsl.layers.base import COMMON, Arg, Layer, arg
from graphdsl.layers.demands import one, ranked, usable
from graphdsl.layers.dtypes import NO_NUMBERS, NO_PENALTY
from graphdsl.layers.families.parts import DATA_FORMAT, SEED
from graphdsl.layers.kinds import Float, ListOf, Optional, PositiveInt
from graphdsl.layers.tensors import TensorType

RATE: Final = Float(min=0, max=1)
NOISE_SHAPE: Final = Optional(ListOf(Optional(PositiveInt())))


class Noise(Layer, base=True):
    """A layer that does nothing outside training."""

    training_matters = True

    def differs_in_training(self, *, frozen: bool = False) -> bool:
        """Unless its rate is 0."""
        return getattr(self, "rate", 1) > 0 and getattr(self, "stddev", 1) > 0

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        return usable(self, one(self, inputs)).with_dtype(self.compute_dtype)


class Dropout(Noise):
    """Sets a share of the numbers to zero."""

    rate: float = arg(RATE)
    noise_shape: Sequence[int | None] | None = arg(NOISE_SHAPE, None)
    seed: int | None = arg(SEED, None)


class AlphaDropout(Noise):
    """Dropout that keeps mean and variance, for selu networks."""

    rate: float = arg(RATE)
    noise_shape: Sequence[int | None] | None = arg(NOISE_SHAPE, None)
    seed: int | None = arg(SEED, None)


class GaussianDropout(Noise):
    """Multiplies by noise around 1."""

    rate: float = arg(RATE)
    seed: int | None = arg(SEED, None)


class GaussianNoise(Noise):
    """Adds noise around 0."""

    stddev: float = arg(RATE)
    seed: int | None = arg(SEED, None)


class SpatialDropout(Noise, base=True):
    """Drops whole feature maps."""

    common: ClassVar[Mapping[str, Arg]] = {"dtype": COMMON["dtype"]}
    dims: ClassVar[int] = 1

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        ranked(self, one(self, inputs), self.dims + 1)
        return super().infer(inputs=inputs)


class SpatialDropout1D(SpatialDropout):
    """Drops whole feature maps of sequences."""

    rate: float = arg(RATE)
    seed: int | None = arg(SEED, None)
    dtype: str | None = arg(COMMON["dtype"].kind, None)


class SpatialDropout2D(SpatialDropout):
    """Drops whole feature maps of images."""

    dims = 2

    rate: float = arg(RATE)
    data_format: str | None = arg(DATA_FORMAT, None)
    seed: int | None = arg(SEED, None)
    dtype: str | None = arg(COMMON["dtype"].kind, None)


class SpatialDropout3D(SpatialDropout):
    """Drops whole feature maps of volumes."""

    dims = 3

    rate: float = arg(RATE)
    data_format: str | None = arg(DATA_FORMAT, None)
    seed: int | None = arg(SEED, None)
    dtype: str | None = arg(COMMON["dtype"].kind, None)


class ActivityRegularization(Layer):
    """Adds a penalty on what passes to the loss."""

    common: ClassVar[Mapping[str, Arg]] = COMMON

    l1: float = arg(Float(min=0), 0.0)
    l2: float = arg(Float(min=0), 0.0)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        refuses = NO_PENALTY if self.l1 or self.l2 else NO_NUMBERS
        return usable(self, one(self, inputs), refuses=refuses).with_dtype(self.compute_dtype)
