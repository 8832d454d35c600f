"""Where the values of a JSON text stand: asked for once something is wrong with one of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TypeAlias

from graphdsl.source import Source, Span

Path: TypeAlias = tuple[str | int, ...]

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


@dataclass(slots=True)
class _Open:
    """A list or an object that is being read."""

    start: int
    path: Path
    key: str | int | None
    """What stands next: an index, a key, or None where a key is still to come."""


@dataclass(slots=True)
class Places:
    """The spans of every value of a valid JSON text, by path."""

    spans: dict[Path, Span] = field(default_factory=dict[Path, Span])
    repeated: list[tuple[Path, Span]] = field(default_factory=list[tuple[Path, Span]])
    """Keys that their object had before, with their places."""

    def of(self, path: Path) -> Span | None:
        """The place of `path`, or of the nearest value around it; of a container its bracket."""
        while path not in self.spans and path:
            path = path[:-1]
        return self.spans.get(path)


def places(source: Source) -> Places:
    """Reads through the text once, without recursion."""
    found = Places()
    stack: list[_Open] = []
    for match in TOKEN.finditer(source.text):
        token = match.group()
        if token in "}]":
            stack.pop()
        elif token == ",":
            key = stack[-1].key
            stack[-1].key = key + 1 if isinstance(key, int) else None
        elif token != ":":
            _value_or_key(source, stack, found, match)
    return found


def _value_or_key(source: Source, stack: list[_Open], found: Places, match: re.Match[str]) -> None:
    top = stack[-1] if stack else None
    span = source.span(match.start(), match.end())
    if top is not None and top.key is None:
        written = match.group()
        top.key = str(json.loads(written)) if "\\" in written else written[1:-1]
        path = (*top.path, top.key)
        if path in found.spans:
            found.repeated.append((path, span))
        return
    path = () if top is None or top.key is None else (*top.path, top.key)
    found.spans.setdefault(path, span)
    if match.group() in "{[":
        stack.append(_Open(match.start(), path, 0 if match.group() == "[" else None))


def path_text(path: Path) -> str:
    """`layers[2].args.units`."""
    text = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
    return text.removeprefix(".")
