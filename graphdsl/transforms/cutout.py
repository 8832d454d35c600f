"""`cutout`: the part of a graph that computes what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graphdsl.check.infer import types_of
from graphdsl.diagnostics.transforms import CutAcross, KeptIsStart, StartOpen, StartUnused
from graphdsl.graph import Graph, Input, Output, Ref, Value, refs_in
from graphdsl.graph.frozen import frozen_layers
from graphdsl.graph.names import Names as FreeNames
from graphdsl.graph.reach import needed, taking, without
from graphdsl.layers.tensors import Sym, TensorType
from graphdsl.transforms.identities import with_identities
from graphdsl.transforms.reaching import crossing, reached
from graphdsl.transforms.refusing import Refused
from graphdsl.transforms.rewiring import node_with, with_refs
from graphdsl.transforms.selecting import Names, name_of, outputs, values
from graphdsl.transforms.training import with_outputs


def cutout(graph: Graph, keep: Names, since: Names = ()) -> Graph:
    """The smallest graph that computes `keep`: outputs, segments, values or layers of `graph`.

    Names may be globs. Losses, weights, metrics and frozen flags of what remains stay. The values
    that `since` names become inputs of the shape and dtype that they have. Raises Refused where a
    name stands for nothing, and where what is kept needs a value from before the starts.
    """
    return cut(graph, outputs(graph, keep), values(graph, since, "since"))


def cut(graph: Graph, kept: tuple[Output, ...], starts: tuple[Ref, ...]) -> Graph:
    """The smallest graph that computes `kept` from `starts`, and from inputs beside those."""
    starts = tuple(ref for ref in starts if ref.node in graph.nodes)
    if starts:
        _demand_sound(graph, kept, starts)
        found = _smallest(_started(graph, kept, starts), kept)
    else:
        found = _smallest(graph, kept)
    left = _still_frozen(with_outputs(found, graph, kept), graph)
    return with_identities(left, {o.name for o in kept} - {o.name for o in graph.outputs})


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


def _started(graph: Graph, kept: tuple[Output, ...], starts: tuple[Ref, ...]) -> Graph:
    """The graph behind the starts, each of which is an input now."""
    inside = {ref.node for ref in reached(graph, kept, starts) if ref not in starts}
    new = _inputs(graph, inside, starts)

    def change(ref: Ref) -> Ref:
        return Ref(new[ref].name) if ref in new else ref

    left = without(graph, graph.nodes.keys() - inside, kept)
    return replace(
        taking(left, (*left.inputs, *new.values())),
        nodes={name: node_with(node, change) for name, node in left.nodes.items()},
        segments={
            path: replace(
                segment,
                operands=tuple(
                    (name, with_refs(value, change))
                    for name, value in graph.segments[path].operands
                ),
            )
            for path, segment in left.segments.items()
        },
    )


def _inputs(graph: Graph, inside: set[str], starts: tuple[Ref, ...]) -> Mapping[Ref, Input]:
    """The input for each start, called like the value that it stands for."""
    types = types_of(graph)
    names = FreeNames((name, name) for name in (*inside, *(i.name for i in graph.inputs)))
    new: dict[Ref, Input] = {}
    for ref in starts:
        declared = input_of(types.of(ref), name_of(graph, ref))
        new[ref] = replace(declared, name=names.fresh(declared.name, declared.name))
    return new


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
    left = without(graph, unused, kept)
    segments = {
        path: replace(
            segment,
            operands=tuple((n, v) for n, v in segment.operands if _is_there(v, there)),
        )
        for path, segment in left.segments.items()
    }
    return replace(left, segments=segments)


def _is_there(value: Value, there: set[str]) -> bool:
    return all(ref.node in there for ref in refs_in(value))


def _still_frozen(graph: Graph, before: Graph) -> Graph:
    """Layers stay frozen whose frozen segment is gone."""
    was, now = frozen_layers(before), frozen_layers(graph)
    thawed = {name for name in graph.layers if name in was and name not in now}
    if not thawed:
        return graph
    layers = {n: replace(x, frozen=True) if n in thawed else x for n, x in graph.layers.items()}
    return replace(graph, layers=layers)
