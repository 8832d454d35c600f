"""How deep a graph file may be nested; its length has no limit, since reading it is linear."""

from __future__ import annotations

from typing import Any, Final, cast

MAX_DEPTH: Final = 200
"""Levels of lists and objects: far more than models need, and safe for every JSON reader."""


def depth(data: Any) -> int:
    """How many levels of lists and objects are nested in each other; without recursion."""
    level, current = 0, _items(data)
    while current is not None:
        level += 1
        inside = [items for item in current if (items := _items(item)) is not None]
        current = [item for items in inside for item in items] if inside else None
    return level


def _items(data: Any) -> list[Any] | None:
    """What a list or an object holds; None for anything else."""
    if isinstance(data, dict):
        return list(cast("dict[str, Any]", data).values())
    return cast("list[Any]", data) if isinstance(data, list) else None
