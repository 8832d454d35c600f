"""How many parameters a graph has, each counted once however often its layer is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphdsl.check.types import Types
from graphdsl.check.weights import Weights, weights_by_layer
from graphdsl.graph import Graph
from graphdsl.layers.base import Weight
from graphdsl.layers.shapes import count


@dataclass(frozen=True, slots=True)
class Count:
    """Numbers of parameters; a lower bound where some weights are unknown."""

    trainable: int = 0
    fixed: int = 0
    """Those that training leaves alone: of frozen layers, and moving statistics."""
    complete: bool = True
    """Whether every weight was known."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.trainable + self.fixed

    def __add__(self, other: Count) -> Count:
        return Count(
            self.trainable + other.trainable,
            self.fixed + other.fixed,
            self.complete and other.complete,
        )


def total(counts: Iterable[Count]) -> Count:
    """The sum of `counts`."""
    return sum(counts, Count())


def layer_counts(graph: Graph, types: Types, *, frozen: bool = False) -> dict[str, Count]:
    """The parameters of every layer of `graph`, by name; `frozen` says that none of them trains."""
    found = weights_by_layer(graph, types, frozen=frozen)
    return {name: _counted(weights) for name, weights in found.items()}


def _counted(weights: Weights) -> Count:
    return total(map(_of_weight, weights.known)) + Count(complete=weights.complete)


def _of_weight(weight: Weight) -> Count:
    size = count(weight.shape)
    if size is None:
        return Count(complete=False)
    return Count(trainable=size) if weight.trainable else Count(fixed=size)


def weights_within(graph: Graph, counts: Mapping[str, Count]) -> dict[str, list[Count]]:
    """Of each segment, the counts that are not zero of the layers that are first called in it."""
    found: dict[str, list[Count]] = {path: [] for path in graph.segments}
    seen: set[str] = set()
    for node in graph.nodes.values():
        count = counts[node.layer]
        if node.layer in seen or (count.complete and not count.total):
            continue
        seen.add(node.layer)
        path = node.segment
        while path:
            found[path].append(count)
            path = graph.segments[path].parent
    return found
