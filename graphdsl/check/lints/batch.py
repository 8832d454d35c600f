"""GDL316: what works along the batch, across samples that have nothing to do with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graphdsl.check.lints.heads import axes_of_softmax
from graphdsl.check.lints.subject import Subject, argument, class_of
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.lints import AlongBatch
from graphdsl.graph import Layer, Node
from graphdsl.layers.tensors import BATCH

JOINS: Final = frozenset(("Concatenate", "concatenate"))
SHARES: Final = frozenset(("Softmax", "softmax", "log_softmax"))


def lint_batch(subject: Subject) -> Iterator[Diagnostic]:
    """Joins and softmaxes whose axis is that of the samples."""
    for node in subject.nodes:
        layer = subject.graph.layer_of(node)
        cls = class_of(layer) if layer.kind == "layer" else layer.cls
        if layer.kind not in ("layer", "function") or cls not in JOINS | SHARES:
            continue
        shapes = [subject.shape(ref) for ref in node.refs()]
        known = [shape for shape in shapes if shape]
        if not known or len(known) < len(shapes) or any(s[0] != BATCH for s in known):
            continue
        if {axis % len(known[0]) for axis in _axes(node, layer, cls)} & {0}:
            found = AlongBatch(layer=layer.cls, joins=cls in JOINS)
            span = subject.argument_span(layer, "axis") if layer.kind == "layer" else None
            yield subject.origins.node(node.name).place(found, span)


def _axes(node: Node, layer: Layer, cls: str) -> tuple[int, ...]:
    if cls in SHARES:
        return axes_of_softmax(node, layer) or ()
    if layer.kind == "layer":
        axis = argument(layer, "axis")
    else:
        axis = node.kwargs.get("axis", node.args[1] if len(node.args) > 1 else 0)
    return (axis,) if isinstance(axis, int) else ()
