"""The weights of a whole graph, each with its dtype and whether it trains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from graphdsl.check.types import Types
from graphdsl.graph import Graph, Layer
from graphdsl.graph.frozen import frozen_layers
from graphdsl.layers.base import Weight
from graphdsl.layers.dtypes import policy
from graphdsl.layers.registry import LAYERS


class Weights(NamedTuple):
    """Weights with the dtype that they have, and whether these are all."""

    known: tuple[Weight, ...] = ()
    complete: bool = True


def weights_by_layer(graph: Graph, types: Types, *, frozen: bool = False) -> Mapping[str, Weights]:
    """The weights of every layer of `graph`, by name; `frozen` says that none of them trains."""
    still = frozen_layers(graph)
    return {
        name: _of_layer(layer, name, types, frozen or name in still or held(layer))
        for name, layer in graph.layers.items()
    }


def weights_in(graph: Graph, types: Types, *, frozen: bool = False) -> Weights:
    """All weights of `graph`."""
    return _together(weights_by_layer(graph, types, frozen=frozen).values())


def held(layer: Layer) -> bool:
    """Whether an argument of the layer keeps its weights from training."""
    known = LAYERS.get(layer.cls) if layer.kind == "layer" else None
    return known is not None and not known.weights_inside and layer.args.get("trainable") is False


def _together(parts: Iterable[Weights]) -> Weights:
    parts = tuple(parts)
    known = tuple(weight for part in parts for weight in part.known)
    return Weights(known, all(part.complete for part in parts))


def _of_layer(layer: Layer, name: str, types: Types, frozen: bool) -> Weights:
    if layer.kind == "function":
        return Weights()
    if layer.graph is not None:
        return weights_in(layer.graph, types.nested.get(name, Types()), frozen=frozen)
    weights = types.weights.get(name)
    if weights is None:
        return Weights(complete=False)
    own = policy(layer.args.get("dtype"))[1]
    return Weights(
        tuple(
            replace(w, trainable=w.trainable and not frozen, dtype=w.dtype or own) for w in weights
        )
    )
