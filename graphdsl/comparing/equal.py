"""Whether two graphs are one model, however they were written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphdsl.comparing.plain import Plain, compiled, plain, plain_layer
from graphdsl.graph import Graph, Layer, Node, Ref, Value
from graphdsl.graph.frozen import frozen_layers
from graphdsl.graph.structures import ways
from graphdsl.graph.training import as_given, callbacks, is_trained
from graphdsl.graph.usual import gives_as_usual
from graphdsl.layers.functions.base import Function
from graphdsl.layers.registry import FUNCTIONS


def equal(one: Graph, other: Graph) -> bool:
    """Whether they have the same inputs, layers, connections, outputs and training.

    Segments, the order of calls, what calls and operations are called, and an Identity that only
    gives an output its name make no difference.
    """
    numbers = Numbers()
    return numbers.graph(one) == numbers.graph(other)


@dataclass(frozen=True, slots=True)
class Essence:
    """A graph as something that is equal where two graphs are."""

    inputs: Plain
    layers: Plain
    calls: Plain
    outputs: Plain
    train: Plain


class Numbers:
    """One number for each thing that is told apart: equal things have equal numbers."""

    def __init__(self) -> None:
        self._known: dict[Plain, int] = {}
        self._graphs: dict[int, tuple[Graph, int]] = {}

    def of(self, thing: Plain) -> int:
        """The number of a thing."""
        return self._known.setdefault(thing, len(self._known))

    def graph(self, graph: Graph) -> int:
        """The number of a model, its name aside."""
        if id(graph) not in self._graphs:
            self._graphs[id(graph)] = (graph, self.of(self._essence(graph)))
        return self._graphs[id(graph)][1]

    def _essence(self, graph: Graph) -> Essence:
        added = {ref.node: source for ref, source in added_identities(graph)}
        tensors = Tensors(graph, self, added)
        frozen = frozen_layers(graph)
        called = {node.layer for node in graph.nodes.values() if node.name not in added}
        layers = {
            name: plain_layer(_settled(layer, name in frozen), self.graph)
            for name, layer in graph.layers.items()
            if layer.kind != "function" and name in called
        }
        calls = Counter(
            tensors.call(node) for node in graph.nodes.values() if node.name not in added
        )
        told = {n: as_given(graph, n, v) for n, v in compiled(graph).items()}
        train = (
            plain(told, model=self.graph) if is_trained(graph) else None,
            plain(list(callbacks(graph)), model=self.graph),
        )
        return Essence(
            _inputs(graph),
            frozenset(layers.items()),
            frozenset(calls.items()),
            _outputs(graph, tensors),
            train,
        )


def _inputs(graph: Graph) -> Plain:
    """The inputs, each at its place in the structure that they are given in."""
    found = {i.name: (i.shape, i.dtype) for i in graph.inputs}
    return frozenset((way, name, found[name]) for name, way in ways(graph.takes))


def _outputs(graph: Graph, tensors: Tensors) -> Plain:
    """The outputs by name and in order, or in the structure that they are given in."""
    found = {o.name: (tensors.of(o.value), o.aux) for o in graph.outputs}
    if gives_as_usual(graph):
        return tuple(found.items())
    return frozenset((way, found[name]) for name, way in ways(graph.gives))


class Tensors:
    """What stands for the tensors of one graph: how they are computed."""

    def __init__(self, graph: Graph, numbers: Numbers, added: Mapping[str, Ref]) -> None:
        self._graph = graph
        self._numbers = numbers
        self._added = added
        self._calls: dict[str, int] = {}
        often = Counter(node.layer for node in graph.nodes.values())
        for node in graph.nodes.values():
            layer = graph.layers[node.layer]
            once = often[node.layer] == 1 and layer.kind != "function"
            self._calls[node.name] = -1 if once else self.call(node)

    def of(self, ref: Ref) -> Plain:
        """One tensor: of a layer that is called once, by its name."""
        if ref.node in self._added:
            return self.of(self._added[ref.node])
        number = self._calls.get(ref.node)
        if number is None:
            return ("input", ref.node)
        name = self._graph.nodes[ref.node].layer if number < 0 else number
        return ("result", name, ref.index)

    def call(self, node: Node) -> int:
        """The number of a call: what is called, with what."""
        layer = self._graph.layers[node.layer]
        called = ("function", layer.cls) if layer.kind == "function" else node.layer
        args, kwargs = operands(node, layer)
        given = tuple(plain(value, self.of, self._numbers.graph) for value in args)
        named = frozenset((k, plain(v, self.of, self._numbers.graph)) for k, v in kwargs.items())
        return self._numbers.of((called, given, named))


def operands(node: Node, layer: Layer) -> tuple[tuple[Value, ...], Mapping[str, Value]]:
    """What a call is called with; the key of an index is always a tuple."""
    function: Function | None = FUNCTIONS.get(layer.cls) if layer.kind == "function" else None
    args, kwargs = node.args, node.kwargs
    if function is None:
        return args, kwargs
    if layer.cls == "get_item" and len(args) == 2 and not isinstance(args[1], tuple):
        args = (args[0], (args[1],))
    if function.rest is not None:
        return args, kwargs
    named = dict(zip(function.parameters, args, strict=False))
    if len(args) > len(function.parameters) or named.keys() & kwargs.keys():
        return args, kwargs
    return (), {**named, **kwargs}


def _settled(layer: Layer, frozen: bool) -> Layer:
    if layer.frozen == frozen:
        return layer
    return Layer(layer.name, layer.kind, layer.cls, layer.args, frozen, layer.graph)


def added_identities(graph: Graph) -> Iterator[tuple[Ref, Ref]]:
    """The calls that only give an output its name, each with what it passes on."""
    if graph.output_structure is not None:
        return
    reads = Counter(ref for node in graph.nodes.values() for ref in node.refs())
    often = Counter(node.layer for node in graph.nodes.values())
    for output in graph.outputs:
        node = graph.nodes.get(output.value.node)
        if node is None or node.layer != output.name or reads[output.value]:
            continue
        layer = graph.layers[node.layer]
        passes = layer.cls == "Identity" and set(layer.args) <= {"dtype", "autocast"}
        if passes and often[node.layer] == 1 and len(node.args) == 1 and not node.kwargs:
            source = node.args[0]
            if isinstance(source, Ref):
                yield output.value, source
