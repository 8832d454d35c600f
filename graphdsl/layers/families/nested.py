"""Layers inside the arguments of other layers: what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

from graphdsl.graph.model import Layer as GraphLayer
from graphdsl.graph.values import UNKNOWN, Unknown
from graphdsl.layers.base import Layer, Result, Weight
from graphdsl.layers.binding import bind_layer
from graphdsl.layers.tensors import ANYTHING, TensorType

ModelRule = Callable[[GraphLayer, TensorType], Result]

MODEL_RULE: ContextVar[ModelRule | None] = ContextVar("MODEL_RULE", default=None)
"""What a nested model gives for an input; set by whoever can look into graphs. Without it the type
is unknown."""


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


def weights_of(inner: Layer, given: TensorType) -> tuple[Weight, ...]:
    """The weights of an inner layer, with the dtype that they have there."""
    return owned(inner, inner.weights(**operands(inner, given)))


def owned(inner: Layer, weights: tuple[Weight, ...]) -> tuple[Weight, ...]:
    """`weights` with the dtype that `inner` gives them."""
    dtype = inner.variable_dtype
    return tuple(Weight(w.name, w.shape, w.trainable, w.dtype or dtype) for w in weights)


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
