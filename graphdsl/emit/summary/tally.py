"""What a summary says, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from graphdsl.check.costs import Costs
from graphdsl.check.types import Types
from graphdsl.check.weights import held
from graphdsl.emit.costs import (
    FREE,
    NOTHING,
    Amount,
    Cost,
    call_costs,
    costs_within,
    input_costs,
    peak,
    together,
)
from graphdsl.emit.counts import Count, layer_counts, total, weights_within
from graphdsl.emit.words import value_text
from graphdsl.graph import Graph, Node, Ref, Segment, Value
from graphdsl.graph.frozen import frozen_layers
from graphdsl.graph.reach import alive
from graphdsl.graph.structures import in_words
from graphdsl.layers.families.nested import differs
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
    cost: Cost = FREE
    """What the call costs; the weights only where `count` is given too."""
    frozen: bool = False
    differs_in_training: bool | None = False
    """Whether the call does something else while training; None where that is unknown."""
    call: tuple[int, int] | None = None
    """Which call of how many, where the layer is shared."""
    no_effect: bool = False
    """Whether no output depends on it, so that Keras leaves it out; it is not counted."""
    holds_rows: bool = False
    """Whether it is a nested model whose inside is told in the rows below."""


@dataclass(frozen=True, slots=True)
class Section:
    """The heading of a segment, or of the inside of a nested model."""

    kind: str
    name: str
    count: Count
    """Of the layers that are first called in it."""
    depth: int
    cost: Cost = FREE
    """Of the calls in it."""
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
    cost: Cost = FREE
    peak: Amount = NOTHING
    """The most memory that inputs and results take at one time, for one sample."""
    takes: str = ""
    """The lists and dicts that inputs come in, if that was said: `{left: a, right: b}`."""
    gives: str = ""
    """The lists and dicts that outputs come in, if that was said: `[a, {key: b}]`."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The graph of the model or of a nested one, with what is worked out about it once."""

    whole: Graph
    graph: Graph
    """What outputs depend on; only that is counted."""
    types: Types
    costs: Costs
    depth: int
    frozen: frozenset[str]
    counts: Mapping[str, Count]
    call_costs: Mapping[str, Cost]
    calls: Mapping[str, tuple[int, int]]


def summary(graph: Graph, types: Types, costs: Costs | None = None) -> Summary:
    """The calls of `graph` in order, under the segments they stand in.

    Without `costs` what one sample costs is unknown.
    """
    part = _part(graph, alive(graph), types, costs or Costs(), 0, frozen=False)
    outputs = tuple((out.name, types.of(out.value)) for out in graph.outputs)
    inputs = input_costs(graph, part.costs)
    return Summary(
        graph.name,
        tuple(_entries(part)),
        total(part.counts.values()),
        _layer_count(part.graph),
        outputs,
        together((*inputs.values(), *part.call_costs.values())),
        peak(part.graph, part.costs),
        "" if graph.input_structure is None else in_words(graph.input_structure),
        "" if graph.output_structure is None else in_words(graph.output_structure),
    )


def _part(
    whole: Graph, graph: Graph, types: Types, costs: Costs, depth: int, *, frozen: bool
) -> _Part:
    return _Part(
        whole,
        graph,
        types,
        costs,
        depth,
        frozenset(graph.layers) if frozen else frozen_layers(graph),
        layer_counts(graph, types, frozen=frozen),
        call_costs(graph, types, costs),
        _calls(graph),
    )


def _layer_count(graph: Graph) -> int:
    number = 0
    for layer in graph.layers.values():
        number += 0 if layer.kind == "function" else 1
        number += 0 if layer.graph is None else _layer_count(layer.graph)
    return number


def _entries(part: _Part) -> Iterator[Entry]:
    yield from _inputs(part)
    weights = weights_within(part.graph, part.counts)
    costs = costs_within(part.graph, part.call_costs)
    here: tuple[str, ...] = ()
    for node in part.whole.nodes.values():
        chain = _chain(part.whole, node.segment)
        for place, path in enumerate(chain, start=part.depth):
            level = place - part.depth + 1
            if here[:level] != chain[:level]:
                # A segment without effect is not among those that are counted.
                count, cost = total(weights.get(path, ())), costs.get(path, FREE)
                yield _section(part.whole.segments[path], count, cost, place)
        here = chain
        row = _row(part, node, part.depth + len(chain))
        yield row
        if row.holds_rows and part.calls[node.name][0] == 1:
            yield from _entries(_nested(part, node, row))


def _nested(part: _Part, node: Node, row: Row) -> _Part:
    """What is in the model that `node` calls."""
    whole, graph = part.whole.layer_of(node).graph, part.graph.layer_of(node).graph
    assert whole is not None
    assert graph is not None
    types = part.types.nested.get(node.layer, Types())
    costs = part.costs.inside.get(node.name, Costs())
    return _part(whole, graph, types, costs, row.depth + 1, frozen=row.frozen)


def _inputs(part: _Part) -> Iterator[Row]:
    costs = input_costs(part.graph, part.costs)
    for given in part.graph.inputs:
        shape = (BATCH, *(Sym("?") if dim is None else dim for dim in given.shape))
        found = (TensorType(shape, given.dtype),)
        cost = costs[given.name]
        yield Row(given.name, given.name, "input", "", found, None, part.depth, cost)


def _row(part: _Part, node: Node, depth: int) -> Row:
    """The row of one call."""
    layer = part.whole.layer_of(node)
    bare = Row(
        node.name,
        layer.name,
        layer.cls if layer.graph is None else f"model {layer.cls}",
        _called_with(node, part.whole),
        part.types.nodes.get(node.name),
        None,
        depth,
    )
    if node.name not in part.graph.nodes:
        return replace(bare, no_effect=True)
    call, plain = part.calls[node.name], layer.kind == "function"
    frozen = node.layer in part.frozen
    return replace(
        bare,
        count=None if plain or call[0] > 1 else part.counts[layer.name],
        cost=part.call_costs[node.name],
        frozen=(frozen or held(layer)) and not plain,
        differs_in_training=differs(layer, frozen=frozen),
        call=None if plain or call[1] == 1 else call,
        holds_rows=layer.graph is not None,
    )


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


def _section(segment: Segment, count: Count, cost: Cost, depth: int) -> Section:
    name = segment.name
    if segment.kind == "block":
        given = ", ".join(f"{n} = {value_text(v)}" for n, v in segment.args.items())
        name = f"{name}: {segment.template}({given})" if given else f"{name}: {segment.template}"
    return Section(segment.kind, name, count, depth, cost, segment.frozen)


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
