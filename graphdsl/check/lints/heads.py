"""What a head ends in: the activation that made its values."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from graphdsl.check.lints.subject import Subject, argument, class_of, first_operand
from graphdsl.graph import Layer, Node, Ref, Value
from graphdsl.layers.objects.names import STRINGS
from graphdsl.source import Span

LINEAR: Final = "linear"
_ACTIVATED: Final = re.compile(r"Dense|EinsumDense|(Separable|Depthwise)?Conv[123]D(Transpose)?")
"""Layers that end in their `activation`."""
_OF_LAYERS: Final = {
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "ELU": "elu",
    "PReLU": "leaky_relu",
}
_PASSING: Final = re.compile(r"Identity|Reshape|Flatten|Cropping[123]D|UpSampling[123]D")
"""Layers that give the values that they get, in another form."""


class Ending(NamedTuple):
    """The activation behind which the values of a head are not changed any more."""

    activation: str
    written: str
    """What is called there: `Dense`, `softmax`."""
    span: Span


def ending(ref: Ref, subject: Subject) -> Ending | None:
    """What makes the values of a tensor; None where that is not certain."""
    node = subject.graph.nodes.get(ref.node)
    if node is None:
        return None
    layer = subject.graph.layer_of(node)
    if layer.graph is not None:
        return _of_model(layer, ref, subject)
    name = activation_of(layer) if layer.kind == "layer" else _of_function(node, layer)
    if name is not None and not (name == LINEAR and class_of(layer) == "Activation"):
        return _ending(name, node, layer, subject) if _on_last_axis(node, layer, subject) else None
    return _before(node, layer, ref, subject)


def _of_model(layer: Layer, ref: Ref, subject: Subject) -> Ending | None:
    assert layer.graph is not None
    outputs = layer.graph.outputs
    return ending(outputs[ref.index].value, subject.inside(layer)) if outputs else None


def _before(node: Node, layer: Layer, ref: Ref, subject: Subject) -> Ending | None:
    """Through a layer that only passes values on, with the last axis as it was."""
    cls, source = class_of(layer), first_operand(node)
    if source is None or not (_PASSING.fullmatch(cls) or cls == "Activation"):
        return None
    before, after = subject.shape(source), subject.shape(ref)
    if not before or not after or before[-1] != after[-1]:
        return None
    return ending(source, subject)


def activation_of(layer: Layer) -> str | None:
    """The activation that a layer of Keras ends in; None where that is not known."""
    cls = class_of(layer)
    if _ACTIVATED.fullmatch(cls) or cls == "Activation":
        return _named(argument(layer, "activation"))
    if cls == "TimeDistributed":
        inner = layer.args.get("layer")
        return activation_of(inner) if isinstance(inner, Layer) else None
    if cls == "ReLU" and argument(layer, "negative_slope"):
        return "leaky_relu"
    return "softmax" if cls == "Softmax" else _OF_LAYERS.get(cls)


def _named(activation: Value) -> str | None:
    if isinstance(activation, Layer):
        return activation_of(activation)
    if activation is None:
        return LINEAR
    return activation if isinstance(activation, str) else None


def _of_function(node: Node, layer: Layer) -> str | None:
    known = layer.kind == "function" and layer.cls in STRINGS["activations"]
    return layer.cls if known and first_operand(node) is not None else None


def axes_of_softmax(node: Node, layer: Layer) -> tuple[int, ...] | None:
    """Over which axes a softmax goes; None where that is not a number."""
    if layer.kind == "function":
        axis = node.kwargs.get("axis", node.args[1] if len(node.args) > 1 else -1)
    else:
        axis = argument(layer, "axis") if class_of(layer) == "Softmax" else -1
    axes = tuple(axis) if isinstance(axis, (list, tuple)) else (axis,)
    numbers = tuple(a for a in axes if isinstance(a, int))
    return numbers if len(numbers) == len(axes) else None


def _on_last_axis(node: Node, layer: Layer, subject: Subject) -> bool:
    shape = subject.shape(Ref(node.name))
    axes = axes_of_softmax(node, layer)
    return shape is not None and axes in ((-1,), (len(shape) - 1,))


def _ending(name: str, node: Node, layer: Layer, subject: Subject) -> Ending:
    return Ending(name, layer.cls, activation_span(node, layer, subject))


def activation_span(node: Node, layer: Layer, subject: Subject) -> Span:
    """Where the activation is written: an argument of the layer, or the whole call."""
    call = subject.origins.node(node.name).span
    if layer.kind != "layer" or "activation" not in layer.args:
        return call
    found = subject.argument_span(layer, "activation")
    return call if found == subject.origins.layer(layer.name).span else found
