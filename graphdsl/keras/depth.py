"""Room for deep models: Keras walks a model from its outputs to its inputs by recursion."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from graphdsl.graph import Graph, Layer, Object, Value

_FRAMES_A_CALL: Final = 8
"""A function may leave several operations, and each takes a frame."""


@contextmanager
def room_for(graph: Graph) -> Generator[None]:
    """Raises the recursion limit to what `graph` may need, and puts it back."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(before + _FRAMES_A_CALL * calls(graph))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def calls(graph: Graph) -> int:
    """How many calls the graph and the models nested in it have."""
    total = len(graph.nodes)
    todo: list[Value] = list(graph.layers.values())
    while todo:
        value = todo.pop()
        if isinstance(value, Layer):
            todo.extend(value.args.values())
            total += calls(value.graph) if value.graph else 0
        elif isinstance(value, Object):
            todo.extend(value.args.values())
        elif isinstance(value, (list, tuple)):
            todo.extend(value)
    return total
