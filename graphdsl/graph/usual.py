"""Whether inputs and outputs come as they would without a word of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from graphdsl.graph.model import Graph, Output
from graphdsl.graph.structures import same, usual


def without_usual(graph: Graph) -> Graph:
    """`graph` without the structures of inputs and outputs that go without saying."""
    takes, gives = graph.input_structure, graph.output_structure
    if takes is not None and same(takes, usual("input", [i.name for i in graph.inputs])):
        takes = None
    if gives_as_usual(graph):
        gives = None
    return replace(graph, input_structure=takes, output_structure=gives)


def gives_as_usual(graph: Graph) -> bool:
    """Whether the outputs are given without a word of it as they are: one of a layer of its own as
    it is, several such in a dict by the names of their layers."""
    if graph.output_structure is None:
        return True
    called = Counter(node.layer for node in graph.nodes.values())
    alone = len({output.value for output in graph.outputs}) == len(graph.outputs)
    own = all(_made_alone(output, graph, called) for output in graph.outputs)
    names = [output.name for output in graph.outputs]
    return alone and own and same(graph.output_structure, usual("output", names))


def _made_alone(output: Output, graph: Graph, called: Mapping[str, int]) -> bool:
    """Whether a layer makes it by its only call, gives nothing else, and is called like it; or an
    input is called so."""
    node = graph.nodes.get(output.value.node)
    if node is None:
        return output.value.node == output.name
    if node.layer != output.name or called[node.layer] > 1 or node.results:
        return False
    layer = graph.layers[node.layer]
    one = layer.graph is None or len(layer.graph.outputs) == 1
    return layer.kind != "function" and one and output.value.index == 0
