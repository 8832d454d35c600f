"""Masks that Keras passes along by itself, and saves as if somebody had written them.

An `Embedding(mask_zero = true)` in front of an LSTM is saved with an operation that compares the
indices with 0, and as an operand of the LSTM. Both come by themselves when the model is built, so
the graph leaves them out. What is not certain to come by itself stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Final, TypeAlias, cast

from graphdsl.graph import Layer, Node, Ref, Value
from graphdsl.layers.registry import find_layer

_PASSING = (
    "Activation ActivityRegularization AlphaDropout BatchNormalization Dense Dropout ELU "
    "GaussianDropout GaussianNoise GroupNormalization GroupQueryAttention Identity "
    "LayerNormalization LeakyReLU MultiHeadAttention Normalization PReLU ReLU Rescaling Softmax "
    "SpatialDropout1D SpatialDropout2D SpatialDropout3D TimeDistributed UnitNormalization"
)
PASSING: Final = frozenset(_PASSING.split())
"""Layers whose result has the mask of their first operand."""
_RECURRENT = "Bidirectional ConvLSTM1D ConvLSTM2D ConvLSTM3D GRU LSTM RNN SimpleRNN"
RECURRENT: Final = frozenset(_RECURRENT.split())
"""Layers whose first result has the mask of the first operand if they return sequences."""
MERGING: Final = frozenset({"Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"})
"""Layers whose result has a mask if all tensors in their list have one: any of them."""
ATTENTION: Final = frozenset({"AdditiveAttention", "Attention"})
"""Layers whose result has the mask of the first tensor in their list, made a tensor again."""

Mask: TypeAlias = "Ref | tuple[object, ...] | None"
"""How a mask is computed: a tensor, or a function with what it is called with; None: no mask."""


def without_implied_masks(
    layers: Mapping[str, Layer], nodes: Mapping[str, Node], kept: Iterable[str]
) -> dict[str, Node]:
    """`nodes` without operands that are masks which come by themselves, and what only made them.

    The nodes stand in topological order; `kept` names those that outputs read.
    """
    masks = _Masks(layers)
    found = {name: masks.stripped(node) for name, node in nodes.items()}
    read = Counter([*kept, *(ref.node for node in found.values() for ref in node.refs())])
    for name, node in reversed(list(nodes.items())):
        if name in masks.implied and not read[name]:
            del found[name]
            sources = [ref.node for ref in node.refs()]
            read.subtract(sources)
            masks.implied.update(source for source in sources if source in masks.computed)
    return found


class _Masks:
    """Works out, call by call, which mask comes by itself with every tensor."""

    def __init__(self, layers: Mapping[str, Layer]) -> None:
        self._layers = layers
        self._with: dict[Ref, Mask] = {}
        self.computed: dict[str, Mask] = {}
        """The calls that may compute masks, each with how it does."""
        self.implied: set[str] = set()
        """The calls whose results were operands that are left out."""

    def stripped(self, node: Node) -> Node:
        """The call without the masks that come by themselves."""
        layer = self._layers[node.layer]
        if layer.kind == "function":
            self._compute(node, layer.cls)
            return node
        given = {name: value for name, value in node.kwargs.items() if _is_mask(name)}
        implied = [n for n, v in given.items() if self._is_implied(v, _masked(n, node, layer))]
        explicit = [value for name, value in given.items() if name not in implied]
        self._pass_on(node, layer, explicit)
        for name in implied:
            self.implied.update(ref.node for ref in _flat(given[name]) if isinstance(ref, Ref))
        kwargs = {name: value for name, value in node.kwargs.items() if name not in implied}
        return replace(node, kwargs=kwargs)

    def _compute(self, node: Node, function: str) -> None:
        """Notes how the call computes a mask, if it is one of those that layers leave."""
        first = node.args[0] if node.args else None
        match function, node.args, node.kwargs:
            case "not_equal", (Ref(), value), {**rest} if not rest:
                self.computed[node.name] = ("not_equal", first, type(value), value)
            case "any", (Ref(),), {"axis": -1, **rest} if not rest:
                self.computed[node.name] = ("any", self._mask(first))
            case "convert_to_tensor", (Ref(),), {**rest} if not rest:
                self.computed[node.name] = ("tensor", self._mask(first))
            case "logical_or", (Ref(), Ref() as second), {**rest} if not rest:
                self.computed[node.name] = ("or", self._mask(first), self._mask(second))
            case _:
                pass

    def _mask(self, value: Value) -> Mask:
        """How the tensor that is given as a mask is computed."""
        return self.computed.get(value.node, value) if isinstance(value, Ref) else None

    def _is_implied(self, given: Value, operand: Value) -> bool:
        """Whether the masks that are given are those that come with the operand."""
        masks, tensors = _flat(given), _flat(operand)
        if not any(isinstance(mask, Ref) for mask in masks):
            return False
        return len(masks) == len(tensors) and all(
            self._mask(mask) == self._coming_with(tensor)
            for mask, tensor in zip(masks, tensors, strict=True)
        )

    def _coming_with(self, tensor: Value) -> Mask:
        return self._with.get(tensor) if isinstance(tensor, Ref) else None

    def _pass_on(self, node: Node, layer: Layer, explicit: list[Value]) -> None:
        """Notes the mask that comes with the first result."""
        operands = _flat(node.args[0]) if node.args else []
        if not operands or layer.kind != "layer":
            return
        incoming = [self._coming_with(operand) for operand in operands]
        if explicit:
            incoming[0] = self._mask(explicit[0])
        outgoing = _outgoing(layer, operands[0], incoming)
        if outgoing is not None:
            self._with[Ref(node.name)] = outgoing


def _outgoing(layer: Layer, operand: Value, incoming: Sequence[Mask]) -> Mask:
    """The mask that the layer makes, or passes on."""
    name, first = layer.cls, incoming[0]
    if name == "Embedding" and layer.args.get("mask_zero") is True:
        return ("not_equal", operand, int, 0)
    if name == "Masking":
        value = layer.args.get("mask_value", 0.0)
        return ("any", ("not_equal", operand, type(value), value))
    if first is None:
        return None
    if name in MERGING and None not in incoming:
        return reduce(lambda one, other: ("or", one, other), incoming)
    if name in ATTENTION:
        return ("tensor", first)
    passes = name in PASSING or (name in RECURRENT and _gives_sequences(layer))
    return first if passes else None


def _gives_sequences(layer: Layer) -> bool:
    inner = layer.args.get("layer")
    while isinstance(inner, Layer):
        layer, inner = inner, inner.args.get("layer")
    return layer.args.get("return_sequences") is True


def _is_mask(name: str) -> bool:
    return name == "mask" or (name.endswith("_mask") and name != "attention_mask")


def _masked(name: str, node: Node, layer: Layer) -> Value:
    """The operand that the mask called `name` belongs to."""
    if name == "mask":
        return node.args[0] if node.args else None
    operand = name.removesuffix("_mask")
    spec = find_layer(layer.cls) if layer.kind == "layer" else None
    names = tuple(spec.operands) if spec is not None else ()
    place = names.index(operand) if operand in names else len(node.args)
    return node.args[place] if place < len(node.args) else node.kwargs.get(operand)


def _flat(value: Value) -> list[Value]:
    if isinstance(value, (list, tuple)):
        return [inner for item in cast("Iterator[Value]", value) for inner in _flat(item)]
    return [value]
