"""A part of a graph from one layer to another, to stand in another model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphdsl.diagnostics.transforms import CutAcross, NotOneTensor
from graphdsl.graph import Graph, Output, Ref
from graphdsl.graph.model import Taken, TakenKind
from graphdsl.graph.values import Value, refs_in
from graphdsl.transforms.cutout import cut
from graphdsl.transforms.refusing import Refused
from graphdsl.transforms.selecting import matches, name_of, results, unknown, values
from graphdsl.transforms.training import untrained


def part(
    graph: Graph, since: str | None = None, until: str | None = None, segment: str | None = None
) -> Graph:
    """The part of `graph` from the layer `since` to the layer `until`, both included.

    Without `since` it begins at the input, without `until` it ends at the output; of a `segment` at
    what flows in and out of it. It has one input and one output. Raises Refused where it cannot,
    and where a connection leads around `since`.
    """
    starts = tuple(_read(graph, since)) if since is not None else ()
    found: tuple[Output, ...] = graph.outputs
    if segment is not None:
        if segment not in graph.segments:
            raise Refused(unknown(graph, segment, "from"))
        own = graph.segments[segment]
        starts = starts or tuple(dict.fromkeys(r for _, v in own.operands for r in refs_in(v)))
        found = tuple(Output(name_of(graph, ref), ref) for ref in results(own))
    if until is not None:
        found = tuple(Output(name_of(graph, ref), ref) for ref in values(graph, until, "until"))
    if len(found) != 1:
        names = tuple(output.name for output in found)
        hint = "say where the part ends: `until` and the name of a layer"
        name = until or segment or graph.name
        raise Refused(NotOneTensor(name=name, what="gives", tensors=names, hint=hint), "until")
    plain = replace(untrained(graph), outputs=())
    taken = _cut(plain, replace(found[0], loss=None, weight=None, metrics=()), starts)
    if len(taken.inputs) != 1:
        names = tuple(declared.name for declared in taken.inputs)
        hint = "say where the part begins: `since` and the name of a layer"
        name = since or segment or graph.name
        raise Refused(NotOneTensor(name=name, what="reads", tensors=names, hint=hint), "since")
    return taken


def _cut(graph: Graph, kept: Output, starts: tuple[Ref, ...]) -> Graph:
    try:
        return cut(graph, (kept,), starts)
    except Refused as refused:
        (told,) = refused.diagnostics
        if isinstance(told, CutAcross):
            told = told.replace(part=True)
        raise Refused(told, refused.argument) from None


def _read(graph: Graph, name: str) -> Iterator[Ref]:
    """The tensors that the layer `name` is called with."""
    wanted = (name, name.replace(".", "_"))
    called = [n for n in graph.nodes.values() if n.name in wanted] or [
        n for n in graph.nodes.values() if matches(n.layer, name)
    ]
    if not called:
        segment = graph.segments.get(name)
        if segment is None:
            raise Refused(unknown(graph, name, "since"), "since")
        yield from (ref for _, value in segment.operands for ref in refs_in(value))
    for node in called:
        yield from node.refs()


def with_taken(
    graph: Graph, kind: TakenKind, name: str, args: dict[str, Value] | None = None
) -> Graph:
    """`graph` with a note at every layer that its weights come from the model `name`."""
    layers = {
        key: layer
        if layer.kind == "function" or layer.taken is not None
        else replace(layer, taken=Taken(kind, name, (key,), args or {}))
        for key, layer in graph.layers.items()
    }
    return replace(graph, layers=layers)
