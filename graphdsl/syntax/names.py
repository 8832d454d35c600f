"""Which names a piece of syntax mentions."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from graphdsl.syntax import ast


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
            case ast.Shared() | ast.Let():
                waiting.append(here.value)
            case _ if is_dataclass(here):
                waiting.extend(getattr(here, f.name) for f in fields(here) if f.name != "span")
            case _:
                pass
    return found
