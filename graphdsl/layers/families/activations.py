"""Activations as layers of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from graphdsl.graph.values import Value
from graphdsl.layers.base import LAYER, Arg, Layer, Operand, Weight, arg
from graphdsl.layers.demands import (
    axes_in,
    numeric,
    of_dtype,
    one,
    shape_of,
    sized,
)
from graphdsl.layers.dtypes import INTEGERS
from graphdsl.layers.families.parts import ACTIVATION, CONSTRAINT, INITIALIZER, REGULARIZER
from graphdsl.layers.kinds import Axes, Float, Optional
from graphdsl.layers.tensors import Dim, Shape, TensorType

SLOPE: Final = Float(min=0)


class Elementwise(Layer):
    """A layer that acts on each number by itself."""

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        return numeric(self, one(self, inputs)).with_dtype(self.compute_dtype)


class Activation(Elementwise):
    """An activation by its name."""

    activation: Value = arg(ACTIVATION)


class ReLU(Elementwise):
    """Zero below the threshold."""

    max_value: float | None = arg(Optional(Float(min=0)), None)
    negative_slope: float = arg(SLOPE, 0.0)
    threshold: float = arg(SLOPE, 0.0)


class LeakyReLU(Elementwise):
    """A gentle slope below zero."""

    common: ClassVar[Mapping[str, Arg]] = {**LAYER, "alpha": Arg(Optional(SLOPE), None)}

    negative_slope: float = arg(SLOPE, 0.3)


class ELU(Elementwise):
    """An exponential below zero."""

    alpha: float = arg(Float(), 1.0)


class PReLU(Elementwise):
    """A slope below zero that is learnt."""

    alpha_initializer: Value = arg(INITIALIZER, "Zeros")
    alpha_regularizer: Value = arg(REGULARIZER, None)
    alpha_constraint: Value = arg(CONSTRAINT, None)
    shared_axes: int | Sequence[int] | None = arg(Optional(Axes()), None)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took; sizes that are not shared have to be known."""
        given = numeric(self, one(self, inputs))
        self._slopes(shape_of(given))
        return given.with_dtype(self.compute_dtype)

    def _slopes(self, shape: Shape) -> tuple[Dim, ...]:
        shared = self.shared_axes if self.shared_axes is not None else ()
        axes = axes_in(self, shape, shared, "shared_axes")
        return tuple(
            1 if axis in axes else sized(self, shape, axis) for axis in range(1, len(shape))
        )

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """The slopes."""
        return (Weight("alpha", self._slopes(shape_of(inputs))),)


class Softmax(Layer):
    """Shares that sum to 1 along an axis."""

    operands: ClassVar[Mapping[str, Operand]] = {
        "inputs": Operand(),
        "mask": Operand(optional=True),
    }

    axis: int | Sequence[int] = arg(Axes(), -1)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        given = of_dtype(self, one(self, inputs), "floats", ("string", "bool", *INTEGERS))
        axes_in(self, shape_of(given), self.axis)
        return given.with_dtype(self.compute_dtype)
