"""Which layers of a graph do not train."""

from __future__ import annotations

from graphdsl.graph.model import Graph


def frozen_layers(graph: Graph) -> frozenset[str]:
    """The layers that do not train: frozen themselves, or called in a frozen segment."""
    segments: set[str] = set()
    for path, segment in graph.segments.items():
        if segment.frozen or segment.parent in segments:
            segments.add(path)
    inside = {node.layer for node in graph.nodes.values() if node.segment in segments}
    return frozenset(inside.union(name for name, layer in graph.layers.items() if layer.frozen))
