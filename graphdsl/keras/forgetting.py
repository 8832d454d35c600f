"""What Keras forgets of a graph when it loads the saved model, whatever is written down."""

from __future__ import annotations

from collections.abc import Iterator

from graphdsl.diagnostics.saving import ArgumentForgotten
from graphdsl.graph import Graph, Layer, layers_in
from graphdsl.keras.configs import left_out
from graphdsl.keras.objects import classes
from graphdsl.keras.problems import BuildProblem


def forgotten(graph: Graph, path: tuple[str, ...] = ()) -> Iterator[BuildProblem]:
    """Arguments of layers in a Bidirectional, which makes them anew of what Keras writes down."""
    for layer in graph.layers.values():
        for outer in layers_in(layer):
            inner = outer.args.get("layer")
            if outer.graph is not None:
                yield from forgotten(outer.graph, (*path, layer.name))
            elif outer.cls == "Bidirectional" and isinstance(inner, Layer):
                for name in _lost(inner):
                    problem = ArgumentForgotten(argument=name, cls=inner.cls, outer=outer.cls)
                    yield BuildProblem(problem, "layer", layer.name, path, "layer")


def _lost(layer: Layer) -> Iterator[str]:
    cls = classes("layers").get(layer.cls)
    for name in () if cls is None else left_out(cls):
        if name in layer.args and name != "use_cudnn":  # that it hands on by itself
            yield name
