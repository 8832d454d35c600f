"""Pooling: over windows, over everything, and to a given size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from graphdsl.diagnostics.types import TooSmall
from graphdsl.layers.base import Layer, Operand, Reject, arg
from graphdsl.layers.demands import class_name, one, ranked, usable
from graphdsl.layers.dtypes import NO_FLOATS, NO_POOLED, NO_SINGLES
from graphdsl.layers.families.parts import DATA_FORMAT, channels_first
from graphdsl.layers.kinds import Bool, Kind, OneOf, Optional, Sizes
from graphdsl.layers.masks import mask_over
from graphdsl.layers.shapes import channels, image, sizes, spatial, window
from graphdsl.layers.tensors import Dim, Shape, TensorType

PADDING = OneOf("valid", "same")
"""Keras folds the case for convolutions, not here."""
FORMAT = Optional(OneOf("channels_last", "channels_first"))


def strides_of(n: int) -> Kind:
    """Steps of the window; left out, its own size."""
    return Optional(Sizes(n))


class Pool(Layer, base=True):
    """One number for each window, by channel."""

    refuses = NO_FLOATS
    space: ClassVar[int] = 1

    pool_size: Any
    strides: Any
    padding: Any
    data_format: Any

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Smaller spatial sizes."""
        shape = ranked(self, usable(self, one(self, inputs)), self.space + 1)
        first = channels_first(self.data_format)
        result = image(shape[0], self._steps(shape, first), channels(shape, first), first)
        return TensorType(result, self.compute_dtype)

    def _steps(self, shape: Shape, first: bool) -> tuple[Dim, ...]:
        pool = sizes(self.pool_size, self.space)
        strides = pool if self.strides is None else sizes(self.strides, self.space)
        found: list[Dim] = []
        for axis, size in enumerate(spatial(shape, first)):
            out = window(size, pool[axis], strides[axis], self.padding)
            if isinstance(size, int) and isinstance(out, int) and out <= 0:
                raise Reject(
                    TooSmall(
                        layer=class_name(self),
                        axis=axis + (2 if first else 1),
                        size=size,
                        takes=pool[axis],
                    )
                )
            found.append(out)
        return tuple(found)


class MaxPooling1D(Pool):
    """The largest of each window of a sequence."""

    refuses = NO_POOLED
    aliases = ("MaxPool1D",)

    pool_size: int | Sequence[int] = arg(Sizes(1), 2)
    strides: int | Sequence[int] | None = arg(strides_of(1), None)
    padding: str = arg(PADDING, "valid")
    data_format: str | None = arg(DATA_FORMAT, None)


class MaxPooling2D(Pool):
    """The largest of each window of an image."""

    refuses = NO_POOLED
    aliases = ("MaxPool2D",)
    space = 2

    pool_size: int | Sequence[int] = arg(Sizes(2), (2, 2))
    strides: int | Sequence[int] | None = arg(strides_of(2), None)
    padding: str = arg(PADDING, "valid")
    data_format: str | None = arg(DATA_FORMAT, None)


class MaxPooling3D(Pool):
    """The largest of each window of a volume."""

    refuses = NO_SINGLES
    aliases = ("MaxPool3D",)
    space = 3

    pool_size: int | Sequence[int] = arg(Sizes(3), (2, 2, 2))
    strides: int | Sequence[int] | None = arg(strides_of(3), None)
    padding: str = arg(PADDING, "valid")
    data_format: str | None = arg(DATA_FORMAT, None)


class AveragePooling1D(Pool):
    """The mean of each window of a sequence."""

    aliases = ("AvgPool1D",)

    pool_size: int | Sequence[int] = arg(Sizes(1))
    strides: int | Sequence[int] | None = arg(strides_of(1), None)
    padding: str = arg(PADDING, "valid")
    data_format: str | None = arg(DATA_FORMAT, None)


class AveragePooling2D(Pool):
    """The mean of each window of an image."""

    aliases = ("AvgPool2D",)
    space = 2

    pool_size: int | Sequence[int] = arg(Sizes(2))
    strides: int | Sequence[int] | None = arg(strides_of(2), None)
    padding: str = arg(PADDING, "valid")
    data_format: str | None = arg(DATA_FORMAT, None)


class AveragePooling3D(Pool):
    """The mean of each window of a volume."""

    aliases = ("AvgPool3D",)
    space = 3

    pool_size: int | Sequence[int] = arg(Sizes(3))
    strides: int | Sequence[int] | None = arg(strides_of(3), None)
    padding: str = arg(PADDING, "valid")
    data_format: str | None = arg(DATA_FORMAT, None)


class GlobalPool(Layer, base=True):
    """One number for each channel."""

    space: ClassVar[int] = 1

    data_format: str | None = arg(DATA_FORMAT, None)
    keepdims: bool = arg(Bool(), False)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Batch and channels."""
        shape = ranked(self, usable(self, one(self, inputs)), self.space + 1)
        first = channels_first(self.data_format)
        steps = (shape[0], *spatial(shape, first), 1)
        mask_over(self, operands.get("mask"), steps, end=(1,))
        ones = (1,) * (self.space if self.keepdims else 0)
        result = image(shape[0], ones, channels(shape, first), first)
        return TensorType(result, self.compute_dtype)


class GlobalAveragePooling1D(GlobalPool):
    """The mean over a sequence."""

    aliases = ("GlobalAvgPool1D",)
    operands: ClassVar[Mapping[str, Operand]] = {
        "inputs": Operand(),
        "mask": Operand(optional=True),
    }


class GlobalAveragePooling2D(GlobalPool):
    """The mean over an image."""

    aliases = ("GlobalAvgPool2D",)
    space = 2


class GlobalAveragePooling3D(GlobalPool):
    """The mean over a volume."""

    aliases = ("GlobalAvgPool3D",)
    space = 3


class GlobalMaxPooling1D(GlobalPool):
    """The largest of a sequence."""

    aliases = ("GlobalMaxPool1D",)


class GlobalMaxPooling2D(GlobalPool):
    """The largest of an image."""

    aliases = ("GlobalMaxPool2D",)
    space = 2


class GlobalMaxPooling3D(GlobalPool):
    """The largest of a volume."""

    aliases = ("GlobalMaxPool3D",)
    space = 3


class AdaptivePool(Layer, base=True):
    """Windows of whatever size gives the size that is asked for."""

    refuses = NO_FLOATS
    space: ClassVar[int] = 1

    output_size: int | Sequence[int] = arg(Sizes(1))
    data_format: str | None = arg(FORMAT, None)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The spatial sizes that are asked for."""
        shape = ranked(self, usable(self, one(self, inputs)), self.space + 1)
        first = channels_first(self.data_format)
        space = sizes(self.output_size, self.space)
        result = image(shape[0], space, channels(shape, first), first)
        return TensorType(result, self.compute_dtype)


class AdaptiveAveragePooling1D(AdaptivePool):
    """The means that make a sequence so long."""


class AdaptiveAveragePooling2D(AdaptivePool):
    """The means that make an image so large."""

    space = 2

    output_size: int | Sequence[int] = arg(Sizes(2))


class AdaptiveAveragePooling3D(AdaptivePool):
    """The means that make a volume so large."""

    space = 3

    output_size: int | Sequence[int] = arg(Sizes(3))


class AdaptiveMaxPooling1D(AdaptivePool):
    """The largest numbers that make a sequence so long."""

    refuses = NO_POOLED


class AdaptiveMaxPooling2D(AdaptivePool):
    """The largest numbers that make an image so large."""

    refuses = NO_POOLED
    space = 2

    output_size: int | Sequence[int] = arg(Sizes(2))


class AdaptiveMaxPooling3D(AdaptivePool):
    """The largest numbers that make a volume so large."""

    refuses = NO_SINGLES
    space = 3

    output_size: int | Sequence[int] = arg(Sizes(3))
