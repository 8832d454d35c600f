"""Outputs that their own layers cannot be called like go through an Identity that can."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from graphdsl.graph import Graph, Layer, Node, Output, Ref
from graphdsl.graph.values import AS_IT_IS
from graphdsl.transforms.inserting import renamed
from graphdsl.transforms.rewiring import called, taken_names
from graphdsl.transforms.selecting import refs_of


def with_identities(graph: Graph, names: Collection[str]) -> Graph:
    """`graph` where each output among `names` is made by a layer that has its name.

    Keras calls an output after the layer that makes it: not after an operation, and alike for all
    calls of one layer and all results of one call. In a structure outputs go by their places.
    """
    if graph.output_structure is not None:
        return graph
    for output in graph.outputs:
        if output.name in names and not _is_called(graph, output):
            graph = _through_identity(graph, output)
    return graph


def _is_called(graph: Graph, output: Output) -> bool:
    node = graph.nodes.get(output.value.node)
    if node is None:
        return False
    layer = graph.layer_of(node)
    single = len(refs_of(node, graph)) == 1 and len(graph.calls_of(layer.name)) == 1
    return layer.kind != "function" and layer.name == output.name and single


def _through_identity(graph: Graph, output: Output) -> Graph:
    name = output.name
    node = graph.nodes.get(name)
    if node is not None:
        layer = graph.layer_of(node)
        base = layer.cls.rpartition(".")[2] if layer.kind == "function" else f"{name}_value"
        graph = renamed(graph, name, taken_names(graph).fresh(base, None))
    value = next(o.value for o in graph.outputs if o.name == name)
    layer = Layer(name, "layer", "Identity", AS_IT_IS)
    made = Node(name, name, (value,), segment=output.segment)
    nodes = {**graph.nodes, name: made}
    outputs = tuple(replace(o, value=Ref(name)) if o.name == name else o for o in graph.outputs)
    layers = called({**graph.layers, name: layer}, nodes)
    return replace(graph, layers=layers, nodes=nodes, outputs=outputs)
