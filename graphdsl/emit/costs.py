"""Costs of a model added up: of its weights, and of running it on one sample."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from graphdsl.check.costs import Costs
from graphdsl.check.types import Types
from graphdsl.check.weights import Weights, weights_by_layer
from graphdsl.graph import Graph, Node
from graphdsl.layers.dtypes import width
from graphdsl.layers.shapes import count


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of numbers; a lower bound where some are unknown."""

    known: int = 0
    complete: bool = True
    """Whether every number was known."""

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.known + other.known, self.complete and other.complete)


NOTHING: Final = Amount()
UNKNOWN: Final = Amount(complete=False)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a part of a model costs."""

    weights: Amount = Amount()
    """Bytes of its weights."""
    macs: Amount = Amount()
    """Multiply-accumulates for one sample."""
    memory: Amount = Amount()
    """Bytes of what its inputs and calls give, for one sample."""

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.weights + other.weights, self.macs + other.macs, self.memory + other.memory
        )


FREE: Final = Cost()


def amount(number: int | None) -> Amount:
    """A number that may be unknown, as an amount."""
    return UNKNOWN if number is None else Amount(number)


def together(costs: Iterable[Cost]) -> Cost:
    """The sum of `costs`."""
    return sum(costs, Cost())


def weight_bytes(graph: Graph, types: Types) -> dict[str, Amount]:
    """The bytes of the weights of every layer of `graph`, by name."""
    return {name: _bytes(found) for name, found in weights_by_layer(graph, types).items()}


def _bytes(weights: Weights) -> Amount:
    sizes = ((count(weight.shape), width(weight.dtype)) for weight in weights.known)
    each = (UNKNOWN if size is None or one is None else Amount(size * one) for size, one in sizes)
    return sum(each, Amount(complete=weights.complete))


def call_costs(graph: Graph, types: Types, costs: Costs) -> dict[str, Cost]:
    """What every call of `graph` costs, by name; the weights of a layer count at its first call."""
    left = weight_bytes(graph, types)
    return {
        name: replace(_run(graph, node, costs), weights=left.pop(node.layer, NOTHING))
        for name, node in graph.nodes.items()
    }


def _run(graph: Graph, node: Node, costs: Costs) -> Cost:
    """What running a call costs; a nested model, what is in it."""
    inner = graph.layer_of(node).graph
    if inner is None:
        macs, memory = costs.macs.get(node.name), costs.memory.get(node.name)
        return Cost(macs=amount(macs), memory=amount(memory))
    if node.name not in costs.inside:
        return Cost(macs=UNKNOWN, memory=UNKNOWN)
    within = costs.inside[node.name]
    return together(_run(inner, each, within) for each in inner.nodes.values())


def input_costs(graph: Graph, costs: Costs) -> dict[str, Cost]:
    """What the inputs of `graph` cost: the memory that they take."""
    return {i.name: Cost(memory=amount(costs.memory.get(i.name))) for i in graph.inputs}


def costs_within(graph: Graph, calls: Mapping[str, Cost]) -> dict[str, Cost]:
    """What each segment of `graph` costs."""
    found = dict.fromkeys(graph.segments, Cost())
    for name, node in graph.nodes.items():
        path = node.segment
        while path:
            found[path] += calls[name]
            path = graph.segments[path].parent
    return found


def peak(graph: Graph, costs: Costs) -> Amount:
    """The most memory that is taken at one time for one sample.

    Calls are run in their order, and what a call gives is let go behind the last call that reads
    it; what is an output stays.
    """
    sizes = {
        name: costs.memory.get(name) for name in (*(i.name for i in graph.inputs), *graph.nodes)
    }
    complete = None not in sizes.values()
    held = most = sum(sizes[given.name] or 0 for given in graph.inputs)
    done = _done_behind(graph)
    for name, node in graph.nodes.items():
        inner, inside = graph.layer_of(node).graph, Amount()
        if inner is not None:
            inside = peak(inner, costs.inside.get(name, Costs()))
            complete = complete and inside.complete
        most = max(most, held + max(sizes[name] or 0, inside.known))
        held += sizes[name] or 0
        held -= sum(sizes[each] or 0 for each in done[name])
    return Amount(most, complete)


def _done_behind(graph: Graph) -> dict[str, list[str]]:
    """By each call, the tensors that no later one reads, and that are no outputs."""
    last = {name: name for name in graph.nodes}
    for name, node in graph.nodes.items():
        last.update((ref.node, name) for ref in node.refs())
    for output in graph.outputs:
        last.pop(output.value.node, None)
    found: dict[str, list[str]] = {name: [] for name in graph.nodes}
    for name, reader in last.items():
        found[reader].append(name)
    return found
