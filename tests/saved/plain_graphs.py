"""Graphs in the one form that reading a config gives: without what no config holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from graphdsl.graph import Graph, Layer, Node, Object, Output, Ref
from graphdsl.graph.frozen import frozen_layers
from graphdsl.graph.reach import needed
from graphdsl.graph.training import OF_FIT
from graphdsl.layers.objects.names import CLASSES, STRINGS
from graphdsl.layers.registry import FUNCTIONS, find_layer, find_object
from graphdsl.saved.defaults import as_tuple, without_defaults
from graphdsl.saved.operations import bound, written_out


def plain(graph: Graph, *, frozen: bool = False) -> Graph:
    """The graph without segments, calls that nothing needs, and arguments that say nothing."""
    graph = _renamed(graph)
    live = needed(graph, graph.outputs)
    still = frozen_layers(graph)
    nodes = {n: _node(node, graph) for n, node in graph.nodes.items() if n in live}
    called = {node.layer for node in nodes.values()}
    layers = {
        name: _layer(layer, frozen=frozen or name in still)
        for name, layer in graph.layers.items()
        if name in called
    }
    return Graph(
        graph.name,
        graph.inputs,
        layers,
        nodes,
        _outputs(graph),
        train=_train(graph),
    )


def _renamed(graph: Graph) -> Graph:
    """The graph with calls of layers called like the layer; a config has no names for them."""
    names, count = {}, Counter()
    for node in graph.nodes.values():
        number = count[node.layer]
        count[node.layer] += 1
        if graph.layer_of(node).kind != "function":
            names[node.name] = f"{node.layer}_{number}" if number else node.layer

    def new(value):
        if isinstance(value, Ref):
            return Ref(names.get(value.node, value.node), value.index)
        if isinstance(value, (list, tuple)):
            return type(value)(map(new, value))
        return value

    nodes = [
        replace(
            node,
            name=names.get(node.name, node.name),
            args=new(node.args),
            kwargs={key: new(value) for key, value in node.kwargs.items()},
        )
        for node in graph.nodes.values()
    ]
    outputs = tuple(replace(output, value=new(output.value)) for output in graph.outputs)
    return replace(graph, nodes={node.name: node for node in nodes}, outputs=outputs)


def _layer(layer: Layer, *, frozen: bool = False) -> Layer:
    if layer.kind == "function":
        return replace(layer, frozen=False)
    frozen = frozen or layer.frozen
    if layer.graph is not None:
        inner = plain(layer.graph, frozen=frozen)
        return replace(layer, frozen=frozen, graph=inner, cls=layer.name)
    cls = find_layer(layer.cls)
    assert cls is not None
    args = without_defaults(cls, {n: _value(v) for n, v in layer.args.items()})
    return replace(layer, frozen=frozen, args={n: as_tuple(v) for n, v in args.items()})


def _value(value):
    if isinstance(value, Layer):
        return _layer(value)
    if isinstance(value, Object):
        return _named(_object(value))
    if isinstance(value, str):
        return _named(value)
    if isinstance(value, (list, tuple)):
        return type(value)(map(_value, value))
    return value


def _object(value):
    """The object with its own name and without arguments that say nothing."""
    if not isinstance(value, Object):
        return value
    spec = find_object(value.cls)
    assert spec is not None
    args = {name: _object(item) for name, item in value.args.items()}
    return Object(spec.__name__, without_defaults(spec, args))


def _named(value):
    """An initializer and its like by the first of the strings that name it."""
    if isinstance(value, Object) and value.args:
        return value
    for family in ("initializers", "regularizers", "constraints"):
        name = value if isinstance(value, str) else value.cls
        known = STRINGS[family] if isinstance(value, str) else CLASSES[family]
        if name in known:
            cls = known[name]
            return next((s for s, c in STRINGS[family].items() if c == cls and s != c), value)
    return value


def _node(node: Node, graph: Graph) -> Node:
    layer = graph.layer_of(node)
    results = tuple(f"{node.name}_{number}" for number in range(len(node.results)))
    node = replace(node, segment="", results=results)
    if layer.kind != "function":
        kwargs = {name: value for name, value in node.kwargs.items() if value is not None}
        return replace(node, args=tuple(map(_listed, node.args)), kwargs=kwargs)
    function = FUNCTIONS[layer.cls]
    args, kwargs = written_out(function, bound(function, {}, node.args, node.kwargs))
    return replace(node, args=tuple(map(_listed, args)), kwargs=kwargs)


def _listed(value):
    """Tensors in lists, and numbers in tuples."""
    if isinstance(value, (list, tuple)):
        several = [_listed(item) for item in value]
        return several if any(isinstance(item, Ref) for item in several) else tuple(several)
    return value


def _outputs(graph: Graph) -> tuple[Output, ...]:
    """The outputs by name; once one loss has a weight Keras is given one for every loss."""
    usual = 1.0 if any(output.weight is not None for output in graph.outputs) else None
    return tuple(
        Output(
            output.name,
            output.value,
            _object(output.loss),
            usual if output.weight is None and output.loss is not None else output.weight,
            tuple(_object(metric) for metric in output.metrics),
        )
        for output in sorted(graph.outputs, key=lambda output: output.name)
    )


def _train(graph: Graph):
    if graph.train is None and all(output.loss is None for output in graph.outputs):
        return None
    train = {"optimizer": "rmsprop", **(graph.train or {})}
    known = {name.lower(): name for name in CLASSES["optimizers"]}
    optimizer = train["optimizer"]
    if isinstance(optimizer, str):
        train["optimizer"] = Object(known[optimizer.lower()])
    return {name: _object(value) for name, value in train.items() if name not in OF_FIT}
