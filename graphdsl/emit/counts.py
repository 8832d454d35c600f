"""How many parameters a graph has, each counted once however often its layer is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod

from graphdsl.check.types import Types
from graphdsl.graph import Graph, Layer
from graphdsl.layers.base import Weight


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


UNKNOWN_COUNT = Count(complete=False)


def total(counts: Iterable[Count]) -> Count:
    """The sum of `counts`."""
    return sum(counts, Count())


def frozen_layers(graph: Graph) -> frozenset[str]:
    """The layers that do not train: frozen themselves, or called in a frozen segment."""
    segments: set[str] = set()
    for path, segment in graph.segments.items():
        if segment.frozen or segment.parent in segments:
            segments.add(path)
    inside = {node.layer for node in graph.nodes.values() if node.segment in segments}
    return frozenset(inside.union(n for n, layer in graph.layers.items() if layer.frozen))


def layer_counts(graph: Graph, types: Types, *, frozen: bool = False) -> dict[str, Count]:
    """The parameters of every layer of `graph`, by name; `frozen` says that none of them trains."""
    still = frozen_layers(graph)
    return {
        name: _of_layer(layer, name, types, frozen or name in still)
        for name, layer in graph.layers.items()
    }


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


def _of_layer(layer: Layer, name: str, types: Types, frozen: bool) -> Count:
    if layer.kind == "function":
        return Count()
    if layer.graph is not None:
        inner = types.nested.get(name, Types())
        return total(layer_counts(layer.graph, inner, frozen=frozen).values())
    weights = types.weights.get(name)
    if weights is None:
        return UNKNOWN_COUNT
    return total(_of_weight(weight, frozen) for weight in weights)


def _of_weight(weight: Weight, frozen: bool) -> Count:
    sizes = [dim for dim in weight.shape if isinstance(dim, int)]
    if len(sizes) < len(weight.shape):
        return UNKNOWN_COUNT
    size = prod(sizes)
    return Count(trainable=size) if weight.trainable and not frozen else Count(fixed=size)
