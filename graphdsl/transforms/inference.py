"""The graph that predicts: without auxiliary outputs, and without what only they need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from graphdsl.graph import Graph, Node, Output, Segment, refs_in
from graphdsl.graph.reach import needed


def inference(graph: Graph) -> Graph:
    """`graph` without auxiliary outputs and losses, and without what only those outputs need.

    Inputs and calls that no output needed in the first place stay, unless they read what is gone.
    """
    kept = tuple(output for output in graph.outputs if not output.aux)
    dropped = needed(graph, graph.outputs) - needed(graph, kept)
    for node in graph.nodes.values():
        if any(ref.node in dropped for ref in node.refs()):
            dropped.add(node.name)
    nodes = {name: node for name, node in graph.nodes.items() if name not in dropped}
    called = {node.layer for node in nodes.values()}
    emptied = _held(graph.nodes, graph.outputs) - _held(nodes, kept)
    return replace(
        graph,
        inputs=tuple(i for i in graph.inputs if i.name not in dropped),
        layers={name: layer for name, layer in graph.layers.items() if name in called},
        nodes=nodes,
        outputs=tuple(_untrained(output) for output in kept),
        segments={
            path: _cut(segment, dropped)
            for path, segment in graph.segments.items()
            if not emptied.intersection(_around(path))
        },
        train=None,
    )


def _untrained(output: Output) -> Output:
    return replace(output, loss=None, weight=None, metrics=())


def _held(nodes: Mapping[str, Node], outputs: Iterable[Output]) -> set[str]:
    """The segments that hold a call or an output, and those around them."""
    found: set[str] = set()
    for path in {*(n.segment for n in nodes.values()), *(o.segment for o in outputs)}:
        found.update(_around(path))
    return found


def _around(path: str) -> Iterator[str]:
    """The segment `path` and those that it lies in."""
    while path:
        yield path
        path = path.rpartition(".")[0]


def _cut(segment: Segment, dropped: Collection[str]) -> Segment:
    """`segment` without the operands and results that are gone."""
    return replace(
        segment,
        operands=tuple(
            (name, value)
            for name, value in segment.operands
            if all(ref.node not in dropped for ref in refs_in(value))
        ),
        results=tuple((name, ref) for name, ref in segment.results if ref.node not in dropped),
    )
