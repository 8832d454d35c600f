"""Convolutions: plain, transposed, depthwise and separable, over one to three axes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.diagnostics.types import NotDivisible, TooSmall
from graphdsl.graph.values import Value
from graphdsl.layers.base import COMMON, Arg, Layer, Problem, Reject, Weight, arg
from graphdsl.layers.demands import class_name, one, ranked, shape_of, sized, usable
from graphdsl.layers.dtypes import NO_FLOATS
from graphdsl.layers.families.core import lora_problems
from graphdsl.layers.families.parts import (
    ACTIVATION,
    CONSTRAINT,
    DATA_FORMAT,
    INITIALIZER,
    PADDING,
    RANK,
    REGULARIZER,
    channels_first,
)
from graphdsl.layers.kinds import Bool, Float, OneOf, Optional, PositiveInt, Sizes
from graphdsl.layers.shapes import (
    count,
    image,
    sizes,
    spatial,
    window,
)
from graphdsl.layers.tensors import Dim, Shape, TensorType


class Convolution(Layer, base=True):
    """A kernel that slides over the spatial axes."""

    refuses = NO_FLOATS
    common: ClassVar[Mapping[str, Arg]] = COMMON
    space: ClassVar[int] = 1
    """Number of spatial axes."""

    # Declared by the classes below, at their places in Keras' signatures.
    kernel_size: Any
    strides: Any
    padding: Any
    data_format: Any
    dilation_rate: Any
    use_bias: Any

    @property
    def channels_lead(self) -> bool:
        """Whether channels stand right behind the batch."""
        return channels_first(self.data_format)

    @property
    def kernel(self) -> tuple[int, ...]:
        """The kernel's size on each spatial axis."""
        return sizes(self.kernel_size, self.space)

    def depth(self, shape: Shape) -> int:
        """The number of channels that come in."""
        return sized(self, shape, 1 if self.channels_lead else -1)

    def out_depth(self, depth: int) -> int:
        """The number of channels that go out; by default as many as come in."""
        return depth

    def steps(self, shape: Shape) -> tuple[Dim, ...]:
        """The spatial sizes that go out."""
        strides = sizes(self.strides, self.space)
        dilations = sizes(self.dilation_rate, self.space)
        padding = self.padding.lower()
        found: list[Dim] = []
        for axis, size in enumerate(spatial(shape, self.channels_lead)):
            kernel, dilation = self.kernel[axis], dilations[axis]
            out = window(size, kernel, strides[axis], padding, dilation)
            if isinstance(size, int) and isinstance(out, int) and out <= 0:
                raise Reject(
                    TooSmall(
                        layer=class_name(self),
                        axis=axis + (2 if self.channels_lead else 1),
                        size=size,
                        takes=(kernel - 1) * dilation + 1,
                        what="kernel",
                    )
                )
            found.append(out)
        return tuple(found)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Other spatial sizes, other channels."""
        shape = ranked(self, one(self, inputs), self.space + 1)
        usable(self, inputs)
        depth = self.out_depth(self.depth(shape))
        result = image(shape[0], self.steps(shape), depth, self.channels_lead)
        return TensorType(result, self.compute_dtype)

    def bias(self, depth: int) -> tuple[Weight, ...]:
        """The bias over `depth` channels, if there is one."""
        return (Weight("bias", (depth,)),) if self.use_bias else ()

    def clash(self) -> Iterator[Problem]:
        """Strides and dilation cannot both be above 1."""
        if max(sizes(self.strides, self.space)) > 1 < max(sizes(self.dilation_rate, self.space)):
            yield Problem(
                ArgumentsClash(
                    layer=class_name(self),
                    arguments=("strides", "dilation_rate"),
                    why="cannot both be above 1",
                ),
                "dilation_rate",
            )


class Conv1D(Convolution):
    """A convolution over sequences."""

    aliases = ("Convolution1D",)
    common: ClassVar[Mapping[str, Arg]] = {
        **COMMON,
        "lora_rank": Arg(RANK, None),
        "lora_alpha": Arg(Optional(Float()), None),
    }

    filters: int = arg(PositiveInt())
    kernel_size: int | Sequence[int] = arg(Sizes(1))
    strides: int | Sequence[int] = arg(Sizes(1), 1)
    padding: str = arg(OneOf("valid", "same", "causal", any_case=True), "valid")
    data_format: str | None = arg(DATA_FORMAT, None)
    dilation_rate: int | Sequence[int] = arg(Sizes(1), 1)
    groups: int = arg(PositiveInt(), 1)
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
        yield from lora_problems(self, self.rank, "kernel_constraint")
        if self.filters % self.groups:
            yield Problem(
                NotDivisible(
                    layer=class_name(self),
                    what="filters",
                    size=self.filters,
                    argument="groups",
                    by=self.groups,
                ),
                "groups",
            )

    @property
    def rank(self) -> int | None:
        """The rank of the low-rank adaptation, if there is one."""
        return getattr(self, "lora_rank", None)

    def depth(self, shape: Shape) -> int:
        """The number of channels that come in; it splits into groups."""
        depth = super().depth(shape)
        if depth % self.groups:
            raise Reject(
                NotDivisible(
                    layer=class_name(self),
                    what="channels",
                    size=depth,
                    argument="groups",
                    by=self.groups,
                )
            )
        return depth

    def out_depth(self, depth: int) -> int:
        """The number of filters."""
        return self.filters

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Kernel and bias."""
        depth = self.depth(shape_of(inputs)) // self.groups
        kernel = Weight("kernel", (*self.kernel, depth, self.filters), self.rank is None)
        found = (kernel, *self.bias(self.filters))
        if self.rank is None:
            return found
        return (
            *found,
            Weight("lora_kernel_a", (*self.kernel, depth, self.rank), dtype="float32"),
            Weight("lora_kernel_b", (self.rank, self.filters), dtype="float32"),
        )

    def macs(self, *, inputs: TensorType, **operands: Any) -> int | None:
        """The kernel at each place of the result."""
        shape = shape_of(inputs)
        depth = self.depth(shape) // self.groups
        return count((*self.steps(shape), *self.kernel, depth, self.filters))


class Conv2D(Conv1D):
    """A convolution over images."""

    aliases = ("Convolution2D",)
    space = 2

    kernel_size: int | Sequence[int] = arg(Sizes(2))
    strides: int | Sequence[int] = arg(Sizes(2), (1, 1))
    padding: str = arg(PADDING, "valid")
    dilation_rate: int | Sequence[int] = arg(Sizes(2), (1, 1))


class Conv3D(Conv1D):
    """A convolution over volumes."""

    aliases = ("Convolution3D",)
    space = 3

    kernel_size: int | Sequence[int] = arg(Sizes(3))
    strides: int | Sequence[int] = arg(Sizes(3), (1, 1, 1))
    padding: str = arg(PADDING, "valid")
    dilation_rate: int | Sequence[int] = arg(Sizes(3), (1, 1, 1))
