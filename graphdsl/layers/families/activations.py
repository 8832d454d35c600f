"""Activations as layers of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from graphdsl.diagnostics.axes import AxisOutOfRange
from graphdsl.graph.values import Value
from graphdsl.layers.base import LAYER, Arg, Layer, Operand, Reject, Weight, arg
from graphdsl.layers.demands import (
    axes_in,
    one,
    shape_of,
    sized,
    usable,
)
from graphdsl.layers.dtypes import NO_FLOATS, NO_NUMBERS, NO_REALS, NO_SIGNED
from graphdsl.layers.families.parts import ACTIVATION, CONSTRAINT, INITIALIZER, REGULARIZER
from graphdsl.layers.kinds import Axes, Float, Optional
from graphdsl.layers.masks import mask_over
from graphdsl.layers.tensors import Dim, Shape, TensorType

SLOPE: Final = Float(min=0)


class Elementwise(Layer, base=True):
    """A layer that acts on each number by itself."""

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        return usable(self, one(self, inputs)).with_dtype(self.compute_dtype)


ON_INTEGERS: Final[Mapping[str, tuple[str, ...]]] = {
    "linear": (),
    "exponential": NO_NUMBERS,
    "tanh": NO_NUMBERS,
    "relu": NO_REALS,
    "relu6": NO_REALS,
    "leaky_relu": NO_REALS,
}
"""The activations that work on more than floats, and what they refuse."""


class Activation(Elementwise):
    """An activation by its name."""

    activation: Value = arg(ACTIVATION)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        name = "linear" if self.activation is None else self.activation
        refuses = ON_INTEGERS.get(name, NO_FLOATS) if isinstance(name, str) else NO_NUMBERS
        return usable(self, one(self, inputs), refuses=refuses).with_dtype(self.compute_dtype)


class ReLU(Elementwise):
    """Zero below the threshold."""

    max_value: float | None = arg(Optional(Float(min=0)), None)
    negative_slope: float = arg(SLOPE, 0.0)
    threshold: float = arg(SLOPE, 0.0)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype; a slope below a bound is negated and scaled."""
        refuses = NO_REALS
        if self.negative_slope and (self.threshold or self.max_value is not None):
            whole = isinstance(self.negative_slope, int)
            whole = whole and (isinstance(self.threshold, int) or not self.threshold)
            refuses = NO_SIGNED if whole else NO_FLOATS
        return usable(self, one(self, inputs), refuses=refuses).with_dtype(self.compute_dtype)


class LeakyReLU(Elementwise):
    """A gentle slope below zero."""

    refuses = NO_REALS

    common: ClassVar[Mapping[str, Arg]] = {**LAYER, "alpha": Arg(Optional(SLOPE), None)}

    negative_slope: float = arg(SLOPE, 0.3)


class ELU(Elementwise):
    """An exponential below zero."""

    refuses = NO_FLOATS

    alpha: float = arg(Float(), 1.0)


class PReLU(Elementwise):
    """A slope below zero that is learnt."""

    refuses = NO_FLOATS

    alpha_initializer: Value = arg(INITIALIZER, "Zeros")
    alpha_regularizer: Value = arg(REGULARIZER, None)
    alpha_constraint: Value = arg(CONSTRAINT, None)
    shared_axes: int | Sequence[int] | None = arg(Optional(Axes()), None)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took; sizes that are not shared have to be known."""
        given = usable(self, one(self, inputs))
        self._slopes(shape_of(given))
        return given.with_dtype(self.compute_dtype)

    def _slopes(self, shape: Shape) -> tuple[Dim, ...]:
        shared = () if self.shared_axes is None else self.shared_axes
        # As in Keras, 0 is the last axis and -1 the one before.
        places = tuple(a - 1 for a in (shared if not isinstance(shared, int) else (shared,)))
        for place in places:
            if not 1 - len(shape) <= place < len(shape) - 1:
                raise Reject(
                    AxisOutOfRange(
                        layer="PReLU",
                        argument="shared_axes",
                        axis=place + 1,
                        rank=len(shape),
                        batch=False,
                    )
                )
        axes = {place % (len(shape) - 1) + 1 for place in places}
        return tuple(
            1 if axis in axes else sized(self, shape, axis) for axis in range(1, len(shape))
        )

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """The slopes."""
        return (Weight("alpha", self._slopes(shape_of(inputs))),)


class Softmax(Layer):
    """Shares that sum to 1 along an axis."""

    refuses = NO_FLOATS
    operands: ClassVar[Mapping[str, Operand]] = {
        "inputs": Operand(),
        "mask": Operand(optional=True),
    }

    axis: int | Sequence[int] = arg(Axes(), -1)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        given = usable(self, one(self, inputs))
        axes_in(self, shape_of(given), self.axis)
        mask_over(self, operands.get("mask"), shape_of(given))
        return given.with_dtype(self.compute_dtype)
