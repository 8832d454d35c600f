"""How the learning rate changes over the steps of training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.layers.base import Problem, Spec, arg
from graphdsl.layers.kinds import Bool, Float, ListOf, Optional, Str


class ExponentialDecay(Spec):
    """Falls by a factor every so many steps."""

    initial_learning_rate: float = arg(Float())
    decay_steps: float = arg(Float(above=0))
    decay_rate: float = arg(Float())
    staircase: bool = arg(Bool(), False)
    name: str | None = arg(Optional(Str()), "ExponentialDecay")


class InverseTimeDecay(Spec):
    """Falls with the inverse of the steps."""

    initial_learning_rate: float = arg(Float())
    decay_steps: float = arg(Float(above=0))
    decay_rate: float = arg(Float())
    staircase: bool = arg(Bool(), False)
    name: str | None = arg(Optional(Str()), "InverseTimeDecay")


class PolynomialDecay(Spec):
    """Falls to an end as a power of the steps."""

    initial_learning_rate: float = arg(Float())
    decay_steps: float = arg(Float(above=0))
    end_learning_rate: float = arg(Float(), 0.0001)
    power: float = arg(Float(), 1.0)
    cycle: bool = arg(Bool(), False)
    name: str | None = arg(Optional(Str()), "PolynomialDecay")


class CosineDecay(Spec):
    """Falls along a cosine, after rising to a target if there is one."""

    initial_learning_rate: float = arg(Float())
    decay_steps: float = arg(Float(above=0))
    alpha: float = arg(Float(), 0.0)
    name: str | None = arg(Optional(Str()), "CosineDecay")
    warmup_target: float | None = arg(Optional(Float()), None)
    warmup_steps: float = arg(Float(), 0)


class CosineDecayRestarts(Spec):
    """Falls along a cosine, again and again."""

    initial_learning_rate: float = arg(Float())
    first_decay_steps: float = arg(Float(above=0))
    t_mul: float = arg(Float(), 2.0)
    m_mul: float = arg(Float(), 1.0)
    alpha: float = arg(Float(), 0.0)
    name: str | None = arg(Optional(Str()), "SGDRDecay")


class PiecewiseConstantDecay(Spec):
    """One value up to each boundary, and one behind the last."""

    boundaries: Sequence[float] = arg(ListOf(Float()))
    values: Sequence[float] = arg(ListOf(Float()))
    name: str | None = arg(Optional(Str()), "PiecewiseConstant")

    def problems(self) -> Iterator[Problem]:
        """One value more than boundaries."""
        if len(self.values) != len(self.boundaries) + 1:
            yield Problem(
                ArgumentsClash(
                    layer="PiecewiseConstantDecay",
                    arguments=("boundaries", "values"),
                    why="do not fit: there is one value more than boundaries",
                ),
                "values",
            )
