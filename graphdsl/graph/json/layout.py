"""Plain data as JSON text that reads well: what fits on a line stands on one line."""

from __future__ import annotations

import json
from typing import Any, Final, cast

WIDTH: Final = 120
INDENT: Final = "  "


def laid_out(data: Any, indent: str = "", room: int = WIDTH) -> str:
    """The text of `data`; `room` is what is left of the line, lists and objects open over lines."""
    if not isinstance(data, (dict, list)) or not data:
        return _flat(data)
    if indent and (short := _short(data, room)) is not None:
        return short
    inner = indent + INDENT
    if isinstance(data, list):
        items = [laid_out(v, inner, WIDTH - len(inner) - 1) for v in cast("list[Any]", data)]
        opening, closing = "[", "]"
    else:
        items = [_member(k, v, inner) for k, v in cast("dict[str, Any]", data).items()]
        opening, closing = "{", "}"
    body = f",\n{inner}".join(items)
    return f"{opening}\n{inner}{body}\n{indent}{closing}"


def _member(key: str, value: Any, indent: str) -> str:
    start = f"{_flat(key)}: "
    return start + laid_out(value, indent, WIDTH - len(indent) - len(start) - 1)


def _short(data: Any, room: int) -> str | None:
    """The text on one line if it fits and is no list of several entries."""
    if isinstance(data, list) and _has_entries(cast("list[Any]", data)):
        return None
    text = _flat(data)
    return text if len(text) <= room else None


def _has_entries(items: list[Any]) -> bool:
    return len(items) > 1 and any(isinstance(item, dict) and "name" in item for item in items)


def _flat(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False)
