"""What tests do with trees."""

from __future__ import annotations

from collections.abc import Iterator

from graphdsl.syntax import ast
from graphdsl.syntax.nesting import children
from graphdsl.syntax.node import Node


def without_parentheses(value: object) -> object:
    """The same tree with every `(a)` replaced by `a`: a printer may have to add them."""
    if isinstance(value, ast.Paren):
        return without_parentheses(value.inner)
    if isinstance(value, tuple):
        return tuple(without_parentheses(element) for element in value)
    if not isinstance(value, Node):
        return value
    fields = (getattr(value, name) for name in type(value).fields if name != "span")
    return type(value)(value.span, *map(without_parentheses, fields))


def nodes(root: Node) -> Iterator[Node]:
    """All nodes of a tree."""
    yield root
    for child in children(root):
        yield from nodes(child)
