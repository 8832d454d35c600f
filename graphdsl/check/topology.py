"""What of a graph has no effect: calls and inputs that no output depends on."""

from __future__ import annotations

from collections.abc import Iterator

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.flow import NoEffect, UnusedInput
from graphdsl.graph import Graph
from graphdsl.graph.reach import needed
from graphdsl.origins import Origin, Origins


def check_topology(graph: Graph, origins: Origins) -> Iterator[Diagnostic]:
    """Warns of the last call of every stretch without effect, and of inputs without effect."""
    alive = needed(graph, graph.outputs)
    read = {ref.node for node in graph.nodes.values() for ref in node.refs()}
    for node in graph.nodes.values():
        if node.name not in alive and node.name not in read:
            yield origins.node(node.name).place(NoEffect(name=node.name))
    for model_input in graph.inputs:
        if model_input.name not in alive and model_input.name not in read:
            origin = origins.inputs.get(model_input.name) or Origin(origins.span)
            yield origin.place(UnusedInput(name=model_input.name))
