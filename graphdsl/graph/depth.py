"""How deep a graph is: Keras goes through a model by recursion, with a frame of Python a call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graphdsl.graph.model import Graph, Layer
from graphdsl.graph.reach import needed
from graphdsl.graph.values import Object, Value

_FITS: Final = 900
"""Calls in a row for which Python's own limit of 1,000 frames is enough, with some around them."""
_ROOM: Final = 1_000


def depth(graph: Graph) -> int:
    """The most calls in a row that an output depends on; in nested models too."""
    kept = needed(graph, graph.outputs)
    longest: dict[str, int] = {}
    for node in graph.nodes.values():
        if node.name in kept:
            before = (longest.get(ref.node, 0) for ref in node.refs())
            longest[node.name] = 1 + max(before, default=0)
    inside = (depth(inner) for inner in _nested(graph))
    return max((*longest.values(), *inside), default=0)


def recursion_limit(graph: Graph) -> int | None:
    """What `sys.setrecursionlimit` has to be given before Keras can make or load the model; None
    where Python's own limit is enough."""
    found = depth(graph)
    return None if found <= _FITS else (found + 2 * _ROOM - 1) // _ROOM * _ROOM


def _nested(graph: Graph) -> Iterator[Graph]:
    """The models in the layers of `graph` and in their arguments, each once."""
    seen: set[int] = set()
    todo: list[Value] = list(graph.layers.values())
    while todo:
        value = todo.pop()
        if isinstance(value, (Layer, Object)):
            todo.extend(value.args.values())
        elif isinstance(value, (list, tuple)):
            todo.extend(value)
        if isinstance(value, Layer) and value.graph is not None and id(value.graph) not in seen:
            seen.add(id(value.graph))
            yield value.graph
