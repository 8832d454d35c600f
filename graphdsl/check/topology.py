"""What of a graph has no effect: calls and inputs that no output depends on."""

from __future__ import annotations

from collections.abc import Iterator

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.flow import NoEffect, UnusedInput
from graphdsl.graph import Graph
from graphdsl.lowering.origins import Origin, Origins


def needed(graph: Graph) -> set[str]:
    """Names of the calls and inputs that some output depends on."""
    found: set[str] = set()
    waiting = [output.value.node for output in graph.outputs]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        node = graph.nodes.get(name)
        if node is not None:
            waiting.extend(ref.node for ref in node.refs())
    return found


def check_topology(graph: Graph, origins: Origins) -> Iterator[Diagnostic]:
    """Warns of the last call of every stretch without effect, and of inputs without effect."""
    alive = needed(graph)
    read = {ref.node for node in graph.nodes.values() for ref in node.refs()}
    for node in graph.nodes.values():
        if node.name not in alive and node.name not in read:
            yield _at(NoEffect(name=node.name), origins.node(node.name))
    for model_input in graph.inputs:
        if model_input.name not in alive and model_input.name not in read:
            origin = origins.inputs.get(model_input.name) or Origin(origins.span)
            yield _at(UnusedInput(name=model_input.name), origin)


def _at(diagnostic: Diagnostic, origin: Origin) -> Diagnostic:
    return diagnostic.at(origin.span, origin.frame.uses() if origin.frame else ())
