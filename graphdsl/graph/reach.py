"""What the outputs of a graph depend on, and graphs without the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from graphdsl.graph.model import Graph, Input, Layer, Node, Output, Segment
from graphdsl.graph.structures import fitted
from graphdsl.graph.values import refs_in


def needed(graph: Graph, outputs: Iterable[Output]) -> set[str]:
    """The names of the inputs and calls that are needed to compute `outputs`."""
    return behind(graph, (output.value.node for output in outputs))


def behind(graph: Graph, names: Iterable[str]) -> set[str]:
    """The inputs and calls that `names` are computed from, they themselves included."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        node = graph.nodes.get(name)
        if node is not None:
            todo.extend(ref.node for ref in node.refs())
    return found


def alive(graph: Graph) -> Graph:
    """`graph` without calls that no output depends on, and without layers that are then not called;
    nested models too. That is what Keras makes of it."""
    left = without(graph, graph.nodes.keys() - needed(graph, graph.outputs), graph.outputs)
    layers = {name: _alive(layer) for name, layer in left.layers.items()}
    changed = any(layers[name] is not layer for name, layer in left.layers.items())
    return replace(left, layers=layers) if changed else left


def _alive(layer: Layer) -> Layer:
    inner = None if layer.graph is None else alive(layer.graph)
    return layer if inner is layer.graph else replace(layer, graph=inner)


def without(graph: Graph, dropped: Collection[str], outputs: tuple[Output, ...]) -> Graph:
    """`graph` with `outputs` for its own, without the inputs and calls in `dropped`, which nothing
    else reads, and without the layers and segments that they leave empty."""
    nodes = {name: node for name, node in graph.nodes.items() if name not in dropped}
    called = {node.layer for node in nodes.values()}
    if not dropped and outputs is graph.outputs and called == set(graph.layers):
        return graph
    gone = _held(graph, graph.nodes, graph.outputs) - _held(graph, nodes, outputs)
    for path, segment in graph.segments.items():
        if segment.parent in gone:
            gone.add(path)
    return replace(
        taking(giving(graph, outputs), (i for i in graph.inputs if i.name not in dropped)),
        layers={name: layer for name, layer in graph.layers.items() if name in called},
        nodes=nodes,
        segments={
            path: _cut(segment, dropped)
            for path, segment in graph.segments.items()
            if path not in gone
        },
    )


def giving(graph: Graph, outputs: Iterable[Output]) -> Graph:
    """`graph` with `outputs` for its own, in what is left of the structure they are given in."""
    new = tuple(outputs)
    before, after = [o.name for o in graph.outputs], [o.name for o in new]
    structure = fitted(graph.output_structure, before, after)
    return replace(graph, outputs=new, output_structure=structure)


def taking(graph: Graph, inputs: Iterable[Input]) -> Graph:
    """`graph` with `inputs` for its own, in what is left of the structure they are given in."""
    new = tuple(inputs)
    before, after = [i.name for i in graph.inputs], [i.name for i in new]
    structure = fitted(graph.input_structure, before, after)
    return replace(graph, inputs=new, input_structure=structure)


def _held(graph: Graph, nodes: Mapping[str, Node], outputs: Iterable[Output]) -> set[str]:
    """The segments that hold a call or an output, and those around them."""
    found: set[str] = set()
    for path in {*(n.segment for n in nodes.values()), *(o.segment for o in outputs)}:
        while path and path not in found:
            found.add(path)
            path = graph.segments[path].parent
    return found


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
