"""Whether a change of the graph mends an error: the whole model is worked out anew with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from graphdsl.check.infer import Inference, inferred, input_type
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import Graph, Layer, Node, Ref, Value
from graphdsl.source import Span

Key: TypeAlias = "tuple[str, Span, tuple[Span, ...]]"


LARGEST: Final = 2**31
"""A size that Keras cannot hold, so that nobody is told to write it."""


@dataclass(slots=True)
class Bench:
    """The model as it is, and how much may still be tried on it."""

    root: Inference
    before: frozenset[Key]
    size: int
    """Calls of the whole model, those of nested ones included."""
    left: int
    """Calls that may still be worked out."""

    @classmethod
    def of(cls, root: Inference, left: int) -> Bench:
        """The bench for a model that has been worked out."""
        before = frozenset(map(key, root.diagnostics))
        return cls(root, before, max(1, calls(root.graph)), left)

    def mends(self, diagnostic: Diagnostic, graph: Graph) -> bool:
        """Whether the error is gone, and no other one there, with `graph` as the whole model."""
        if self.left < self.size or _is_endless(graph, self.root.graph):
            return False
        self.left -= self.size
        inputs = {declared.name: input_type(declared) for declared in graph.inputs}
        after = inferred(graph, self.root.origins, inputs).diagnostics
        return set(map(key, after)) <= self.before - {key(diagnostic)}


def _is_endless(graph: Graph, before: Graph) -> bool:
    """Whether something new in `graph` says a size that no tensor has."""
    for name, layer in graph.layers.items():
        old = before.layers.get(name)
        if layer is old:
            continue
        if layer.graph is not None and old is not None and old.graph is not None:
            if _is_endless(layer.graph, old.graph):
                return True
        elif any(map(_is_large, layer.args.values())):
            return True
    new = (node for name, node in graph.nodes.items() if node is not before.nodes.get(name))
    return any(_is_large(value) for node in new for value in (*node.args, *node.kwargs.values()))


def _is_large(value: Value) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_is_large, value))
    return isinstance(value, int) and value >= LARGEST


def key(diagnostic: Diagnostic) -> Key:
    """What makes a diagnostic the same after a change: its kind and its place."""
    return diagnostic.code, diagnostic.span, tuple(use.span for use in diagnostic.uses)


def calls(graph: Graph) -> int:
    """How many calls a model takes to work out."""
    inside = (graph.layers[node.layer].graph for node in graph.nodes.values())
    return len(graph.nodes) + sum(calls(nested) for nested in inside if nested is not None)


def whole(run: Inference, graph: Graph) -> Graph:
    """The outermost model, with `graph` in place of that of `run`."""
    while run.caller is not None:
        outer, node = run.caller
        layer = replace(outer.graph.layer_of(node), graph=graph)
        run, graph = outer, with_layer(outer.graph, layer)
    return graph


def with_layer(graph: Graph, layer: Layer) -> Graph:
    """The graph with `layer` in place of the one called like it."""
    return replace(graph, layers={**graph.layers, layer.name: layer})


def without(graph: Graph, node: Node, ref: Ref) -> Graph:
    """The graph with a call that passes on one of its tensors as it is."""
    passing = replace(node, args=(ref,), kwargs={}, results=())
    changed = with_layer(graph, Layer(node.layer, "layer", "Identity"))
    return replace(changed, nodes={**graph.nodes, node.name: passing})


def with_arguments(graph: Graph, name: str, args: Mapping[str, Value]) -> Graph:
    """The graph with other arguments of the layer `name`."""
    layer = graph.layers[name]
    return with_layer(graph, replace(layer, args={**layer.args, **args}))


def with_input(graph: Graph, name: str, shape: tuple[int | None, ...]) -> Graph:
    """The graph with another shape of the input `name`."""
    inputs = (replace(i, shape=shape) if i.name == name else i for i in graph.inputs)
    return replace(graph, inputs=tuple(inputs))
