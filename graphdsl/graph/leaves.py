"""The layers of a graph that have weights of their own, with the way to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from graphdsl.graph.model import Graph, Layer, Taken

Path = tuple[str, ...]
"""Name of a layer, and before it those of the models that it is in."""


class Leaf(NamedTuple):
    """A layer that is no model and no function."""

    path: Path
    layer: Layer
    taken: Taken | None
    """Where it was taken from, by itself or with a model around it."""


def leaves(graph: Graph) -> Iterator[Leaf]:
    """Every layer that may have weights, in models too, in the order of their first calls."""
    return _leaves(graph, (), None)


def _leaves(graph: Graph, path: Path, around: Taken | None) -> Iterator[Leaf]:
    for name, layer in graph.layers.items():
        if layer.kind == "function":
            continue
        taken = layer.taken or _within(around, name)
        if layer.graph is not None:
            yield from _leaves(layer.graph, (*path, name), taken)
        else:
            yield Leaf((*path, name), layer, taken)


def _within(around: Taken | None, name: str) -> Taken | None:
    return None if around is None else replace(around, layer=(*around.layer, name))
