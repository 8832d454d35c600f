"""The source of graphdsl's own layers, which an emitted module has to stand without."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

_SOURCE = Path(__file__).parents[2] / "keras" / "own.py"


@cache
def _classes() -> dict[str, str]:
    """Every class with its decorators, as it is written there; the module is not run."""
    text = _SOURCE.read_text(encoding="utf-8")
    lines = text.splitlines()
    found: dict[str, str] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            found[node.name] = "\n".join(lines[first - 1 : node.end_lineno])
    return found


def source_of(name: str) -> str:
    """The class `name`, without types from elsewhere."""
    return re.sub(r": Any\b| -> Any\b", "", _classes()[name])


def sources(names: Collection[str]) -> list[str]:
    """The classes, in the order of their names."""
    return [source_of(name) for name in sorted(names)]
