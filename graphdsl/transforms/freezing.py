"""`freeze` and `unfreeze`: which layers train."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from graphdsl.graph import Graph, Layer, Value, mapped
from graphdsl.graph.frozen import frozen_layers
from graphdsl.transforms.selecting import Names, at_paths, layers, matching, patterns


def freeze(graph: Graph, names: Names = "*") -> Graph:
    """`graph` with the layers frozen that `names` stand for; a model stands for all layers in it.

    Names are those of layers, segments and outputs, and globs; every layer is frozen by itself.
    """
    paths = layers(graph, names, "names")
    changed = at_paths(graph, paths, _with(True))
    whole = {s.path for p in patterns(names) for s in matching(graph.segments, p)}
    segments = {
        path: replace(segment, frozen=True) if path in whole else segment
        for path, segment in changed.segments.items()
    }
    return replace(changed, segments=segments)


def unfreeze(graph: Graph, names: Names = "*") -> Graph:
    """`graph` with the layers trained that `names` stand for, those in models too.

    What else is in a frozen segment or model with them stays frozen, layer by layer.
    """
    paths = layers(graph, names, "names")
    return at_paths(leaf_by_leaf(graph, paths), paths, _with(False))


def leaf_by_leaf(graph: Graph, touched: frozenset[tuple[str, ...]]) -> Graph:
    """`graph` with the flags of the segments and models that hold one of `touched` on their layers
    instead."""
    names = {path[0] for path in touched}
    opened = {
        path for path in graph.segments if any(node.layer in names for node in graph.within(path))
    }
    frozen = frozen_layers(graph)
    found: dict[str, Layer] = {}
    for name, layer in graph.layers.items():
        if layer.kind != "function":
            layer = replace(layer, frozen=name in frozen)
        if layer.graph is not None and name in names:
            inner = frozenset(path[1:] for path in touched if path[0] == name)
            within = replace(layer.graph, layers=_all(layer.graph.layers, layer.frozen))
            layer = replace(layer, graph=leaf_by_leaf(within, inner), frozen=False)
        found[name] = layer
    segments = {
        path: replace(segment, frozen=False) if path in opened else segment
        for path, segment in graph.segments.items()
    }
    return replace(graph, layers=found, segments=segments)


def _all(found: Mapping[str, Layer], frozen: bool) -> dict[str, Layer]:
    return {
        name: replace(layer, frozen=True) if frozen and layer.kind != "function" else layer
        for name, layer in found.items()
    }


def _with(frozen: bool) -> Callable[[Layer], Layer]:
    """What sets the flag of a layer, and of the layers in its arguments."""

    def change(layer: Layer) -> Layer:
        args = {name: mapped(value, inner) for name, value in layer.args.items()}
        return replace(layer, frozen=frozen, args=args)

    def inner(value: Value) -> Value:
        return replace(change(value), frozen=False) if isinstance(value, Layer) else value

    return change
