"""Layers inside the arguments of other layers: what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from typing import Any

from graphdsl.graph.frozen import frozen_layers
from graphdsl.graph.model import Layer as GraphLayer
from graphdsl.graph.values import UNKNOWN, Unknown
from graphdsl.layers.base import Layer, Result, Weight
from graphdsl.layers.binding import bind_layer
from graphdsl.layers.tensors import ANYTHING, TensorType

Weights = tuple[Weight, ...]
ModelRule = Callable[[GraphLayer, TensorType], Result]
ModelWeights = Callable[[GraphLayer, TensorType], Weights | None]
ModelMacs = Callable[[GraphLayer, TensorType], int | None]

MODEL_RULE: ContextVar[ModelRule | None] = ContextVar("MODEL_RULE", default=None)
"""What a nested model gives for an input; set by whoever can look into graphs. Without it the type
is unknown."""
MODEL_WEIGHTS: ContextVar[ModelWeights | None] = ContextVar("MODEL_WEIGHTS", default=None)
"""The weights of a nested model called with an input, in the same way."""
MODEL_MACS: ContextVar[ModelMacs | None] = ContextVar("MODEL_MACS", default=None)
"""The multiply-accumulates of a nested model called with an input, in the same way."""


def known(layer: GraphLayer | Unknown) -> Layer | None:
    """What is known of a layer in an argument; None for a model, an extern layer, a mistake."""
    if layer is UNKNOWN:
        return None
    found = bind_layer(layer).spec
    return found if isinstance(found, Layer) else None


def call(layer: GraphLayer, given: TensorType) -> Result:
    """What a layer in an argument gives for one tensor."""
    inner = known(layer)
    if inner is not None:
        return inner.infer(**operands(inner, given))
    rule = MODEL_RULE.get()
    return ANYTHING if rule is None or layer.kind != "model" else rule(layer, given)


def operands(inner: Layer, given: TensorType) -> dict[str, Any]:
    """All operands of a call with one tensor."""
    first = next(iter(inner.operands))
    return {**dict.fromkeys(inner.operands), first: given}


def weights_of(layer: GraphLayer, given: TensorType) -> Weights | None:
    """The weights of a layer in an argument, called with one tensor; None if they are unknown."""
    inner = known(layer)
    if inner is not None:
        found = inner.weights(**operands(inner, given))
        return None if found is None else owned(inner, found)
    rule = MODEL_WEIGHTS.get()
    return None if rule is None or layer.kind != "model" else rule(layer, given)


def owned(inner: Layer, weights: Weights) -> Weights:
    """`weights` with the dtype that `inner` gives them, and whether it lets them train."""
    dtype = inner.variable_dtype
    trains = getattr(inner, "trainable", True) or inner.weights_inside
    return tuple(Weight(w.name, w.shape, w.trainable and trains, w.dtype or dtype) for w in weights)


def macs_of(layer: GraphLayer, given: TensorType) -> int | None:
    """The multiply-accumulates of a layer in an argument, called with one tensor."""
    inner = known(layer)
    if inner is not None:
        return inner.macs(**operands(inner, given))
    rule = MODEL_MACS.get()
    return None if rule is None or layer.kind != "model" else rule(layer, given)


def differs(layer: GraphLayer, *, frozen: bool = False) -> bool | None:
    """Whether a call of a layer, or of a model, does something else while training; None where
    that is unknown. `frozen` says that what is around it is frozen."""
    frozen = frozen or layer.frozen
    if layer.graph is not None:
        still = frozen_layers(layer.graph)
        inside = layer.graph.layers.items()
        return some(differs(each, frozen=frozen or name in still) for name, each in inside)
    if layer.kind == "function":
        return False
    inner = known(layer)
    return None if inner is None else inner.differs_in_training(frozen=frozen)


def some(answers: Iterable[bool | None]) -> bool | None:
    """Whether one is true; None where that hangs on one that is unknown."""
    found = set(answers)
    return True if True in found else None if None in found else False


_BY_HAND = "called by hand on something other than vectors, or with `autocast = false`"
_AROUND = "around an extern layer, whose output only Keras can tell"
UNKNOWN_CASES: Mapping[str, str] = {
    "SimpleRNNCell": _BY_HAND,
    "LSTMCell": _BY_HAND,
    "GRUCell": _BY_HAND,
    "StackedRNNCells": _BY_HAND,
    "RNN": _AROUND,
    "Bidirectional": _AROUND,
    "TimeDistributed": _AROUND,
    "SpectralNormalization": _AROUND,
}
"""The layers whose output is sometimes unknown though all operands are known, and when."""
