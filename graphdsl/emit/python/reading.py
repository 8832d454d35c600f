"""A graph as it will be built: only what reaches an output, and every output by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graphdsl.check.dtypes import passing
from graphdsl.check.infer import types_of
from graphdsl.check.types import Types
from graphdsl.emit.python.literals import string
from graphdsl.emit.python.nesting import nesting_of, path_to
from graphdsl.graph import Graph, Layer, Node, Output, Ref
from graphdsl.graph.reach import needed
from graphdsl.graph.structures import ways
from graphdsl.layers.registry import FUNCTIONS, find_layer


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
    keyed: Mapping[str, tuple[str, ...]]
    """Calls that give several tensors without a name for each, and how each is picked out."""


def read(graph: Graph) -> Reading:
    """What of `graph` a built model has; outputs without a structure whose layer has another name
    get an Identity."""
    alive = needed(graph, graph.outputs)
    nodes = {name: node for name, node in graph.nodes.items() if name in alive}
    layers = _frozen(graph)
    outputs = _named(graph, nodes, layers)
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
        _keyed(nodes, layers, used),
    )


def _keyed(
    nodes: Mapping[str, Node], layers: Mapping[str, Layer], used: Iterable[Ref]
) -> dict[str, tuple[str, ...]]:
    """Calls of models, which give dicts, and those of which results without names are used."""
    last: dict[str, int] = {}
    for ref in used:
        if ref.node in nodes and not nodes[ref.node].results:
            last[ref.node] = max(ref.index, last.get(ref.node, 0))
    found: dict[str, tuple[str, ...]] = {}
    for name, node in nodes.items():
        inner = layers[node.layer].graph
        if inner is not None and not isinstance(inner.gives, str):
            path = {one: "".join(map(_picked, way)) for one, way in ways(inner.gives)}
            found[name] = tuple(path[output.name] for output in inner.outputs)
        elif last.get(name):
            nesting = nesting_of(node, layers[node.layer])
            paths = (path_to(nesting, index) for index in range(last[name] + 1))
            found[name] = tuple("".join(f"[{number}]" for number in path) for path in paths)
    return found


def _picked(key: str | int) -> str:
    return f"[{string(key) if isinstance(key, str) else key}]"


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


def _named(graph: Graph, nodes: dict[str, Node], layers: dict[str, Layer]) -> tuple[Output, ...]:
    """The outputs, each through an Identity of its name unless its layer is called like it."""
    if graph.output_structure is not None:
        return graph.outputs
    other = {o.name for o in graph.outputs if not _has_its_name(o, nodes, layers)}
    types = _types(graph) if other else Types()
    return tuple(
        _renamed(output, graph, types, nodes, layers) if output.name in other else output
        for output in graph.outputs
    )


def _has_its_name(output: Output, nodes: Mapping[str, Node], layers: Mapping[str, Layer]) -> bool:
    if output.value == Ref(output.name) and output.name not in nodes:
        return True
    made_by = nodes.get(output.value.node)
    if made_by is None or made_by.layer != output.name:
        return False
    return layers[made_by.layer].kind != "function"


def _renamed(
    output: Output, graph: Graph, types: Types, nodes: dict[str, Node], layers: dict[str, Layer]
) -> Output:
    name = output.name
    while name in nodes or any(name == i.name for i in graph.inputs):
        name += "_output"
    layers[name] = Layer(output.name, "layer", "Identity", passing(types.of(output.value).dtype))
    nodes[name] = Node(name, name, (output.value,), segment=output.segment)
    return replace(output, value=Ref(name))


def _types(graph: Graph) -> Types:
    """The types in `graph`; none where it has layers that nothing is known of."""
    known = all(_is_known(layer) for layer in graph.layers.values())
    return types_of(graph) if known else Types()


def _is_known(layer: Layer) -> bool:
    match layer.kind:
        case "layer":
            return find_layer(layer.cls) is not None
        case "function":
            return layer.cls in FUNCTIONS
        case _:
            return layer.graph is None or all(map(_is_known, layer.graph.layers.values()))


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
