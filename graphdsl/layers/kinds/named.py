"""Kinds of things that Keras knows by name: initializers, losses, dtypes, layers …"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from graphdsl.graph.model import Layer
from graphdsl.graph.values import Object, Value
from graphdsl.layers.kinds.base import Kind
from graphdsl.layers.objects.names import CLASSES, DTYPES, LAYER_DTYPES, STRINGS


class Named(Kind):
    """A string that names an object of one family, or the object itself."""

    family: ClassVar[str]

    def admits(self, value: Value) -> bool:
        """Whether it is one of the known names or an object of the family."""
        if isinstance(value, str):
            return value in STRINGS[self.family]
        return isinstance(value, Object) and value.cls in CLASSES[self.family]

    def candidates(self) -> Sequence[str]:
        """The known names; those of the classes where Keras has no strings for them."""
        return tuple(STRINGS[self.family] or CLASSES[self.family])

    def families(self) -> tuple[str, ...]:
        """Its one family."""
        return (self.family,)


class Initializer(Named):
    """An initializer."""

    family = "initializers"
    text = "an initializer, such as `he_normal` or `HeNormal(seed = 1)`"


class Regularizer(Named):
    """A regularizer."""

    family = "regularizers"
    text = "a regularizer, such as `l2` or `L2(0.0001)`"


class Constraint(Named):
    """A constraint on weights."""

    family = "constraints"
    text = "a constraint, such as `non_neg` or `MaxNorm(2)`"


class LossKind(Named):
    """A loss."""

    family = "losses"
    text = "a loss, such as `mse` or `BinaryCrossentropy(from_logits = true)`"


class MetricKind(Named):
    """A metric; as in Model.compile, a loss that is a function will do too."""

    family = "metrics"
    text = "a metric, such as `accuracy` or `TopKCategoricalAccuracy(k = 3)`"


class OptimizerKind(Named):
    """An optimizer; its name in any case."""

    family = "optimizers"
    text = "an optimizer, such as `adam` or `SGD(momentum = 0.9)`"

    def admits(self, value: Value) -> bool:
        """Whether it is one of the known names or an object of the family."""
        return super().admits(value.lower() if isinstance(value, str) else value)


class OptimizerObject(OptimizerKind):
    """An optimizer inside another one, where Keras takes no name."""

    text = "an optimizer with its parentheses, such as `Adam()`"

    def admits(self, value: Value) -> bool:
        """Whether it is an object of the family."""
        return isinstance(value, Object) and super().admits(value)

    def candidates(self) -> Sequence[str]:
        """No string will do."""
        return ()


class ScheduleKind(Named):
    """A learning-rate schedule; Keras has no strings for them."""

    family = "schedules"
    text = "a schedule, such as `ExponentialDecay(0.01, 100, 0.9)`"


class CallbackKind(Named):
    """A callback of `Model.fit`; Keras has no strings for them."""

    family = "callbacks"
    text = "a callback, such as `EarlyStopping(patience = 3)`"


class Activation(Kind):
    """The name of an activation, or a layer that acts as one."""

    text = "an activation, such as `relu`"

    def admits(self, value: Value) -> bool:
        """Whether it is one of the known names or a layer."""
        if isinstance(value, str):
            return value in STRINGS["activations"]
        return isinstance(value, Layer)

    def candidates(self) -> Sequence[str]:
        """The known names."""
        return tuple(STRINGS["activations"])

    def takes_layers(self) -> bool:
        """Always: `activation = LeakyReLU`."""
        return True


class DtypeKind(Kind):
    """A dtype; with `policies` also `mixed_float16` and its like, as layers take."""

    text = "a dtype, such as `float32`"

    def __init__(self, *, policies: bool = True) -> None:
        self.policies = policies

    def admits(self, value: Value) -> bool:
        """Whether it is one of the known names, or a policy."""
        if isinstance(value, Object):
            return self.policies and value.cls in CLASSES["dtype_policies"]
        return isinstance(value, str) and value in self.candidates()

    def candidates(self) -> Sequence[str]:
        """The known names."""
        return LAYER_DTYPES if self.policies else DTYPES

    def families(self) -> tuple[str, ...]:
        """The policies, where they are admitted."""
        return ("dtype_policies",) if self.policies else ()


class LayerValue(Kind):
    """A layer inside the arguments of another, `Bidirectional(LSTM(32))`."""

    text = "a layer, such as `LSTM(32)`"

    def takes_layers(self) -> bool:
        """It does."""
        return True

    def admits(self, value: Value) -> bool:
        """Whether it is a layer."""
        return isinstance(value, Layer)
