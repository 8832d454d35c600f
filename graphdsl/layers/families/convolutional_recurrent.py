"""Recurrent layers over images: LSTM with convolutions in place of products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any, ClassVar

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.diagnostics.types import TooSmall
from graphdsl.graph.values import Value
from graphdsl.layers.base import LAYER, Arg, Problem, Reject, Weight, arg
from graphdsl.layers.demands import class_name, one, ranked, shape_of, sized, usable
from graphdsl.layers.dtypes import NO_FLOATS
from graphdsl.layers.families.parts import (
    ACTIVATION,
    CONSTRAINT,
    DATA_FORMAT,
    INITIALIZER,
    PADDING,
    REGULARIZER,
    SEED,
    channels_first,
)
from graphdsl.layers.families.recurrence import Recurrent
from graphdsl.layers.kinds import Bool, Float, PositiveInt, Sizes
from graphdsl.layers.shapes import channels, image, sizes, spatial, window
from graphdsl.layers.tensors import Dim, Shape, TensorType


class ConvLSTM(Recurrent, base=True):
    """What the three have in common; the number of sizes is theirs."""

    common: ClassVar[Mapping[str, Arg]] = {**LAYER, "unroll": Arg(Bool(), False)}
    weights_inside = True
    space: ClassVar[int]

    filters: int = arg(PositiveInt())
    kernel_size: int | Sequence[int] = arg(Sizes(1))
    strides: int | Sequence[int] = arg(Sizes(1), 1)
    padding: str = arg(PADDING, "valid")
    data_format: str | None = arg(DATA_FORMAT, None)
    dilation_rate: int | Sequence[int] = arg(Sizes(1), 1)
    activation: Value = arg(ACTIVATION, "tanh")
    recurrent_activation: Value = arg(ACTIVATION, "sigmoid")
    use_bias: bool = arg(Bool(), True)
    kernel_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    recurrent_initializer: Value = arg(INITIALIZER, "orthogonal")
    bias_initializer: Value = arg(INITIALIZER, "zeros")
    unit_forget_bias: bool = arg(Bool(), True)
    kernel_regularizer: Value = arg(REGULARIZER, None)
    recurrent_regularizer: Value = arg(REGULARIZER, None)
    bias_regularizer: Value = arg(REGULARIZER, None)
    activity_regularizer: Value = arg(REGULARIZER, None)
    kernel_constraint: Value = arg(CONSTRAINT, None)
    recurrent_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)
    dropout: float = arg(Float(), 0.0)
    recurrent_dropout: float = arg(Float(), 0.0)
    seed: int | None = arg(SEED, None)
    return_sequences: bool = arg(Bool(), False)
    return_state: bool = arg(Bool(), False)
    go_backwards: bool = arg(Bool(), False)
    stateful: bool = arg(Bool(), False)

    def problems(self) -> Iterator[Problem]:
        """Strides and dilation exclude each other."""
        strides, rates = sizes(self.strides, self.space), sizes(self.dilation_rate, self.space)
        if max(strides) > 1 and max(rates) > 1:
            why = "cannot both be above 1"
            both = ("strides", "dilation_rate")
            yield Problem(ArgumentsClash(layer=class_name(self), arguments=both, why=why))

    @property
    def leading_channels(self) -> bool:
        """Whether channels stand before space."""
        return channels_first(self.data_format)

    def checked(self, sequences: TensorType) -> Shape:
        """Sequences of images of known size, of floats."""
        given = usable(self, one(self, sequences, "sequences"), "sequences", NO_FLOATS)
        shape = ranked(self, given, self.space + 2, "sequences")
        for axis in range(2, len(shape)):
            sized(self, shape, axis, "sequences")
        return shape

    def output_of_step(self, step: Shape) -> Shape:
        """An image of so many filters."""
        each = zip(
            spatial((0, *step), self.leading_channels),
            sizes(self.kernel_size, self.space),
            sizes(self.strides, self.space),
            sizes(self.dilation_rate, self.space),
            strict=True,
        )
        found: list[Dim] = []
        for number, (size, kernel, stride, rate) in enumerate(each):
            left = window(size, kernel, stride, self.padding.lower(), rate)
            if isinstance(size, int) and isinstance(left, int) and left < 1:
                covers = (kernel - 1) * rate + 1
                axis = number + (3 if self.leading_channels else 2)
                raise Reject(
                    TooSmall(layer=class_name(self), axis=axis, size=size, takes=covers),
                    "sequences",
                )
            found.append(left)
        return image(0, found, self.filters, self.leading_channels)[1:]

    def state_shapes(self, step: Shape) -> list[Shape]:
        """Two images like the output."""
        return [self.output_of_step(step)] * 2

    def weights(self, *, sequences: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Two kernels and a bias, for four gates."""
        shape = shape_of(sequences)
        depth = channels((shape[0], *shape[2:]), self.leading_channels)
        kernel = sizes(self.kernel_size, self.space)
        found = (
            Weight("kernel", (*kernel, depth, self.filters * 4)),
            Weight("recurrent_kernel", (*kernel, self.filters, self.filters * 4)),
        )
        return (*found, Weight("bias", (self.filters * 4,))) if self.use_bias else found

    def macs(self, *, sequences: TensorType, **operands: Any) -> int | None:
        """Two convolutions for each gate, at each step."""
        shape = shape_of(sequences)
        places = spatial((0, *self.output_of_step(shape[2:])), self.leading_channels)
        depth = channels((shape[0], *shape[2:]), self.leading_channels)
        if not isinstance(shape[1], int) or not isinstance(depth, int):
            return None
        taps = prod(sizes(self.kernel_size, self.space)) * (depth + self.filters)
        area = prod(size for size in places if isinstance(size, int))
        return shape[1] * area * taps * self.filters * 4


class ConvLSTM1D(ConvLSTM):
    """Over rows."""

    space = 1

    kernel_size: int | Sequence[int] = arg(Sizes(1))
    strides: int | Sequence[int] = arg(Sizes(1), 1)
    dilation_rate: int | Sequence[int] = arg(Sizes(1), 1)


class ConvLSTM2D(ConvLSTM):
    """Over images."""

    space = 2

    kernel_size: int | Sequence[int] = arg(Sizes(2))
    strides: int | Sequence[int] = arg(Sizes(2), 1)
    dilation_rate: int | Sequence[int] = arg(Sizes(2), 1)


class ConvLSTM3D(ConvLSTM):
    """Over volumes."""

    space = 3

    kernel_size: int | Sequence[int] = arg(Sizes(3))
    strides: int | Sequence[int] = arg(Sizes(3), 1)
    dilation_rate: int | Sequence[int] = arg(Sizes(3), 1)
