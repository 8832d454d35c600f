"""Whether outputs come as they would without a word of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from graphdsl.graph.model import Layer, Node, Output
from graphdsl.graph.structures import Structure, same, usual


def goes_without_saying(
    structure: Structure,
    outputs: Sequence[Output],
    layers: Mapping[str, Layer],
    nodes: Mapping[str, Node],
) -> bool:
    """Whether the outputs are given in `structure` without a word of it: one of a layer of its own
    as it is, several such in a dict by the names of their layers."""
    called = Counter(node.layer for node in nodes.values())
    alone = len({output.value for output in outputs}) == len(outputs)
    own = all(_made_alone(output, layers, nodes, called) for output in outputs)
    return alone and own and same(structure, usual("output", [output.name for output in outputs]))


def _made_alone(
    output: Output,
    layers: Mapping[str, Layer],
    nodes: Mapping[str, Node],
    called: Mapping[str, int],
) -> bool:
    """Whether a layer makes it by its only call, gives nothing else, and is called like it; or an
    input is called so."""
    node = nodes.get(output.value.node)
    if node is None:
        return output.value.node == output.name
    if node.layer != output.name or called[node.layer] > 1 or node.results:
        return False
    layer = layers[node.layer]
    one = layer.graph is None or len(layer.graph.outputs) == 1
    return layer.kind != "function" and one and output.value.index == 0
