"""A graph as it will be built: only what reaches an output, and every output by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from graphdsl.graph import Graph, Layer, Node, Output, Ref
from graphdsl.graph.reach import needed


@dataclass(frozen=True, slots=True)
class Reading:
    """The live part of a graph."""

    graph: Graph
    nodes: Mapping[str, Node]
    """In topological order."""
    layers: Mapping[str, Layer]
    outputs: tuple[Output, ...]
    calls: Mapping[str, int]
    """How often each layer is called."""
    dropped: tuple[str, ...]
    """Calls that reach no output."""
    keyed: frozenset[str]
    """Calls that give several tensors without a name for each."""


def read(graph: Graph) -> Reading:
    """What of `graph` a built model has; outputs whose layer has another name get an Identity."""
    alive = needed(graph, graph.outputs)
    nodes = {name: node for name, node in graph.nodes.items() if name in alive}
    layers = _frozen(graph)
    outputs = tuple(_named(output, graph, nodes, layers) for output in graph.outputs)
    nodes = _ordered(graph, nodes)
    used = [ref for node in nodes.values() for ref in node.refs()]
    used += [output.value for output in outputs]
    return Reading(
        graph,
        nodes,
        layers,
        outputs,
        Counter(node.layer for node in nodes.values()),
        tuple(name for name in graph.nodes if name not in alive),
        frozenset(name for name, node in nodes.items() if _is_keyed(node, layers)).union(
            r.node for r in used if r.index > 0 and r.node in nodes and not nodes[r.node].results
        ),
    )


def _frozen(graph: Graph) -> dict[str, Layer]:
    """The layers, those called in a frozen segment frozen."""
    inside = {n.layer for n in graph.nodes.values() if _in_frozen(graph, n.segment)}
    return {
        name: replace(layer, frozen=layer.kind != "function") if name in inside else layer
        for name, layer in graph.layers.items()
    }


def _in_frozen(graph: Graph, path: str) -> bool:
    while path:
        segment = graph.segments.get(path)
        if segment is not None and segment.frozen:
            return True
        path = path.rpartition(".")[0]
    return False


def _is_keyed(node: Node, layers: Mapping[str, Layer]) -> bool:
    inner = layers[node.layer].graph
    return inner is not None and len(inner.outputs) > 1


def _named(
    output: Output, graph: Graph, nodes: dict[str, Node], layers: dict[str, Layer]
) -> Output:
    """The output, through an Identity of its name unless its layer is called like it."""
    if output.value == Ref(output.name) and output.name not in nodes:
        return output
    made_by = nodes.get(output.value.node)
    if made_by is not None and made_by.layer == output.name:
        layer = layers[made_by.layer]
        if layer.kind != "function":
            return output
    name = output.name
    while name in nodes or any(name == i.name for i in graph.inputs):
        name += "_output"
    layers[name] = Layer(output.name, "layer", "Identity")
    nodes[name] = Node(name, name, (output.value,), segment=output.segment)
    return replace(output, value=Ref(name))


def _ordered(graph: Graph, nodes: dict[str, Node]) -> dict[str, Node]:
    """The nodes with every Identity behind what it names."""
    behind: dict[str, list[Node]] = {}
    for name, node in nodes.items():
        if name not in graph.nodes:
            behind.setdefault(next(node.refs()).node, []).append(node)
    order = [node for i in graph.inputs for node in behind.get(i.name, ())]
    for name, node in nodes.items():
        if name in graph.nodes:
            order += [node, *behind.get(name, ())]
    return {node.name: node for node in order}
