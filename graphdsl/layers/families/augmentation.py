"""Layers that change images at random while training, and leave them alone otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphdsl.diagnostics.types import WrongSize
from graphdsl.graph.values import Value
from graphdsl.layers.base import Problem, Reject, arg
from graphdsl.layers.families.images import (
    FILL_MODE,
    INTERPOLATION,
    VALUE_RANGE,
    Factor,
    ImageLayer,
)
from graphdsl.layers.families.parts import DATA_FORMAT, SEED, clash
from graphdsl.layers.kinds import Either, Float, Int, ListOf, OneOf, Optional
from graphdsl.layers.tensors import Shape, TensorType

UNIT = Factor(0, 1)
SIGNED = Optional(Factor(-1, 1))
SHIFT = Factor(-1, 1, each=True)
SCALE = Factor(-1, 1, each=True, open_low=True)


class Augmentation(ImageLayer, base=True):
    """What changes images while training only."""

    training_matters = True


class RandomFlip(Augmentation):
    """Mirrors images."""

    mode: str = arg(
        OneOf("horizontal", "vertical", "horizontal_and_vertical"), "horizontal_and_vertical"
    )
    seed: int | None = arg(SEED, None)
    data_format: str | None = arg(DATA_FORMAT, None)


class RandomRotation(Augmentation):
    """Turns images by a part of a full circle."""

    factor: Value = arg(SIGNED)
    fill_mode: str = arg(FILL_MODE, "reflect")
    interpolation: str = arg(INTERPOLATION, "bilinear")
    seed: int | None = arg(SEED, None)
    fill_value: float = arg(Float(), 0.0)
    data_format: str | None = arg(DATA_FORMAT, None)


class RandomTranslation(Augmentation):
    """Shifts images by a part of their size."""

    height_factor: Value = arg(SHIFT)
    width_factor: Value = arg(SHIFT)
    fill_mode: str = arg(FILL_MODE, "reflect")
    interpolation: str = arg(INTERPOLATION, "bilinear")
    seed: int | None = arg(SEED, None)
    fill_value: float = arg(Float(), 0.0)
    data_format: str | None = arg(DATA_FORMAT, None)


class RandomZoom(Augmentation):
    """Enlarges or shrinks images."""

    height_factor: Value = arg(SCALE)
    width_factor: Value = arg(Optional(SCALE), None)
    fill_mode: str = arg(FILL_MODE, "reflect")
    interpolation: str = arg(INTERPOLATION, "bilinear")
    seed: int | None = arg(SEED, None)
    fill_value: float = arg(Float(), 0.0)
    data_format: str | None = arg(DATA_FORMAT, None)


class RandomShear(Augmentation):
    """Slants images."""

    x_factor: Value = arg(Factor(0, 1, each=True), 0.0)
    y_factor: Value = arg(Factor(0, 1, each=True), 0.0)
    interpolation: str = arg(INTERPOLATION, "bilinear")
    fill_mode: str = arg(FILL_MODE, "reflect")
    fill_value: float = arg(Float(), 0.0)
    data_format: str | None = arg(DATA_FORMAT, None)
    seed: int | None = arg(SEED, None)


class RandomPerspective(Augmentation):
    """Tilts images."""

    factor: Value = arg(UNIT, 1.0)
    scale: float = arg(Float(0, 1), 1.0)
    interpolation: str = arg(INTERPOLATION, "bilinear")
    fill_value: float = arg(Float(), 0.0)
    seed: int | None = arg(SEED, None)
    data_format: str | None = arg(DATA_FORMAT, None)

    def images(self, data: TensorType) -> Shape:
        """The shape; there are no corners to move apart on a side of one pixel."""
        shape = super().images(data)
        for axis in (2, 3) if self.leading_channels else (1, 2):
            self.require_side(shape, axis, 2, "tilt")
        return shape


class RandomElasticTransform(Augmentation):
    """Bends images."""

    cannot_compute_in = ("float16",)

    factor: Value = arg(UNIT, 1.0)
    scale: Value = arg(UNIT, 1.0)
    interpolation: str = arg(INTERPOLATION, "bilinear")
    fill_mode: str = arg(FILL_MODE, "reflect")
    fill_value: float = arg(Float(), 0.0)
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    seed: int | None = arg(SEED, None)
    data_format: str | None = arg(DATA_FORMAT, None)


class RandomErasing(Augmentation):
    """Blots a rectangle out."""

    cannot_compute_in = ("float16",)

    factor: Value = arg(UNIT, 1.0)
    scale: Value = arg(UNIT, (0.02, 0.33))
    fill_value: Value = arg(Optional(Either(Float(), ListOf(Float(), 3))), None)
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    seed: int | None = arg(SEED, None)
    data_format: str | None = arg(DATA_FORMAT, None)

    def images(self, data: TensorType) -> Shape:
        """The shape; a colour to fill with is three numbers, one for each place on the last
        axis, whatever stands there."""
        shape = super().images(data)
        size = shape[-1]
        if isinstance(self.fill_value, (list, tuple)) and isinstance(size, int) and size != 3:
            raise Reject(WrongSize(layer="RandomErasing", axis=3, size=size, expected=3), "data")
        return shape


class RandomGaussianBlur(Augmentation):
    """Blurs images."""

    cannot_compute_in = ("float16",)

    factor: Value = arg(UNIT, 1.0)
    kernel_size: int | Sequence[int] = arg(Either(Int(min=1), ListOf(Int(min=1), 2)), 3)
    sigma: Value = arg(UNIT, 1.0)
    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    data_format: str | None = arg(DATA_FORMAT, None)
    seed: int | None = arg(SEED, None)

    def problems(self) -> Iterator[Problem]:
        """A kernel has a middle."""
        yield from super().problems()
        sizes = (self.kernel_size,) if isinstance(self.kernel_size, int) else self.kernel_size
        if any(size % 2 == 0 for size in sizes):
            yield clash(self, "must be odd", "kernel_size")
