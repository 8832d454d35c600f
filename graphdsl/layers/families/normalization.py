"""Normalisation over the batch, over features and over groups of channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.diagnostics.axes import AxisNotLast, AxisOrder
from graphdsl.diagnostics.types import NotDivisible
from graphdsl.diagnostics.wording import listing
from graphdsl.graph.values import Value
from graphdsl.layers.base import LAYER, ONE, Arg, Layer, Operand, Problem, Reject, Weight, arg
from graphdsl.layers.demands import axes_in, axis_in, class_name, one, shape_of, sized, usable
from graphdsl.layers.dtypes import NO_FLOATS
from graphdsl.layers.families.parts import CONSTRAINT, INITIALIZER, REGULARIZER
from graphdsl.layers.kinds import (
    Axes,
    Bool,
    DictOf,
    Either,
    Float,
    Int,
    OneOfAny,
    Optional,
    PositiveInt,
)
from graphdsl.layers.masks import known_shape, refuse_mask
from graphdsl.layers.tensors import Dim, Shape, TensorType

BOUNDS = ("rmax", "rmin", "dmax")
"""What `renorm_clipping` can hold."""


class BatchNormalization(Layer):
    """Mean 0 and variance 1 over the batch, with running statistics for later."""

    operands: ClassVar[Mapping[str, Operand]] = {**ONE, "mask": Operand(optional=True)}
    training_matters = True

    axis: int = arg(Int(), -1)
    momentum: float = arg(Float(), 0.99)
    epsilon: float = arg(Float(), 0.001)
    center: bool = arg(Bool(), True)
    scale: bool = arg(Bool(), True)
    beta_initializer: Value = arg(INITIALIZER, "zeros")
    gamma_initializer: Value = arg(INITIALIZER, "ones")
    moving_mean_initializer: Value = arg(INITIALIZER, "zeros")
    moving_variance_initializer: Value = arg(INITIALIZER, "ones")
    beta_regularizer: Value = arg(REGULARIZER, None)
    gamma_regularizer: Value = arg(REGULARIZER, None)
    beta_constraint: Value = arg(CONSTRAINT, None)
    gamma_constraint: Value = arg(CONSTRAINT, None)
    renorm: bool = arg(Bool(), False)
    renorm_clipping: Mapping[str, float | None] | None = arg(
        Optional(DictOf(Optional(Float()))), None
    )
    renorm_momentum: float = arg(Float(), 0.99)
    synchronized: bool = arg(Bool(), False)

    def problems(self) -> Iterator[Problem]:
        """Bounds that exclude each other."""
        bounds = self.renorm_clipping or {}
        high, low, shift = bounds.get("rmax"), bounds.get("rmin"), bounds.get("dmax")
        unknown = [name for name in bounds if name not in BOUNDS]
        why = ""
        if unknown:
            why = f"holds some of {listing(BOUNDS)}, not {listing(unknown)}"
        elif high is not None and low is not None and high < low:
            why = "has an `rmax` below its `rmin`"
        elif shift is not None and shift < 0:
            why = "has a negative `dmax`"
        if why and self.renorm:
            yield Problem(
                ArgumentsClash(layer=class_name(self), arguments=("renorm_clipping",), why=why),
                "renorm_clipping",
            )

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        given = usable(self, one(self, inputs))
        shape = shape_of(given)
        sized(self, shape, axis_in(self, shape, self.axis))
        mask = known_shape(operands.get("mask"))
        if mask is not None and len(mask) != len(shape) - 1:
            refuse_mask(self, mask, shape[:-1])
        return given.with_dtype(self.compute_dtype)

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Scale and shift, which are learnt, and the statistics, which are not."""
        size = (shape_of(inputs)[self.axis],)
        learnt = [n for n, used in (("gamma", self.scale), ("beta", self.center)) if used]
        kept = ["moving_mean", "moving_variance"]
        if self.renorm:
            kept += ["moving_stddev", "renorm_mean", "renorm_stddev"]
        return (
            *(Weight(name, size) for name in learnt),
            *(Weight(name, size, trainable=False) for name in kept),
        )

    def differs_in_training(self, *, frozen: bool = False) -> bool:
        """Unless it is frozen: then it goes by its statistics, and keeps them."""
        return not frozen and getattr(self, "trainable", True)


class OverFeatures(Layer, base=True):
    """Normalisation of each sample along axes of known size."""

    axis: Any

    def infer(self, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        (name,) = self.operands
        given = usable(self, one(self, operands[name], name), name)
        self.sizes(shape_of(given), name)
        return given.with_dtype(self.compute_dtype)

    def sizes(self, shape: Shape, operand: str) -> tuple[Dim, ...]:
        """The sizes of the axes, in the order in which the weights have them."""
        places = axes_in(self, shape, self.axis)
        order = [self.axis] if isinstance(self.axis, int) else sorted(self.axis)
        if [axis % len(shape) for axis in order] != sorted(places):
            raise Reject(AxisOrder(layer=class_name(self), argument="axis", axes=tuple(order)))
        return tuple(sized(self, shape, axis, operand) for axis in order)


class LayerNormalization(OverFeatures):
    """Mean 0 and variance 1 over the features."""

    common: ClassVar[Mapping[str, Arg]] = {**LAYER, "rms_scaling": Arg(Bool(), False)}

    axis: int | Sequence[int] = arg(Axes(), -1)
    epsilon: float = arg(Float(), 0.001)
    center: bool = arg(Bool(), True)
    scale: bool = arg(Bool(), True)
    beta_initializer: Value = arg(INITIALIZER, "zeros")
    gamma_initializer: Value = arg(INITIALIZER, "ones")
    beta_regularizer: Value = arg(REGULARIZER, None)
    gamma_regularizer: Value = arg(REGULARIZER, None)
    beta_constraint: Value = arg(CONSTRAINT, None)
    gamma_constraint: Value = arg(CONSTRAINT, None)

    def sizes(self, shape: Shape, operand: str) -> tuple[Dim, ...]:
        """The sizes of the axes; without weights they need not be known."""
        if self.center or self.scale or getattr(self, "rms_scaling", False):
            return super().sizes(shape, operand)
        axes_in(self, shape, self.axis)
        return ()

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Scale and shift."""
        shape = self.sizes(shape_of(inputs), "inputs")
        only_scale = bool(getattr(self, "rms_scaling", False))
        gamma = (Weight("gamma", shape),) if self.scale or only_scale else ()
        return (*gamma, Weight("beta", shape)) if self.center and not only_scale else gamma


class RMSNormalization(OverFeatures):
    """Root mean square 1 over the features."""

    operands: ClassVar[Mapping[str, Operand]] = {"x": Operand()}

    axis: int | Sequence[int] = arg(Axes(), -1)
    epsilon: float = arg(Float(), 1e-06)

    def sizes(self, shape: Shape, operand: str) -> tuple[Dim, ...]:
        """The sizes of the axes; Keras lays them against the last ones, whichever they are."""
        found = super().sizes(shape, operand)
        for own, size in zip(reversed(found), reversed(shape), strict=False):
            if own != 1 and isinstance(size, int) and own != size:
                axes = (self.axis,) if isinstance(self.axis, int) else tuple(self.axis)
                raise Reject(AxisNotLast(layer=class_name(self), argument="axis", axes=axes))
        return found

    def weights(self, *, x: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """The scale."""
        return (Weight("scale", self.sizes(shape_of(x), "x")),)


class UnitNormalization(Layer):
    """Length 1 along an axis."""

    refuses = NO_FLOATS
    axis: int | Sequence[int] = arg(Axes(), -1)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        given = usable(self, one(self, inputs))
        axes_in(self, shape_of(given), self.axis)
        return given.with_dtype(self.compute_dtype)


class GroupNormalization(Layer):
    """Mean 0 and variance 1 over groups of channels."""

    groups: int = arg(Either(PositiveInt(), OneOfAny(-1)), 32)
    axis: int = arg(Int(), -1)
    epsilon: float = arg(Float(), 0.001)
    center: bool = arg(Bool(), True)
    scale: bool = arg(Bool(), True)
    beta_initializer: Value = arg(INITIALIZER, "zeros")
    gamma_initializer: Value = arg(INITIALIZER, "ones")
    beta_regularizer: Value = arg(REGULARIZER, None)
    gamma_regularizer: Value = arg(REGULARIZER, None)
    beta_constraint: Value = arg(CONSTRAINT, None)
    gamma_constraint: Value = arg(CONSTRAINT, None)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The shape it took, in the layer's dtype."""
        given = usable(self, one(self, inputs))
        shape = shape_of(given)
        depth = sized(self, shape, axis_in(self, shape, self.axis))
        if self.groups > 0 and depth % self.groups:
            raise Reject(
                NotDivisible(
                    layer=class_name(self),
                    what="channels",
                    size=depth,
                    argument="groups",
                    by=self.groups,
                )
            )
        return given.with_dtype(self.compute_dtype)

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Scale and shift."""
        size = (shape_of(inputs)[self.axis],)
        names = (("gamma", self.scale), ("beta", self.center))
        return tuple(Weight(name, size) for name, used in names if used)
