"""What lints look at: a graph with its types and places, without what no output depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graphdsl.check.types import Types
from graphdsl.check.weights import held
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import Graph, Layer, Node, Ref, Value
from graphdsl.graph.frozen import frozen_layers
from graphdsl.graph.reach import needed
from graphdsl.layers.base import Required, positional
from graphdsl.layers.families.index import ALIASES
from graphdsl.layers.registry import find_layer
from graphdsl.layers.tensors import Shape
from graphdsl.origins import Origin, Origins
from graphdsl.source import Span

MERGES: Final = frozenset(("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"))
"""Layers that combine tensors number by number."""
OPERATORS: Final = frozenset(
    ("add", "subtract", "multiply", "divide", "true_divide", "maximum", "minimum")
)
"""Functions that do the same with two."""
ELEMENTWISE: Final = MERGES | OPERATORS


@dataclass(frozen=True)
class Subject:
    """One graph that lints are asked about."""

    graph: Graph
    types: Types
    origins: Origins
    held: bool = False
    """Whether it is a model in a frozen place: all of it is frozen there, and told of there."""

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The calls that an output depends on, in order."""
        alive = needed(self.graph, self.graph.outputs)
        return tuple(node for node in self.graph.nodes.values() if node.name in alive)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers that they call."""
        return tuple(self.graph.layers[name] for name in self.calls)

    @cached_property
    def calls(self) -> Mapping[str, list[Node]]:
        """By layer, its calls."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.layer, []).append(node)
        return found

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes of the layers, by their first names, and the functions."""
        layers = self.layers
        return frozenset(la.cls if la.kind == "function" else class_of(la) for la in layers)

    @cached_property
    def readers(self) -> Mapping[str, list[str]]:
        """By call or input, the calls that read it; an output of the model reads as `""`."""
        found: dict[str, list[str]] = {}
        for node in self.nodes:
            for ref in node.refs():
                found.setdefault(ref.node, []).append(node.name)
        for output in self.graph.outputs:
            found.setdefault(output.value.node, []).append("")
        return found

    @cached_property
    def frozen(self) -> frozenset[str]:
        """The layers whose weights are not trained."""
        marked = frozen_layers(self.graph)
        own = (layer for layer in self.layers if layer.kind != "function")
        return frozenset(la.name for la in own if self.held or la.name in marked or held(la))

    def shape(self, ref: Ref) -> Shape | None:
        """The shape of a tensor; None where its rank is unknown."""
        return self.types.of(ref).shape

    def origin_of(self, ref: Ref) -> Origin:
        """Where a tensor is made or declared."""
        declared = self.origins.inputs.get(ref.node)
        return declared or self.origins.node(ref.node)

    def argument_span(self, layer: Layer, name: str) -> Span:
        """Where an argument of a layer is written; its call if it is not."""
        spec = find_layer(layer.cls)
        return self.origins.layer(layer.name).argument(name, positional(spec) if spec else ())

    def inside(self, layer: Layer) -> Subject:
        """The model that `layer` is."""
        assert layer.graph is not None
        origins = self.origins.nested.get(layer.name) or Origins(span=self.origins.span)
        types = self.types.nested.get(layer.name, Types())
        return Subject(layer.graph, types, origins, layer.name in self.frozen)

    def at(self, diagnostic: Diagnostic, node: Node) -> Diagnostic:
        """`diagnostic` at the place of a call."""
        return self.origins.node(node.name).place(diagnostic)


def class_of(layer: Layer) -> str:
    """The class of a layer of Keras by its first name; empty for other kinds of layers."""
    return ALIASES.get(layer.cls, layer.cls) if layer.kind == "layer" else ""


def argument(layer: Layer, name: str) -> Value:
    """An argument of a layer of Keras, or the default that it has there."""
    if name in layer.args:
        return layer.args[name]
    spec = find_layer(layer.cls)
    declared = spec.argument(name) if spec else None
    if declared is None or isinstance(declared.default, Required):
        return None
    return declared.default


def first_operand(node: Node) -> Ref | None:
    """The tensor that a layer is called with first."""
    first = node.args[0] if node.args else next(iter(node.kwargs.values()), None)
    return first if isinstance(first, Ref) else None


def chain(graph: Graph, path: str) -> Iterator[str]:
    """The segment `path` and those around it, from the inside out."""
    while path:
        yield path
        path = graph.segments[path].parent
