"""Small changes to graphs: who reads what, calls put in at their place, names that are free."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from graphdsl.graph import Graph, Layer, Node, Ref, Segment, Value, mapped
from graphdsl.graph.names import Names


def with_refs(value: Value, change: Callable[[Ref], Value]) -> Value:
    """`value` with what `change` makes of every ref in it."""
    return mapped(value, lambda part: change(part) if isinstance(part, Ref) else part)


def node_with(node: Node, change: Callable[[Ref], Value]) -> Node:
    """The call with other operands."""
    return replace(
        node,
        args=tuple(with_refs(value, change) for value in node.args),
        kwargs={name: with_refs(value, change) for name, value in node.kwargs.items()},
    )


def segment_with(segment: Segment, change: Callable[[Ref], Ref]) -> Segment:
    """The segment with other operands and results."""
    return replace(
        segment,
        operands=tuple((name, with_refs(value, change)) for name, value in segment.operands),
        results=tuple((name, change(ref)) for name, ref in segment.results),
    )


def redirected(graph: Graph, new: Mapping[Ref, Ref], but: Iterable[str] = ()) -> Graph:
    """`graph` where all that read the refs that are keys read their values; not the calls `but`."""
    spared = set(but)

    def change(ref: Ref) -> Ref:
        return new.get(ref, ref)

    return replace(
        graph,
        nodes={n: x if n in spared else node_with(x, change) for n, x in graph.nodes.items()},
        outputs=tuple(replace(o, value=change(o.value)) for o in graph.outputs),
        segments={path: segment_with(s, change) for path, s in graph.segments.items()},
    )


def taken_names(graph: Graph) -> Names[None]:
    """The names of inputs, layers, calls and outputs, to find others."""
    names = (
        *(declared.name for declared in graph.inputs),
        *graph.layers,
        *graph.nodes,
        *(output.name for output in graph.outputs),
    )
    return Names((name, None) for name in names)


def put_in(
    graph: Graph, node: Node, layer: Layer, *, behind: str | None, renew: bool = True
) -> Graph:
    """`graph` with one more call, behind the call or input `behind`; None: before all others."""
    nodes: dict[str, Node] = {}
    if behind is None or behind not in graph.nodes:
        nodes[node.name] = node
    for name, one in graph.nodes.items():
        nodes[name] = one
        if name == behind:
            nodes[node.name] = node
    return replace(graph, nodes=nodes, layers=called({**graph.layers, layer.name: layer}, nodes))


def called(layers: Mapping[str, Layer], nodes: Mapping[str, Node]) -> dict[str, Layer]:
    """The layers that are called, in the order of their first calls."""
    return {name: layers[name] for name in dict.fromkeys(n.layer for n in nodes.values())}
