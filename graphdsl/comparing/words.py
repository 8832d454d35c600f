"""Values and tensors in words: a tensor is called after the layer that makes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import EllipsisType
from typing import Final
from zlib import crc32

from graphdsl.graph import Graph, Node, Ref, Value
from graphdsl.layers.binding import written

LONGEST: Final = 200
"""Characters of an operation in words."""


def said(value: Value) -> str:
    """A value as it is written in a file."""
    return written(value).strip("`")


class Tensors:
    """The tensors of one graph; operations have no names, but say what they compute."""

    def __init__(self, graph: Graph, added: Mapping[str, Ref]) -> None:
        self._graph = graph
        self._added = added
        """By call that only names an output, what it passes on."""
        self._often = Counter(node.layer for node in graph.nodes.values())
        self._known: dict[str, str] = {}

    def of(self, ref: Ref) -> str:
        """One tensor: `conv1`, `lstm[1]`, `add(a, b)`."""
        if ref.node in self._added:
            return self.of(self._added[ref.node])
        node = self._graph.nodes.get(ref.node)
        text = ref.node if node is None else self._result(node)
        return f"{text}[{ref.index}]" if ref.index else text

    def _result(self, node: Node) -> str:
        layer = self._graph.layers[node.layer]
        if layer.kind == "function":
            return self.of_call(node)
        shared = self._often[node.layer] > 1
        return f"{node.layer}({self.operands(node)})" if shared else node.layer

    def of_call(self, node: Node) -> str:
        """A call of a function: `add(a, b)`."""
        if node.name not in self._known:
            cls = self._graph.layers[node.layer].cls
            text = f"{cls}({self.operands(node)})"
            if len(text) > LONGEST:  # the number tells it from others that begin so
                text = f"{text[:LONGEST]}… #{crc32(text.encode()):08x}"
            self._known[node.name] = text
        return self._known[node.name]

    def operands(self, node: Node) -> str:
        """What a call is called with."""
        args = [self._value(value) for value in node.args]
        args += [f"{key} = {self._value(value)}" for key, value in node.kwargs.items()]
        return ", ".join(args)

    def _value(self, value: Value) -> str:
        if isinstance(value, Ref):
            return self.of(value)
        if isinstance(value, (list, tuple)):
            inside = ", ".join(map(self._value, value))
            return f"[{inside}]" if isinstance(value, list) else f"({inside})"
        if isinstance(value, slice):
            ends = (value.start, value.stop, value.step)
            return ":".join("" if end is None else self._value(end) for end in ends)
        return "..." if isinstance(value, EllipsisType) else said(value)
