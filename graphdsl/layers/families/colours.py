"""Layers that change colours at random while training, or mix images with one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from graphdsl.diagnostics.types import WrongSize
from graphdsl.graph.values import Value
from graphdsl.layers.base import Arg, Reject, arg
from graphdsl.layers.families.augmentation import SIGNED, UNIT, Augmentation
from graphdsl.layers.families.images import (
    FORMATTED,
    INTERPOLATION,
    VALUE_RANGE,
    Factor,
)
from graphdsl.layers.families.parts import DATA_FORMAT, SEED
from graphdsl.layers.kinds import Bool, Float, Optional, PositiveInt
from graphdsl.layers.tensors import Shape, TensorType


class RandomBrightness(Augmentation):
    """Makes images brighter or darker."""

    common: ClassVar[Mapping[str, Arg]] = FORMATTED

    factor: Value = arg(SIGNED)
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    seed: int | None = arg(SEED, None)


class RandomContrast(Augmentation):
    """Changes contrast."""

    common: ClassVar[Mapping[str, Arg]] = FORMATTED

    factor: Value = arg(UNIT)
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    seed: int | None = arg(SEED, None)


class RandomSaturation(Augmentation):
    """Makes colours stronger or weaker."""

    needs_channels = (3,)

    factor: Value = arg(Factor(-1, 1))
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    data_format: str | None = arg(DATA_FORMAT, None)
    seed: int | None = arg(SEED, None)


class RandomHue(Augmentation):
    """Shifts colours."""

    needs_channels = (3,)

    factor: Value = arg(UNIT)
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    data_format: str | None = arg(DATA_FORMAT, None)
    seed: int | None = arg(SEED, None)


class RandomColorJitter(Augmentation):
    """Changes brightness, contrast, saturation and hue."""

    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    brightness_factor: Value = arg(SIGNED, None)
    contrast_factor: Value = arg(Optional(UNIT), None)
    saturation_factor: Value = arg(SIGNED, None)
    hue_factor: Value = arg(Optional(UNIT), None)
    seed: int | None = arg(SEED, None)
    data_format: str | None = arg(DATA_FORMAT, None)

    def images(self, data: TensorType) -> Shape:
        """The shape; saturation and hue are those of red, green and blue, which Keras looks for
        on the last axis whatever `data_format` says."""
        shape = super().images(data)
        if (self.saturation_factor, self.hue_factor) != (None, None):
            size = shape[-1]
            if isinstance(size, int) and size != 3:
                wrong = WrongSize(layer="RandomColorJitter", axis=3, size=size, expected=3)
                raise Reject(wrong, "data")
        return shape


class RandomColorDegeneration(Augmentation):
    """Takes colour out of images."""

    needs_channels = (3,)

    factor: Value = arg(Factor(-1, 1))
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    data_format: str | None = arg(DATA_FORMAT, None)
    seed: int | None = arg(SEED, None)


class RandomGrayscale(Augmentation):
    """Takes all colour out of some images."""

    needs_channels = (1, 3)

    factor: float = arg(Float(0, 1), 0.5)
    data_format: str | None = arg(DATA_FORMAT, None)
    seed: int | None = arg(SEED, None)

    def infer(self, *, data: TensorType, **operands: Any) -> TensorType:
        """What came in."""
        self.images(data)
        return self.cast(data)


class RandomInvert(Augmentation):
    """Turns light into dark."""

    factor: Value = arg(UNIT, 1.0)
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    seed: int | None = arg(SEED, None)
    data_format: str | None = arg(DATA_FORMAT, None)


class RandomPosterization(Augmentation):
    """Leaves fewer bits for each colour."""

    factor: Value = arg(Factor(1, 8, whole=True))
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    data_format: str | None = arg(DATA_FORMAT, None)
    seed: int | None = arg(SEED, None)


class RandomSharpness(Augmentation):
    """Sharpens or softens images."""

    factor: Value = arg(UNIT)
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    data_format: str | None = arg(DATA_FORMAT, None)
    seed: int | None = arg(SEED, None)


class Solarization(Augmentation):
    """Inverts what is brighter than a threshold."""

    common: ClassVar[Mapping[str, Arg]] = FORMATTED

    addition_factor: Value = arg(Factor(0, 1, each=True), 0.0)
    threshold_factor: Value = arg(Factor(0, 1, each=True), 0.0)
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    seed: int | None = arg(SEED, None)


class MixUp(Augmentation):
    """Blends images with one another."""

    alpha: float = arg(Float(), 0.2)
    data_format: str | None = arg(DATA_FORMAT, None)
    seed: int | None = arg(SEED, None)


class CutMix(Augmentation):
    """Pastes a part of one image into another."""

    cannot_compute_in = ("float16", "bfloat16")

    factor: Value = arg(UNIT, 1.0)
    seed: int | None = arg(SEED, None)
    data_format: str | None = arg(DATA_FORMAT, None)


class RandAugment(Augmentation):
    """A few of the other changes, drawn at random."""

    needs_channels = (1, 3)

    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    num_ops: int = arg(PositiveInt(), 2)
    factor: Value = arg(Factor(0, 1, each=True), 0.5)
    interpolation: str = arg(INTERPOLATION, "bilinear")
    seed: int | None = arg(SEED, None)
    data_format: str | None = arg(DATA_FORMAT, None)


class AugMix(Augmentation):
    """A blend of several chains of other changes."""

    needs_channels = (1, 3)

    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    num_chains: int = arg(PositiveInt(), 3)
    chain_depth: int = arg(PositiveInt(), 3)
    factor: Value = arg(Factor(0, 1, each=True), 0.3)
    alpha: float = arg(Float(), 1.0)
    all_ops: bool = arg(Bool(), True)
    interpolation: str = arg(INTERPOLATION, "bilinear")
    seed: int | None = arg(SEED, None)
    data_format: str | None = arg(DATA_FORMAT, None)
