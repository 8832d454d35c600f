"""`cutout`: the part of a graph that computes what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graphdsl.check.infer import types_of
from graphdsl.diagnostics.transforms import CutAcross, KeptIsStart, StartOpen, StartUnused
from graphdsl.graph import Graph, Input, Output, Ref, Value, mapped
from graphdsl.graph.frozen import frozen_layers
from graphdsl.graph.names import Names as FreeNames
from graphdsl.graph.reach import needed, without
from graphdsl.layers.tensors import Sym, TensorType
from graphdsl.transforms.reaching import crossing, reached
from graphdsl.transforms.refusing import Refused
from graphdsl.transforms.selecting import Names, name_of, outputs, values
from graphdsl.transforms.training import with_outputs


def cutout(graph: Graph, keep: Names, since: Names = ()) -> Graph:
    """The smallest graph that computes `keep`: outputs, segments, values or layers of `graph`.

    Names may be globs. Losses, weights, metrics and frozen flags of what remains stay. The values
    that `since` names become inputs of the shape and dtype that they have. Raises Refused where a
    name stands for nothing, and where what is kept needs a value from before the starts.
    """
    kept = outputs(graph, keep)
    starts = values(graph, since, "since")
    starts = tuple(ref for ref in starts if ref.node in graph.nodes)
    if not starts:
        return _settled(graph, _smallest(graph, kept))
    _demand_sound(graph, kept, starts)
    return _settled(graph, _smallest(*_started(graph, kept, starts)))


def _demand_sound(graph: Graph, kept: tuple[Output, ...], starts: tuple[Ref, ...]) -> None:
    """Raises Refused where a start is of no use, or where one is missing."""
    for output in kept:
        if output.value in starts:
            raise Refused(KeptIsStart(name=name_of(graph, output.value)), "since")
    read = reached(graph, kept, starts)
    names = tuple(output.name for output in kept)
    for ref in starts:
        if ref not in read:
            raise Refused(StartUnused(name=name_of(graph, ref), kept=names), "since")
    found = crossing(graph, kept, starts)
    if found is not None:
        across = CutAcross(
            value=found.value, path=found.path, starts=found.smallest, others=found.others
        )
        raise Refused(across, "since")


def _started(
    graph: Graph, kept: tuple[Output, ...], starts: tuple[Ref, ...]
) -> tuple[Graph, tuple[Output, ...]]:
    """The graph with an input in place of every start."""
    types = types_of(graph)
    inside = needed_behind(graph, kept, starts)
    names = FreeNames((name, name) for name in (*inside, *(i.name for i in graph.inputs)))
    new: dict[Ref, Input] = {}
    for ref in starts:
        declared = input_of(types.of(ref), name_of(graph, ref))
        name = names.fresh(declared.name, declared.name)
        new[ref] = replace(declared, name=name)
    nodes = {
        name: replace(
            node,
            args=tuple(_read(value, new) for value in node.args),
            kwargs={key: _read(value, new) for key, value in node.kwargs.items()},
        )
        for name, node in graph.nodes.items()
        if name in inside
    }
    segments = {
        path: replace(
            segment,
            operands=tuple((key, _read(value, new)) for key, value in segment.operands),
        )
        for path, segment in graph.segments.items()
    }
    dropped = graph.nodes.keys() - inside
    cut = without(replace(graph, segments=segments), dropped, kept)
    return replace(cut, inputs=(*cut.inputs, *new.values()), nodes=nodes), kept


def needed_behind(graph: Graph, kept: tuple[Output, ...], starts: tuple[Ref, ...]) -> set[str]:
    """The calls that compute what is kept from the starts."""
    return {ref.node for ref in reached(graph, kept, starts) if ref not in starts}


def _read(value: Value, new: Mapping[Ref, Input]) -> Value:
    def change(part: Value) -> Value:
        return Ref(new[part].name) if isinstance(part, Ref) and part in new else part

    return mapped(value, change)


def input_of(found: TensorType, name: str) -> Input:
    """The input that a tensor of this type can be given as; raises Refused where there is none."""
    if found.shape is None or found.dtype is None:
        raise Refused(StartOpen(name=name, reason="its shape or dtype is not known"), "since")
    if not found.shape or isinstance(found.shape[0], int):
        raise Refused(StartOpen(name=name, reason="it has no batch dimension"), "since")
    sizes = tuple(None if isinstance(size, Sym) else size for size in found.shape[1:])
    return Input(name, sizes, found.dtype)


def _smallest(graph: Graph, kept: tuple[Output, ...]) -> Graph:
    """`graph` with the outputs `kept`, without inputs, calls and layers that they do not need."""
    there = needed(graph, kept)
    unused = {name for name in (*graph.nodes, *(i.name for i in graph.inputs)) if name not in there}
    return with_outputs(without(graph, unused, kept), graph, kept)


def _settled(before: Graph, graph: Graph) -> Graph:
    """Layers stay frozen whose frozen segment is gone."""
    was, now = frozen_layers(before), frozen_layers(graph)
    thawed = {name for name in graph.layers if name in was and name not in now}
    if not thawed:
        return graph
    layers = {n: replace(x, frozen=True) if n in thawed else x for n, x in graph.layers.items()}
    return replace(graph, layers=layers)
