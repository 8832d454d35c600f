"""What weights are kept to."""

from __future__ import annotations

from collections.abc import Sequence

from graphdsl.layers.base import Spec, arg
from graphdsl.layers.kinds import Axes, Float


class MaxNorm(Spec):
    """A length of at most `max_value`."""

    max_value: float = arg(Float(), 2)
    axis: int | Sequence[int] = arg(Axes(), 0)


class MinMaxNorm(Spec):
    """A length between two bounds."""

    min_value: float = arg(Float(), 0.0)
    max_value: float = arg(Float(), 1.0)
    rate: float = arg(Float(), 1.0)
    axis: int | Sequence[int] = arg(Axes(), 0)


class NonNeg(Spec):
    """Nothing below zero."""


class UnitNorm(Spec):
    """Length 1."""

    axis: int | Sequence[int] = arg(Axes(), 0)
