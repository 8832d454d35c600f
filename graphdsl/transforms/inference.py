"""The graph that predicts: without auxiliary outputs, and without what only they need."""

from __future__ import annotations

from dataclasses import replace

from graphdsl.diagnostics.outputs import NothingLeft
from graphdsl.graph import Graph, Output
from graphdsl.graph.reach import needed, without


def inference(graph: Graph) -> Graph:
    """`graph` without auxiliary outputs and losses, and without what only those outputs need.

    Inputs and calls that no output needed in the first place stay, unless they read what is gone.
    """
    left = without_aux(graph)
    return replace(left, outputs=tuple(_untrained(output) for output in left.outputs), train=None)


def without_aux(graph: Graph) -> Graph:
    """`graph` without auxiliary outputs, and without what only those need."""
    kept = tuple(output for output in graph.outputs if not output.aux)
    dropped = needed(graph, graph.outputs) - needed(graph, kept)
    for node in graph.nodes.values():
        if any(ref.node in dropped for ref in node.refs()):
            dropped.add(node.name)
    return without(graph, dropped, kept)


def nothing_left(graph: Graph) -> NothingLeft | None:
    """What is wrong with a graph that has nothing but auxiliary outputs."""
    if graph.outputs and all(output.aux for output in graph.outputs):
        return NothingLeft(model=graph.name)
    return None


def _untrained(output: Output) -> Output:
    return replace(output, loss=None, weight=None, metrics=())
