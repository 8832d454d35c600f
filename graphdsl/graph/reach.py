"""What the outputs of a graph depend on."""

from __future__ import annotations

from collections.abc import Iterable

from graphdsl.graph.model import Graph, Output


def needed(graph: Graph, outputs: Iterable[Output]) -> set[str]:
    """The names of the inputs and calls that are needed to compute `outputs`."""
    found: set[str] = set()
    todo = [output.value.node for output in outputs]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        node = graph.nodes.get(name)
        if node is not None:
            todo.extend(ref.node for ref in node.refs())
    return found
