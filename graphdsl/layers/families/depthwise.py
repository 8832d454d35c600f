"""Convolutions that treat each channel by itself."""

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
from graphdsl.layers.kinds import Bool, PositiveInt, Sizes
from graphdsl.layers.shapes import count, sizes
from graphdsl.layers.tensors import TensorType


def unequal_strides(layer: Convolution) -> Iterator[Problem]:
    """TensorFlow runs a depthwise convolution with one stride for all axes only."""
    plain = max(sizes(layer.dilation_rate, layer.space)) == 1
    if plain and len(set(sizes(layer.strides, layer.space))) > 1:
        name = class_name(layer)
        why = "have to be equal on all axes"
        yield Problem(ArgumentsClash(layer=name, arguments=("strides",), why=why), "strides")


class DepthwiseConv1D(Convolution):
    """A kernel of its own for each channel, over sequences."""

    kernel_size: int | Sequence[int] = arg(Sizes(1))
    strides: int | Sequence[int] = arg(Sizes(1), 1)
    padding: str = arg(PADDING, "valid")
    depth_multiplier: int = arg(PositiveInt(), 1)
    data_format: str | None = arg(DATA_FORMAT, None)
    dilation_rate: int | Sequence[int] = arg(Sizes(1), 1)
    activation: Value = arg(ACTIVATION, None)
    use_bias: bool = arg(Bool(), True)
    depthwise_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    bias_initializer: Value = arg(INITIALIZER, "zeros")
    depthwise_regularizer: Value = arg(REGULARIZER, None)
    bias_regularizer: Value = arg(REGULARIZER, None)
    activity_regularizer: Value = arg(REGULARIZER, None)
    depthwise_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)

    def problems(self) -> Iterator[Problem]:
        """What cannot be together."""
        return unequal_strides(self)

    def out_depth(self, depth: int) -> int:
        """So many for each channel."""
        return depth * self.depth_multiplier

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Kernel and bias."""
        depth = self.depth(shape_of(inputs))
        kernel = Weight("kernel", (*self.kernel, depth, self.depth_multiplier))
        return (kernel, *self.bias(self.out_depth(depth)))

    def macs(self, *, inputs: TensorType, **operands: Any) -> int | None:
        """A kernel at each place of the result."""
        shape = shape_of(inputs)
        return count((*self.steps(shape), *self.kernel, self.out_depth(self.depth(shape))))


class DepthwiseConv2D(DepthwiseConv1D):
    """A kernel of its own for each channel, over images."""

    space = 2

    kernel_size: int | Sequence[int] = arg(Sizes(2))
    strides: int | Sequence[int] = arg(Sizes(2), (1, 1))
    dilation_rate: int | Sequence[int] = arg(Sizes(2), (1, 1))


class SeparableConv1D(Convolution):
    """A depthwise convolution, then one of size 1 across the channels, over sequences."""

    aliases = ("SeparableConvolution1D",)

    filters: int = arg(PositiveInt())
    kernel_size: int | Sequence[int] = arg(Sizes(1))
    strides: int | Sequence[int] = arg(Sizes(1), 1)
    padding: str = arg(PADDING, "valid")
    data_format: str | None = arg(DATA_FORMAT, None)
    dilation_rate: int | Sequence[int] = arg(Sizes(1), 1)
    depth_multiplier: int = arg(PositiveInt(), 1)
    activation: Value = arg(ACTIVATION, None)
    use_bias: bool = arg(Bool(), True)
    depthwise_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    pointwise_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    bias_initializer: Value = arg(INITIALIZER, "zeros")
    depthwise_regularizer: Value = arg(REGULARIZER, None)
    pointwise_regularizer: Value = arg(REGULARIZER, None)
    bias_regularizer: Value = arg(REGULARIZER, None)
    activity_regularizer: Value = arg(REGULARIZER, None)
    depthwise_constraint: Value = arg(CONSTRAINT, None)
    pointwise_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)

    def problems(self) -> Iterator[Problem]:
        """What cannot be together."""
        return unequal_strides(self)

    def out_depth(self, depth: int) -> int:
        """The number of filters."""
        return self.filters

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Both kernels and the bias."""
        depth = self.depth(shape_of(inputs))
        across = (*(1 for _ in self.kernel), depth * self.depth_multiplier, self.filters)
        return (
            Weight("depthwise_kernel", (*self.kernel, depth, self.depth_multiplier)),
            Weight("pointwise_kernel", across),
            *self.bias(self.filters),
        )

    def macs(self, *, inputs: TensorType, **operands: Any) -> int | None:
        """Both kernels at each place of the result."""
        shape = shape_of(inputs)
        places = count(self.steps(shape))
        middle = self.depth(shape) * self.depth_multiplier
        each = (count(self.kernel) or 0) * middle + middle * self.filters
        return None if places is None else places * each


class SeparableConv2D(SeparableConv1D):
    """A depthwise convolution, then one of size 1 across the channels, over images."""

    aliases = ("SeparableConvolution2D",)
    space = 2

    kernel_size: int | Sequence[int] = arg(Sizes(2))
    strides: int | Sequence[int] = arg(Sizes(2), (1, 1))
    dilation_rate: int | Sequence[int] = arg(Sizes(2), (1, 1))
