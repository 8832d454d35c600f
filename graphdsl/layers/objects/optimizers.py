"""Optimizers: what they share stands behind what is their own, as in Keras' signatures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.graph.values import Value
from graphdsl.layers.base import Arg, Problem, Spec, arg
from graphdsl.layers.kinds import (
    Bool,
    Either,
    Float,
    Int,
    ListOf,
    OptimizerObject,
    Optional,
    PositiveInt,
    ScheduleKind,
    Str,
)

RATE: Final = Either(Float(pointed=True), ScheduleKind())
_SHARED: Final[Mapping[str, Arg]] = {
    "weight_decay": Arg(Optional(Float()), None),
    "clipnorm": Arg(Optional(Float()), None),
    "clipvalue": Arg(Optional(Float()), None),
    "global_clipnorm": Arg(Optional(Float()), None),
    "use_ema": Arg(Bool(), False),
    "ema_momentum": Arg(Float(), 0.99),
    "ema_overwrite_frequency": Arg(Optional(PositiveInt()), None),
    "loss_scale_factor": Arg(Optional(Float()), None),
    "gradient_accumulation_steps": Arg(Optional(Int(min=2)), None),
    "name": Arg(Optional(Str()), None),
}


class Optimizer(Spec):
    """What all optimizers share."""

    own_last: ClassVar[tuple[str, ...]] = ()
    """Arguments of its own that stand behind the shared ones."""

    def __init_subclass__(cls) -> None:
        """Puts the shared arguments in their place."""
        super().__init_subclass__()
        before = {n: a for n, a in cls.args.items() if n not in cls.own_last}
        last = {n: cls.args[n] for n in cls.own_last}
        cls.args = {**before, **{n: a for n, a in _SHARED.items() if n not in before}, **last}

    def problems(self) -> Iterator[Problem]:
        """At most one way to clip; a share of the average between 0 and 1."""
        clips = ("clipnorm", "clipvalue", "global_clipnorm")
        given = tuple(name for name in clips if getattr(self, name, None) is not None)
        if len(given) > 1:
            yield self._clash(given, "cannot be given together")
        momentum: float = getattr(self, "ema_momentum", 0.99)
        if getattr(self, "use_ema", False) and not 0 <= momentum <= 1:
            yield self._clash(("ema_momentum",), "has to be from 0 to 1")

    def _clash(self, arguments: tuple[str, ...], why: str) -> Problem:
        name = type(self).__name__
        return Problem(ArgumentsClash(layer=name, arguments=arguments, why=why), arguments[-1])


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum perhaps."""

    learning_rate: Value = arg(RATE, 0.01)
    momentum: float = arg(Float(min=0, max=1, pointed=True), 0.0)
    nesterov: bool = arg(Bool(), False)


class RMSprop(Optimizer):
    """By the mean of squared gradients."""

    learning_rate: Value = arg(RATE, 0.001)
    rho: float = arg(Float(), 0.9)
    momentum: float = arg(Float(), 0.0)
    epsilon: float = arg(Float(), 1e-07)
    centered: bool = arg(Bool(), False)


class Adam(Optimizer):
    """By running means of gradients and of their squares."""

    learning_rate: Value = arg(RATE, 0.001)
    beta_1: float = arg(Float(), 0.9)
    beta_2: float = arg(Float(), 0.999)
    epsilon: float = arg(Float(), 1e-07)
    amsgrad: bool = arg(Bool(), False)


class AdamW(Optimizer):
    """Adam with weight decay."""

    learning_rate: Value = arg(RATE, 0.001)
    weight_decay: float = arg(Float(), 0.004)
    beta_1: float = arg(Float(), 0.9)
    beta_2: float = arg(Float(), 0.999)
    epsilon: float = arg(Float(), 1e-07)
    amsgrad: bool = arg(Bool(), False)


class Moments(Optimizer):
    """What several relatives of Adam take."""

    learning_rate: Value = arg(RATE, 0.001)
    beta_1: float = arg(Float(), 0.9)
    beta_2: float = arg(Float(), 0.999)
    epsilon: float = arg(Float(), 1e-07)


class Adamax(Moments):
    """Adam by the largest gradient."""


class Nadam(Moments):
    """Adam with Nesterov momentum."""


class Lamb(Moments):
    """Adam by layer, for large batches."""


class Adadelta(Optimizer):
    """By the ratio of past steps to past gradients."""

    learning_rate: Value = arg(RATE, 0.001)
    rho: float = arg(Float(), 0.95)
    epsilon: float = arg(Float(), 1e-07)


class Adafactor(Optimizer):
    """Adam in little memory."""

    learning_rate: Value = arg(RATE, 0.001)
    beta_2_decay: float = arg(Float(), -0.8)
    epsilon_1: float = arg(Float(), 1e-30)
    epsilon_2: float = arg(Float(), 0.001)
    clip_threshold: float = arg(Float(), 1.0)
    relative_step: bool = arg(Bool(), True)


class Adagrad(Optimizer):
    """By the sum of squared gradients."""

    learning_rate: Value = arg(RATE, 0.001)
    initial_accumulator_value: float = arg(Float(), 0.1)
    epsilon: float = arg(Float(), 1e-07)


class Ftrl(Optimizer):
    """Follow the regularised leader, for sparse linear models."""

    learning_rate: Value = arg(RATE, 0.001)
    learning_rate_power: float = arg(Float(max=0), -0.5)
    initial_accumulator_value: float = arg(Float(min=0), 0.1)
    l1_regularization_strength: float = arg(Float(min=0), 0.0)
    l2_regularization_strength: float = arg(Float(min=0), 0.0)
    l2_shrinkage_regularization_strength: float = arg(Float(min=0), 0.0)
    beta: float = arg(Float(), 0.0)


class Lion(Optimizer):
    """By the sign of the momentum."""

    learning_rate: Value = arg(RATE, 0.001)
    beta_1: float = arg(Float(above=0, max=1), 0.9)
    beta_2: float = arg(Float(), 0.99)


class Muon(Optimizer):
    """By orthogonalised momentum, for matrices."""

    own_last = (
        "exclude_layers",
        "exclude_embeddings",
        "muon_a",
        "muon_b",
        "muon_c",
        "adam_lr_ratio",
        "momentum",
        "ns_steps",
        "nesterov",
        "rms_rate",
    )

    learning_rate: Value = arg(RATE, 0.001)
    adam_beta_1: float = arg(Float(), 0.9)
    adam_beta_2: float = arg(Float(), 0.999)
    adam_weight_decay: float | None = arg(Optional(Float()), 0.004)
    epsilon: float = arg(Float(), 1e-07)
    weight_decay: float | None = arg(Optional(Float()), 0.004)
    exclude_layers: Sequence[str] | None = arg(Optional(ListOf(Str())), None)
    exclude_embeddings: bool = arg(Bool(), True)
    muon_a: float = arg(Float(), 3.4445)
    muon_b: float = arg(Float(), -4.775)
    muon_c: float = arg(Float(), 2.0315)
    adam_lr_ratio: float = arg(Float(), 1)
    momentum: float = arg(Float(), 0.95)
    ns_steps: int = arg(Int(), 5)
    nesterov: bool = arg(Bool(), True)
    rms_rate: float | None = arg(Optional(Float()), 0.2)


class ScheduleFreeAdamW(Optimizer):
    """AdamW without a schedule."""

    learning_rate: Value = arg(RATE, 0.0025)
    beta_1: float = arg(Float(), 0.9)
    beta_2: float = arg(Float(), 0.999)
    epsilon: float = arg(Float(), 1e-08)
    warmup_steps: int = arg(Int(), 0)


class LossScaleOptimizer(Spec):
    """Keeps small gradients of float16 from vanishing."""

    inner_optimizer: Value = arg(OptimizerObject())
    initial_scale: float = arg(Float(), 32768.0)
    dynamic_growth_steps: int = arg(Int(), 2000)
    name: str | None = arg(Optional(Str()), None)
