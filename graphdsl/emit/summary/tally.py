"""What a summary says, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graphdsl.check.types import Types
from graphdsl.emit.counts import Count, frozen_layers, layer_counts, total, weights_within
from graphdsl.emit.words import value_text
from graphdsl.graph import Graph, Node, Ref, Value
from graphdsl.layers.tensors import BATCH, Sym, TensorType


@dataclass(frozen=True, slots=True)
class Row:
    """An input, or one call of a layer."""

    name: str
    layer: str
    """The layer that is called; the name of an input."""
    cls: str
    """`input` for one; `model tower` for a nested model."""
    called_with: str
    results: tuple[TensorType, ...] | None
    """What it gives; None where that is unknown."""
    count: Count | None
    """The parameters of the layer; None where it was counted before, or never has any."""
    depth: int
    """How many segments and nested models it stands in."""
    frozen: bool = False
    call: tuple[int, int] | None = None
    """Which call of how many, where the layer is shared."""


@dataclass(frozen=True, slots=True)
class Section:
    """The heading of a segment, or of the inside of a nested model."""

    kind: str
    name: str
    count: Count
    """Of the layers that are first called in it."""
    depth: int
    frozen: bool = False


Entry: TypeAlias = "Row | Section"


@dataclass(frozen=True, slots=True)
class Summary:
    """A model, call by call, with its sums."""

    model: str
    entries: tuple[Entry, ...]
    count: Count
    layers: int
    """Layers, those of nested models included; functions have no weights and are not counted."""
    outputs: tuple[tuple[str, TensorType], ...]


def summary(graph: Graph, types: Types) -> Summary:
    """The calls of `graph` in order, under the segments they stand in."""
    counts = layer_counts(graph, types)
    entries = tuple(_entries(graph, types, counts, 0, frozen=False))
    outputs = tuple((out.name, types.of(out.value)) for out in graph.outputs)
    return Summary(graph.name, entries, total(counts.values()), _layer_count(graph), outputs)


def _layer_count(graph: Graph) -> int:
    number = 0
    for layer in graph.layers.values():
        number += 0 if layer.kind == "function" else 1
        number += 0 if layer.graph is None else _layer_count(layer.graph)
    return number


def _entries(
    graph: Graph, types: Types, counts: Mapping[str, Count], depth: int, *, frozen: bool
) -> Iterator[Entry]:
    for given in graph.inputs:
        shape = (BATCH, *(Sym("?") if dim is None else dim for dim in given.shape))
        yield Row(
            given.name, given.name, "input", "", (TensorType(shape, given.dtype),), None, depth
        )
    still = frozenset(graph.layers) if frozen else frozen_layers(graph)
    weights, calls = weights_within(graph, counts), _calls(graph)
    here: tuple[str, ...] = ()
    for node in graph.nodes.values():
        chain = _chain(graph, node.segment)
        for place, path in enumerate(chain):
            if here[: place + 1] != chain[: place + 1]:
                yield _section(graph, path, total(weights[path]), depth + place)
        here = chain
        yield from _of_call(
            graph, node, types, counts, depth + len(chain), node.layer in still, calls[node.name]
        )


def _of_call(
    graph: Graph,
    node: Node,
    types: Types,
    counts: Mapping[str, Count],
    depth: int,
    frozen: bool,
    call: tuple[int, int],
) -> Iterator[Entry]:
    """The row of one call, and below the first call of a model what is in that."""
    layer = graph.layer_of(node)
    plain = layer.kind == "function"
    yield Row(
        node.name,
        layer.name,
        layer.cls if layer.graph is None else f"model {layer.cls}",
        _called_with(node, graph),
        types.nodes.get(node.name),
        None if plain or call[0] > 1 else counts[layer.name],
        depth,
        frozen and not plain,
        None if plain or call[1] == 1 else call,
    )
    if layer.graph is not None and call[0] == 1:
        inner = types.nested.get(layer.name, Types())
        sums = layer_counts(layer.graph, inner, frozen=frozen)
        yield from _entries(layer.graph, inner, sums, depth + 1, frozen=frozen)


def _calls(graph: Graph) -> dict[str, tuple[int, int]]:
    """Of each call, which one of its layer it is, and of how many."""
    names: dict[str, list[str]] = {}
    for node in graph.nodes.values():
        names.setdefault(node.layer, []).append(node.name)
    return {
        name: (place, len(calls))
        for calls in names.values()
        for place, name in enumerate(calls, start=1)
    }


def _chain(graph: Graph, path: str) -> tuple[str, ...]:
    """The segments around `path`, outermost first, itself last."""
    chain: list[str] = []
    while path:
        chain.append(path)
        path = graph.segments[path].parent
    return tuple(reversed(chain))


def _section(graph: Graph, path: str, count: Count, depth: int) -> Section:
    segment = graph.segments[path]
    name = segment.name
    if segment.kind == "block":
        given = ", ".join(f"{n} = {value_text(v)}" for n, v in segment.args.items())
        name = f"{name}: {segment.template}({given})" if given else f"{name}: {segment.template}"
    return Section(segment.kind, name, count, depth, segment.frozen)


def _called_with(node: Node, graph: Graph) -> str:
    """`x`, `[a, b]`, `q, value = kv`."""
    given = ((n, v) for n, v in node.kwargs.items() if v is not None)
    named = (f"{name} = {_operand(value, graph)}" for name, value in given)
    return ", ".join((*(_operand(value, graph) for value in node.args), *named))


def _operand(value: Value, graph: Graph) -> str:
    if isinstance(value, Ref):
        results = graph.nodes[value.node].results if value.node in graph.nodes else ()
        if value.index < len(results):
            return results[value.index]
        return f"{value.node}[{value.index}]" if value.index else value.node
    if isinstance(value, list):
        return f"[{', '.join(_operand(item, graph) for item in value)}]"
    return value_text(value)
