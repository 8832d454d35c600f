"""GDL621: a softmax over a single value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graphdsl.check.lints.heads import activation_of, activation_span, axes_of_softmax
from graphdsl.check.lints.subject import Subject
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.losses import SoftmaxOfOne
from graphdsl.graph import Layer, Node, Ref
from graphdsl.layers.tensors import Shape

_SHARES: Final = ("softmax", "log_softmax", "sparsemax")
"""What makes shares of several values that add up to 1, and their logarithms."""


def lint_softmax(subject: Subject) -> Iterator[Diagnostic]:
    """Calls whose softmax goes over an axis of size 1."""
    for node in subject.nodes:
        layer = subject.graph.layer_of(node)
        name = _name(layer)
        shape = subject.shape(Ref(node.name)) if name else None
        if name is not None and shape is not None and _is_of_one(node, layer, shape):
            found = SoftmaxOfOne(activation=name, layer=layer.cls)
            span = activation_span(node, layer, subject)
            yield subject.origins.node(node.name).place(found, span)


def _name(layer: Layer) -> str | None:
    if layer.kind == "function":
        return layer.cls if layer.cls in _SHARES else None
    found = activation_of(layer)
    return found if found in _SHARES else None


def _is_of_one(node: Node, layer: Layer, shape: Shape) -> bool:
    axes = axes_of_softmax(node, layer)
    return axes is not None and all(
        -len(shape) <= axis < len(shape) and shape[axis] == 1 for axis in axes
    )
