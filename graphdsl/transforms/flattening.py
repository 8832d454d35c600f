"""`flatten`: models inside a model become part of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from graphdsl.graph import Graph, Layer, Node, Ref, Segment, Taken, Value
from graphdsl.graph.names import Names
from graphdsl.transforms.freezing import leaf_by_leaf
from graphdsl.transforms.rewiring import called, node_with, segment_with, taken_names, with_refs
from graphdsl.transforms.selecting import leaves


def flatten(graph: Graph) -> Graph:
    """`graph` with the calls of models in it written out, however deep they stand.

    Layers are called after the model that they were in, `tower_dense`; their weights come from
    there. A model that is called several times becomes layers that are called several times.
    """
    while any(layer.graph is not None for layer in graph.layers.values()):
        graph = _once(graph)
    return graph


def _once(graph: Graph) -> Graph:
    """One level of models written out."""
    inside = frozenset(
        (name, *path)
        for name, layer in graph.layers.items()
        if layer.graph is not None
        for path in leaves(layer)
    )
    graph = _frozen_inside(graph, inside)
    work = _Flattening(graph, taken_names(graph))
    for node in graph.nodes.values():
        work.call(node)
    return replace(
        graph,
        layers=called(work.layers, work.nodes),
        nodes=work.nodes,
        outputs=tuple(replace(o, value=work.moved(o.value)) for o in graph.outputs),
        segments={
            **{path: segment_with(s, work.moved) for path, s in graph.segments.items()},
            **work.segments,
        },
    )


def _frozen_inside(graph: Graph, inside: frozenset[tuple[str, ...]]) -> Graph:
    """The flags of models on the layers in them; those of segments stay where they are."""
    flat = leaf_by_leaf(graph, inside)
    layers = {
        name: flat.layers[name] if layer.graph is not None else layer
        for name, layer in graph.layers.items()
    }
    return replace(graph, layers=layers)


@dataclass(slots=True)
class _Flattening:
    """A graph whose calls of models are being written out."""

    graph: Graph
    names: Names[None]
    layers: dict[str, Layer] = field(default_factory=dict[str, Layer])
    nodes: dict[str, Node] = field(default_factory=dict[str, Node])
    segments: dict[str, Segment] = field(default_factory=dict[str, Segment])
    made: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """The new name of a layer, by its model and its name there."""
    new: dict[Ref, Ref] = field(default_factory=dict[Ref, Ref])
    """What calls of models gave, and what gives it now."""

    def moved(self, ref: Ref) -> Ref:
        """The tensor that stands for `ref` now."""
        return self.new.get(ref, ref)

    def call(self, node: Node) -> None:
        """Enters a call, or the calls that it stands for."""
        layer = self.graph.layer_of(node)
        node = node_with(node, self.moved)
        if layer.graph is None:
            self.nodes[node.name] = node
            self.layers[layer.name] = layer
        else:
            self._model(node, layer, layer.graph)

    def _model(self, node: Node, layer: Layer, inner: Graph) -> None:
        path = self._segment(node)
        here: dict[str, Ref] = {}
        for declared, value in zip(inner.inputs, _operands(node, inner), strict=False):
            if isinstance(value, Ref):
                here[declared.name] = value
        for one in inner.nodes.values():
            called = self._layer(layer, inner.layer_of(one))
            first = called not in self.nodes
            name = called if first else self.names.fresh(f"{node.name}_{one.name}", None)
            self.nodes[name] = replace(
                node_with(one, lambda ref: _inside(ref, here)),
                name=name,
                layer=called,
                segment=f"{path}.{one.segment}" if one.segment else path,
            )
            here[one.name] = Ref(name)
        self._segments(inner, path, here)
        for index, output in enumerate(inner.outputs):
            self.new[Ref(node.name, index)] = _inside(output.value, here)
        results = tuple((o.name, _inside(o.value, here)) for o in inner.outputs)
        results = results if len(results) > 1 else tuple(("", ref) for _, ref in results)
        operands = tuple(("", value) for value in here.values())[:1]
        self.segments[path] = replace(self.segments[path], operands=operands, results=results)

    def _segment(self, node: Node) -> str:
        path = f"{node.segment}.{node.name}" if node.segment else node.name
        taken = {*self.graph.segments, *self.segments}
        number, base = 0, path
        while path in taken:
            number += 1
            path = f"{base}_{number}"
        self.segments[path] = Segment(path, "stage", parent=node.segment)
        return path

    def _segments(self, inner: Graph, path: str, here: dict[str, Ref]) -> None:
        for own in inner.segments.values():
            moved = replace(
                own,
                operands=tuple(
                    (n, with_refs(v, lambda ref: _inside(ref, here))) for n, v in own.operands
                ),
                results=tuple((n, _inside(ref, here)) for n, ref in own.results),
            )
            kind = "stage" if own.kind in ("head", "aux") else own.kind
            parent = f"{path}.{own.parent}" if own.parent else path
            below = f"{path}.{own.path}"
            copies = f"{path}.{own.copy_of}" if own.copy_of else ""
            self.segments[below] = replace(
                moved, path=below, parent=parent, kind=kind, copy_of=copies
            )

    def _layer(self, model: Layer, inner: Layer) -> str:
        """The new name of a layer of a model; made at its first call."""
        key = (model.name, inner.name)
        if key not in self.made:
            name = self.names.fresh(f"{model.name}_{inner.name}", None)
            self.made[key] = name
            taken = inner.taken or Taken("model", self.graph.name, _path(model, inner))
            if inner.kind == "function":
                taken = None
            self.layers[name] = replace(inner, name=name, taken=taken)
        return self.made[key]


def _path(model: Layer, inner: Layer) -> tuple[str, ...]:
    """Where the layer lies in the graph that was given to `flatten`."""
    before = model.taken.layer if model.taken is not None else (model.name,)
    return (*before, inner.name)


def _inside(ref: Ref, here: dict[str, Ref]) -> Ref:
    """A ref in a model as one in the graph around it."""
    found = here.get(ref.node)
    if found is None:
        return ref
    return Ref(found.node, found.index + ref.index)


def _operands(node: Node, inner: Graph) -> list[Value]:
    """What a model is called with, in the order of its inputs."""
    first = node.args[0] if len(node.args) == 1 else list(node.args)
    flat = list(first) if isinstance(first, (list, tuple)) else [first] if node.args else []
    names = [declared.name for declared in inner.inputs]
    return [*flat, *(node.kwargs[name] for name in names[len(flat) :] if name in node.kwargs)]
