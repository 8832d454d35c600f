"""Which names a piece of syntax mentions."""

from __future__ import annotations

from graphdsl.syntax import ast
from graphdsl.syntax.node import Node


def mentioned(node: object) -> set[str]:
    """The first part of every name that stands in `node`, argument and binding names aside.

    Without recursion, so that depth does not matter.
    """
    found: set[str] = set()
    waiting: list[object] = [node]
    while waiting:
        here = waiting.pop()
        match here:
            case ast.Name():
                found.add(here.parts[0])
            case tuple() | list():
                waiting.extend(here)  # pyright: ignore[reportUnknownArgumentType]
            case ast.Arg():
                waiting.append(here.value)
            case ast.Step():
                waiting.append(here.value)
            case ast.Pipeline():
                waiting.extend(here.steps)
            case ast.Input():
                waiting.append(here.type)
            case ast.Shared() | ast.Let():
                waiting.append(here.value)
            case Node():
                waiting.extend(getattr(here, name) for name in type(here).compared)
            case _:
                pass
    return found
