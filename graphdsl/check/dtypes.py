"""Layers that pass on what they get: they cast nothing once they have its dtype as theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from graphdsl.check.infer import types_of
from graphdsl.check.types import Types
from graphdsl.graph import Graph, Layer, Ref, Value
from graphdsl.graph.values import AS_IT_IS
from graphdsl.layers.dtypes import FLOATX, is_float

_PASSES: Final = "Identity"


def settled(graph: Graph, types: Types) -> Graph:
    """`graph` with every Identity that is not to cast given the dtype of what it passes on.

    Keras does not save `autocast = False`, so a saved model would cast after all. Where the dtype
    is unknown the layer stays as it is; nested models are settled too.
    """
    return _Settling().graph(graph, types)


@dataclass(frozen=True, slots=True)
class _Settling:
    done: dict[int, Graph] = field(default_factory=dict[int, Graph])
    """By id of a graph; one that several layers hold stays one."""

    def graph(self, graph: Graph, types: Types) -> Graph:
        """One graph with those in its layers."""
        if id(graph) not in self.done:
            dtypes = _dtypes(graph, types)
            layers = {n: self._layer(layer, types, dtypes) for n, layer in graph.layers.items()}
            same = all(layers[name] is layer for name, layer in graph.layers.items())
            self.done[id(graph)] = graph if same else replace(graph, layers=layers)
        return self.done[id(graph)]

    def _layer(self, layer: Layer, types: Types, dtypes: Mapping[str, str | None]) -> Layer:
        if layer.name in dtypes:
            dtype = dtypes[layer.name]
            return layer if dtype is None else replace(layer, args=passing(dtype))
        if layer.graph is not None:
            inner = types.nested.get(layer.name) or types_of(layer.graph)
            graph = self.graph(layer.graph, inner)
            return layer if graph is layer.graph else replace(layer, graph=graph)
        args = {name: self._value(value) for name, value in layer.args.items()}
        same = all(args[name] is value for name, value in layer.args.items())
        return layer if same else replace(layer, args=args)

    def _value(self, value: Value) -> Value:
        """A value with the models settled that stand in it."""
        if isinstance(value, Layer):
            return self._layer(value, Types(), {})
        if isinstance(value, list) and any(isinstance(item, Layer) for item in value):
            return [self._value(item) for item in value]
        return value


def _dtypes(graph: Graph, types: Types) -> dict[str, str | None]:
    """By layer that is not to cast: the dtype of all that it is called with, if that is one."""
    names = {name for name, layer in graph.layers.items() if _passes_on(layer)}
    found: dict[str, set[str | None]] = {name: set() for name in names}
    for node in graph.nodes.values() if names else ():
        if node.layer in names:
            given = node.args[0] if node.args else None
            found[node.layer].add(types.of(given).dtype if isinstance(given, Ref) else None)
    return {name: next(iter(each)) if len(each) == 1 else None for name, each in found.items()}


def _passes_on(layer: Layer) -> bool:
    return layer.kind == "layer" and layer.cls == _PASSES and layer.args == AS_IT_IS


def passing(dtype: str | None) -> dict[str, Value]:
    """The arguments of an Identity that passes on tensors of `dtype` as they are."""
    return {"dtype": dtype} if is_float(dtype) and dtype != FLOATX else {}
