"""`nest`: a segment becomes a model inside the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graphdsl.check.infer import types_of
from graphdsl.diagnostics.transforms import (
    LeavesAndReturns,
    NothingMatches,
    SharedAcross,
    UnknownPart,
)
from graphdsl.graph import Graph, Input, Layer, Node, Output, Ref, Segment, Taken
from graphdsl.graph.names import Names as FreeNames
from graphdsl.graph.ordering import Circular, in_order
from graphdsl.transforms.cutout import input_of
from graphdsl.transforms.identities import with_identities
from graphdsl.transforms.refusing import Refused
from graphdsl.transforms.rewiring import called, node_with, segment_with
from graphdsl.transforms.selecting import Names, name_of, patterns, segments_named


def nest(graph: Graph, names: Names) -> Graph:
    """`graph` with every segment that `names` stand for as a model of its own, which it calls.

    What the segment reads becomes the inputs of that model, what is read of it its outputs; layers
    keep their names in it. Raises Refused where a layer of the segment is called outside of it too.
    """
    for pattern in patterns(names):
        found = segments_named(graph, pattern)
        if not found:
            problem = UnknownPart(
                name=pattern,
                model=graph.name,
                argument="names",
                candidates=tuple(graph.segments),
                wanted="segment",
            )
            raise Refused(problem, "names")
        for segment in found:
            if segment.path in graph.segments:
                graph = _nested(graph, graph.segments[segment.path])
    return graph


def _nested(graph: Graph, segment: Segment) -> Graph:
    inside = {node.name: node for node in graph.within(segment.path)}
    _demand_own(graph, segment, inside)
    read = _read(inside)
    given = _given(graph, segment, inside)
    if not given or not read:
        raise Refused(NothingMatches(name=segment.path, model=graph.name), "names")
    inner = _model(graph, segment, inside, read, given)
    name = _free(graph, segment, inside)
    layer = Layer(name, "model", inner.name, graph=replace(inner, name=name))
    results = tuple(o.name for o in inner.outputs) if len(given) > 1 else ()
    call = Node(name, name, read, segment=segment.parent, results=results)
    return _around(graph, segment, inside, layer, call, given)


def _demand_own(graph: Graph, segment: Segment, inside: Mapping[str, Node]) -> None:
    own = {node.layer for node in inside.values()}
    for node in graph.nodes.values():
        if node.name not in inside and node.layer in own:
            shared = SharedAcross(layer=node.layer, segment=segment.path, outside=node.name)
            raise Refused(shared, "names")


def _read(inside: Mapping[str, Node]) -> tuple[Ref, ...]:
    """The tensors from outside that the calls read."""
    refs = (ref for node in inside.values() for ref in node.refs() if ref.node not in inside)
    return tuple(dict.fromkeys(refs))


def _given(graph: Graph, segment: Segment, inside: Mapping[str, Node]) -> tuple[Ref, ...]:
    """The tensors that are read outside, and those that come out of the segment."""
    refs = [o.value for o in graph.outputs if o.value.node in inside]
    for node in graph.nodes.values():
        if node.name not in inside:
            refs += [ref for ref in node.refs() if ref.node in inside]
    refs = refs or [ref for _, ref in segment.results if ref.node in inside]
    return tuple(dict.fromkeys(refs))


def _model(
    graph: Graph,
    segment: Segment,
    inside: Mapping[str, Node],
    read: tuple[Ref, ...],
    given: tuple[Ref, ...],
) -> Graph:
    """What stands in the segment, as a model."""
    types = types_of(graph)
    names = FreeNames((name, None) for name in inside)
    new: dict[Ref, Input] = {}
    for ref in read:
        found = input_of(types.of(ref), name_of(graph, ref))
        new[ref] = replace(found, name=names.fresh(found.name, None))

    def change(ref: Ref) -> Ref:
        return Ref(new[ref].name) if ref in new else ref

    below = segment.path + "."

    def path(full: str) -> str:
        return full.removeprefix(below) if full.startswith(below) else ""

    layers = {n.layer: graph.layers[n.layer] for n in inside.values()}
    return Graph(
        segment.path.replace(".", "_"),
        tuple(new.values()),
        {n: replace(x, frozen=x.frozen or segment.frozen) for n, x in layers.items()},
        {
            name: replace(node_with(node, change), segment=path(node.segment))
            for name, node in inside.items()
        },
        tuple(Output(name_of(graph, ref), ref) for ref in given),
        {
            path(full): replace(
                segment_with(own, change),
                path=path(full),
                parent=path(own.parent),
                copy_of=path(own.copy_of),
                kind="stage" if own.kind in ("head", "aux") else own.kind,
            )
            for full, own in graph.segments.items()
            if full.startswith(below)
        },
    )


def _free(graph: Graph, segment: Segment, inside: Mapping[str, Node]) -> str:
    """What the model is called among what stays outside."""
    layers = {node.layer for node in inside.values()}
    others = (
        *(i.name for i in graph.inputs),
        *(name for name in graph.nodes if name not in inside),
        *(name for name in graph.layers if name not in layers),
    )
    outputs = {o.name for o in graph.outputs if o.value.node in inside}
    names = FreeNames((name, None) for name in others)
    base = segment.path.replace(".", "_")
    if base in outputs and len(outputs) > 1:
        base = f"{base}_model"
    return names.fresh(base, None)


def _around(
    graph: Graph,
    segment: Segment,
    inside: Mapping[str, Node],
    layer: Layer,
    call: Node,
    given: tuple[Ref, ...],
) -> Graph:
    """The graph with the call of the model in place of the segment."""
    new = {ref: Ref(call.name, index) for index, ref in enumerate(given)}
    inner = layer.graph
    assert inner is not None
    taken = {
        name: replace(one, taken=one.taken or Taken("model", graph.name, (name,)))
        for name, one in inner.layers.items()
        if one.kind != "function"
    }
    layer = replace(layer, graph=replace(inner, layers={**inner.layers, **taken}))

    def change(ref: Ref) -> Ref:
        return new.get(ref, ref)

    nodes: dict[str, Node] = {}
    for node in graph.nodes.values():
        if node.name not in inside:
            nodes[node.name] = node_with(node, change)
        elif call.name not in nodes:
            nodes[call.name] = call
    try:
        nodes = in_order(nodes)
    except Circular as circle:
        raise Refused(LeavesAndReturns(segment=segment.path, path=circle.calls), "names") from None
    gone = {path for path in graph.segments if (path + ".").startswith(segment.path + ".")}
    around = replace(
        graph,
        layers=called({**graph.layers, layer.name: layer}, nodes),
        nodes=nodes,
        outputs=tuple(
            replace(o, value=change(o.value), segment="" if o.segment in gone else o.segment)
            for o in graph.outputs
        ),
        segments={
            path: segment_with(own, change)
            for path, own in graph.segments.items()
            if path not in gone
        },
    )
    return with_identities(around, {o.name for o in graph.outputs if o.value in new})
