"""Convolutions that enlarge, over one to three axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.graph.values import Value
from graphdsl.layers.base import Problem, Weight, arg
from graphdsl.layers.demands import class_name, shape_of
from graphdsl.layers.families.convolutional import Convolution
from graphdsl.layers.families.parts import (
    ACTIVATION,
    CONSTRAINT,
    DATA_FORMAT,
    INITIALIZER,
    PADDING,
    REGULARIZER,
)
from graphdsl.layers.kinds import Bool, Optional, PositiveInt, Sizes
from graphdsl.layers.shapes import count, sizes, spatial, transposed_window
from graphdsl.layers.tensors import Dim, Shape, TensorType


class Conv1DTranspose(Convolution):
    """A convolution that enlarges, over sequences."""

    aliases = ("Convolution1DTranspose",)

    filters: int = arg(PositiveInt())
    kernel_size: int | Sequence[int] = arg(Sizes(1))
    strides: int | Sequence[int] = arg(Sizes(1), 1)
    padding: str = arg(PADDING, "valid")
    output_padding: int | Sequence[int] | None = arg(Optional(Sizes(1, min=0)), None)
    data_format: str | None = arg(DATA_FORMAT, None)
    dilation_rate: int | Sequence[int] = arg(Sizes(1), 1)
    activation: Value = arg(ACTIVATION, None)
    use_bias: bool = arg(Bool(), True)
    kernel_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    bias_initializer: Value = arg(INITIALIZER, "zeros")
    kernel_regularizer: Value = arg(REGULARIZER, None)
    bias_regularizer: Value = arg(REGULARIZER, None)
    activity_regularizer: Value = arg(REGULARIZER, None)
    kernel_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)

    def problems(self) -> Iterator[Problem]:
        """What cannot be together."""
        yield from self.clash()
        if self.output_padding is None:
            return
        extra, strides = sizes(self.output_padding, self.space), sizes(self.strides, self.space)
        if any(e >= s for e, s in zip(extra, strides, strict=True)):
            yield self._misfit("strides", "the padding must be below the stride on every axis")
        elif self.padding.lower() == "same" and any(
            e == 0 and not covers % 2 for e, covers in zip(extra, self._covers(), strict=True)
        ):
            yield self._misfit(
                "kernel_size", "where the kernel is even the padding must be above 0"
            )

    def _covers(self) -> tuple[int, ...]:
        """How far the dilated kernel reaches on each axis."""
        dilations = sizes(self.dilation_rate, self.space)
        return tuple((k - 1) * d + 1 for k, d in zip(self.kernel, dilations, strict=True))

    def _misfit(self, other: str, why: str) -> Problem:
        clash = ArgumentsClash(
            layer=class_name(self),
            arguments=("output_padding", other),
            why=f"do not fit: {why}",
        )
        return Problem(clash, "output_padding")

    def out_depth(self, depth: int) -> int:
        """The number of filters."""
        return self.filters

    def steps(self, shape: Shape) -> tuple[Dim, ...]:
        """The spatial sizes that go out."""
        strides = sizes(self.strides, self.space)
        dilations = sizes(self.dilation_rate, self.space)
        extra = None if self.output_padding is None else sizes(self.output_padding, self.space)
        return tuple(
            transposed_window(
                size,
                self.kernel[axis],
                strides[axis],
                self.padding.lower(),
                None if extra is None else extra[axis],
                dilations[axis],
            )
            for axis, size in enumerate(spatial(shape, self.channels_lead))
        )

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Kernel and bias."""
        depth = self.depth(shape_of(inputs))
        return (Weight("kernel", (*self.kernel, self.filters, depth)), *self.bias(self.filters))

    def macs(self, *, inputs: TensorType, **operands: Any) -> int | None:
        """The kernel at each place of the input."""
        return count((*shape_of(inputs)[1:], *self.kernel, self.filters))


class Conv2DTranspose(Conv1DTranspose):
    """A convolution that enlarges, over images."""

    aliases = ("Convolution2DTranspose",)
    space = 2

    kernel_size: int | Sequence[int] = arg(Sizes(2))
    strides: int | Sequence[int] = arg(Sizes(2), (1, 1))
    output_padding: int | Sequence[int] | None = arg(Optional(Sizes(2, min=0)), None)
    dilation_rate: int | Sequence[int] = arg(Sizes(2), (1, 1))


class Conv3DTranspose(Conv1DTranspose):
    """A convolution that enlarges, over volumes."""

    first = ("filters", "kernel_size", "strides", "padding", "data_format")
    aliases = ("Convolution3DTranspose",)
    space = 3

    kernel_size: int | Sequence[int] = arg(Sizes(3))
    strides: int | Sequence[int] = arg(Sizes(3), (1, 1, 1))
    output_padding: int | Sequence[int] | None = arg(Optional(Sizes(3, min=0)), None)
    dilation_rate: int | Sequence[int] = arg(Sizes(3), (1, 1, 1))
