"""As what a call takes each of its tensors: `query`, `initial state`; the labels of edges."""

from __future__ import annotations

from graphdsl.emit.diagram.operations import operation
from graphdsl.emit.words import clean
from graphdsl.graph import Layer, Node, refs_in
from graphdsl.layers.registry import FUNCTIONS, LAYERS


def operand_roles(layer: Layer, node: Node) -> tuple[str, ...]:
    """One label for each ref of `node`; empty where there is only one thing it can be."""
    if layer.kind == "function":
        given = operation(layer.cls, node).roles
        if given:
            return given
    if layer.graph is not None:
        return _model_roles(layer, node)
    names = _names(layer)
    several = sum(1 for value in node.args if any(refs_in(value))) > 1
    roles: list[str] = []
    for place, value in enumerate(node.args):
        name = names[place] if several and place < len(names) else ""
        roles += [_words(name) for _ in refs_in(value)]
    for name, value in node.kwargs.items():
        roles += [_words(name) for _ in refs_in(value)]
    return tuple(roles)


def _words(name: str) -> str:
    return clean(name).replace("_", " ")


def _names(layer: Layer) -> tuple[str, ...]:
    """The operands in the order of the call; none for the symbols, where that is plain."""
    if layer.kind == "layer" and layer.cls in LAYERS:
        return tuple(LAYERS[layer.cls].operands)
    if layer.kind == "function" and layer.cls in FUNCTIONS:
        names = tuple(FUNCTIONS[layer.cls].parameters)
        return () if names[:2] == ("x1", "x2") else names
    return ()


def _model_roles(layer: Layer, node: Node) -> tuple[str, ...]:
    inputs = [] if layer.graph is None else [given.name for given in layer.graph.inputs]
    refs = list(node.refs())
    if len(inputs) < 2 or len(refs) != len(inputs) or node.kwargs:
        return ("",) * len(refs)
    return tuple(_words(name) for name in inputs)
