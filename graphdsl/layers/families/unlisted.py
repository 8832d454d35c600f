"""Layers that Keras' own models consist of and that it does not make public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from graphdsl.layers.base import MANY, Layer, Operand, Weight, arg
from graphdsl.layers.demands import one, several, shape_of, usable
from graphdsl.layers.functions.dims import broadcast
from graphdsl.layers.kinds import Float, PositiveInt
from graphdsl.layers.tensors import TensorType


class LayerScale(Layer):
    """A factor for each channel, in ConvNeXt."""

    operands: ClassVar[Mapping[str, Operand]] = {"x": Operand()}

    init_values: float = arg(Float())
    projection_dim: int = arg(PositiveInt())

    def infer(self, *, x: TensorType, **operands: Any) -> TensorType:
        """As in a product with a vector."""
        shape = shape_of(usable(self, one(self, x)))
        return TensorType(broadcast(shape, (self.projection_dim,)), self.compute_dtype)

    def weights(self, **operands: Any) -> tuple[Weight, ...]:
        """The factors."""
        return (Weight("variable", (self.projection_dim,)),)


class CustomScaleLayer(Layer):
    """The first of two tensors plus a part of the second, in InceptionResNetV2."""

    operands: ClassVar[Mapping[str, Operand]] = MANY

    scale: float = arg(Float())

    def infer(self, *, inputs: Sequence[TensorType], **operands: Any) -> TensorType:
        """As in a sum."""
        first, second, *_ = several(self, inputs, least=2)
        shape = broadcast(shape_of(usable(self, first)), shape_of(usable(self, second)))
        return TensorType(shape, self.compute_dtype)
