"""Layers that change the size of images, or their colours in a fixed way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeGuard

from graphdsl.diagnostics.build import LayerLost
from graphdsl.diagnostics.types import TooSmall, WrongSize
from graphdsl.graph.values import UNKNOWN, Value
from graphdsl.layers.base import LAYER, Arg, Layer, Operand, Problem, Reject, arg
from graphdsl.layers.demands import class_name, one, ranked, usable
from graphdsl.layers.families.parts import DATA_FORMAT, SEED, channels_first, clash
from graphdsl.layers.kinds import Bool, Float, Kind, ListOf, OneOf, Optional, PositiveInt, Str
from graphdsl.layers.shapes import channels, image
from graphdsl.layers.tensors import Shape, TensorType

DATA: Mapping[str, Operand] = {"data": Operand()}
BOXES: Mapping[str, Arg] = {**LAYER, "bounding_box_format": Arg(Optional(Str()), None)}
FORMATTED: Mapping[str, Arg] = {**BOXES, "data_format": Arg(DATA_FORMAT, None)}
VALUE_RANGE = ListOf(Float(), 2)
INTERPOLATION = OneOf("nearest", "bilinear")
FILL_MODE = OneOf("reflect", "wrap", "constant", "nearest")


class Factor(Kind):
    """A number, or two that bound one, within bounds of their own."""

    def __init__(
        self,
        low: float,
        high: float,
        *,
        each: bool = False,
        open_low: bool = False,
        whole: bool = False,
    ):
        self.low = low
        self.high = high
        self.each = each
        """Whether both of two numbers are looked at; Keras' base class only asks that they do not
        lie beyond the bounds altogether."""
        self.open_low = open_low
        self.whole = whole

    def _is_number(self, value: Value) -> TypeGuard[float]:
        wanted = int if self.whole else (int, float)
        return isinstance(value, wanted) and not isinstance(value, bool)

    def _within(self, number: Value) -> bool:
        if not self._is_number(number):
            return False
        above = number > self.low if self.open_low else number >= self.low
        return above and number <= self.high

    def admits(self, value: Value) -> bool:
        """Whether it is such a number or such two."""
        if not isinstance(value, (list, tuple)):
            return self._within(value)
        if len(value) != 2 or UNKNOWN in value:
            return len(value) == 2
        if self.each:
            return all(map(self._within, value))
        first, second = value
        if not self._is_number(first) or not self._is_number(second):
            return False
        return first <= self.high and second >= self.low

    def describe(self) -> str:
        """The words for it."""
        low = f"above {self.low:g}" if self.open_low else f"from {self.low:g}"
        what = "an integer" if self.whole else "a number"
        return f"{what} {low} to {self.high:g}, or two of them"


class ImageLayer(Layer, base=True):
    """What layers on images have in common."""

    operands: ClassVar[Mapping[str, Operand]] = DATA
    common: ClassVar[Mapping[str, Arg]] = BOXES
    needs_channels: ClassVar[tuple[int, ...]] = ()
    """Numbers of channels that the layer works on; empty where any will do."""
    cannot_compute_in: ClassVar[tuple[str, ...]] = ()
    """Dtypes in which the layer fails once a model with it is trained."""

    def problems(self) -> Iterator[Problem]:
        """A dtype in which nothing can be trained, or a range of no colours."""
        if self.compute_dtype in self.cannot_compute_in:
            why = f"cannot be one that computes in {self.compute_dtype}: training would fail"
            yield clash(self, why, "dtype")
        low, *high = getattr(self, "value_range", (0, 1))
        if high == [low]:
            yield clash(self, "must not begin and end with the same number", "value_range")

    @property
    def leading_channels(self) -> bool:
        """Whether channels stand before space."""
        return channels_first(getattr(self, "data_format", None))

    def images(self, data: TensorType) -> Shape:
        """The shape of a batch of images, or Reject."""
        shape = ranked(self, usable(self, one(self, data, "data"), "data"), 3, "data")
        self._require_channels(shape)
        return shape

    def require_side(self, shape: Shape, axis: int, least: int, what: str) -> None:
        """Rejects images that have fewer than `least` pixels on one side, for `what` it does."""
        size = shape[axis]
        if isinstance(size, int) and size < least:
            small = TooSmall(layer=class_name(self), axis=axis, size=size, takes=least, what=what)
            raise Reject(small, "data")

    def _require_channels(self, shape: Shape) -> None:
        found, needed = channels(shape, self.leading_channels), self.needs_channels
        if needed and isinstance(found, int) and found not in needed:
            axis = 1 if self.leading_channels else 3
            wrong = WrongSize(layer=class_name(self), axis=axis, size=found, expected=needed[-1])
            raise Reject(wrong, "data")

    def infer(self, *, data: TensorType, **operands: Any) -> TensorType:
        """The same shape."""
        return TensorType(self.images(data), self.compute_dtype)


class Sized(ImageLayer, base=True):
    """What gives images of a size of its own."""

    height: int
    width: int

    def infer(self, *, data: TensorType, **operands: Any) -> TensorType:
        """Another height and width."""
        shape = self.images(data)
        depth = channels(shape, self.leading_channels)
        return TensorType(
            image(shape[0], (self.height, self.width), depth, self.leading_channels),
            self.compute_dtype,
        )


class Resizing(Sized):
    """Stretches or shrinks images to a size."""

    height: int = arg(PositiveInt())
    width: int = arg(PositiveInt())
    interpolation: str = arg(
        OneOf("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5", "area"), "bilinear"
    )
    crop_to_aspect_ratio: bool = arg(Bool(), False)
    pad_to_aspect_ratio: bool = arg(Bool(), False)
    fill_mode: str = arg(OneOf("constant"), "constant")
    fill_value: float = arg(Float(), 0.0)
    antialias: bool = arg(Bool(), False)
    data_format: str | None = arg(DATA_FORMAT, None)

    def problems(self) -> Iterator[Problem]:
        """To crop and to pad exclude each other."""
        yield from super().problems()
        if self.crop_to_aspect_ratio and self.pad_to_aspect_ratio:
            both = ("crop_to_aspect_ratio", "pad_to_aspect_ratio")
            yield clash(self, "cannot be given together", *both)


class CenterCrop(Sized):
    """Cuts the middle out of images, or enlarges smaller ones."""

    height: int = arg(PositiveInt())
    width: int = arg(PositiveInt())
    data_format: str | None = arg(DATA_FORMAT, None)


class RandomCrop(Sized):
    """Cuts a random part out of images while training; otherwise, against what Keras tells of
    its shape, it leaves them whole."""

    training_matters = True

    height: int = arg(PositiveInt())
    width: int = arg(PositiveInt())
    seed: int | None = arg(SEED, None)
    data_format: str | None = arg(DATA_FORMAT, None)


class AutoContrast(ImageLayer):
    """Stretches contrast to the whole range."""

    common: ClassVar[Mapping[str, Arg]] = FORMATTED

    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))


class Equalization(ImageLayer):
    """Spreads the values of each channel evenly, while training only."""

    training_matters = True

    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    bins: int = arg(PositiveInt(), 256)
    data_format: str | None = arg(DATA_FORMAT, None)

    def infer(self, *, data: TensorType, **operands: Any) -> TensorType:
        """What came in; Keras loses the layer unless it has to cast."""
        self.images(data)
        found = self.cast(data)
        if found.dtype == data.dtype:
            raise Reject(LayerLost(cls="Equalization", dtype=found.dtype or ""))
        return found


class ContrastLimitedAdaptiveHistogramEqualization(ImageLayer):
    """Spreads the values of each tile evenly, but not too far."""

    value_range: Sequence[float] = arg(VALUE_RANGE, (0, 255))
    clip_limit: float = arg(Float(), 4.0)
    tile_grid_size: Sequence[int] = arg(ListOf(PositiveInt(), 2), (8, 8))
    data_format: str | None = arg(DATA_FORMAT, None)

    def images(self, data: TensorType) -> Shape:
        """The shape; a side is mirrored at its end to fill the tiles, so that it has to be half
        as long as there are tiles."""
        shape = super().images(data)
        first = 2 if self.leading_channels else 1
        for axis, tiles in enumerate(self.tile_grid_size, first):
            self.require_side(shape, axis, (tiles + 1) // 2, "grid")
        return shape


class MaxNumBoundingBoxes(ImageLayer):
    """Brings the boxes of each image to one number; images themselves pass through."""

    common: ClassVar[Mapping[str, Arg]] = FORMATTED

    max_number: int = arg(PositiveInt())
    fill_value: float = arg(Float(), -1)
