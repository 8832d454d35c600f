"""How deep a tree is, found without going deep: later stages may then recurse without fear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from graphdsl.syntax.node import Node

LIMIT = 100
"""Levels of brackets, bodies and operators, one inside the other."""


def is_deeper(node: Node, limit: int) -> bool:
    """Whether `node` has more than `limit` levels of nodes below it."""
    level = [node]
    for _ in range(limit + 1):
        level = [child for parent in level for child in children(parent)]
        if not level:
            return False
    return True


def children(node: Node) -> Iterator[Node]:
    """The nodes right below `node`."""
    values: list[object] = [getattr(node, name) for name in type(node).compared]
    while values:
        value = values.pop()
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            values.extend(cast("tuple[object, ...]", value))
