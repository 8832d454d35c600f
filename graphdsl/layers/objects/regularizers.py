"""Penalties on weights or results."""

from __future__ import annotations

from graphdsl.layers.base import Spec, arg
from graphdsl.layers.kinds import Float, OneOf, Optional


class L1(Spec):
    """The sum of absolute values."""

    l1: float | None = arg(Optional(Float(min=0)), 0.01)


class L2(Spec):
    """The sum of squares."""

    l2: float | None = arg(Optional(Float(min=0)), 0.01)


class L1L2(Spec):
    """Both sums."""

    l1: float | None = arg(Optional(Float(min=0)), 0.0)
    l2: float | None = arg(Optional(Float(min=0)), 0.0)


class OrthogonalRegularizer(Spec):
    """A penalty on rows or columns that are alike."""

    factor: float = arg(Float(min=0), 0.01)
    mode: str = arg(OneOf("rows", "columns"), "rows")
