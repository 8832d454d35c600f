"""A document that is laid out to a line width: what fits stands on one line, or breaks outwards in.

The rules are those of the common formatters: a group breaks only where it does not fit together
with what stands behind it up to the next place where a line may end.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final, TypeAlias

WIDTH: Final = 88
INDENT: Final = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A newline in a group that is broken, `flat` in one that is not."""

    flat: str = ""


@dataclass(frozen=True, slots=True)
class IfBroken:
    """Text that stands only in a group that is broken: a comma behind the last item."""

    text: str


@dataclass(frozen=True, slots=True)
class Indent:
    """Lines inside begin one level further right."""

    inner: Doc


@dataclass(frozen=True, slots=True)
class Group:
    """Stands on one line if it fits there."""

    inner: Doc


Doc: TypeAlias = "str | Line | IfBroken | Indent | Group | tuple[Doc, ...]"

SOFT: Final = Line()
SPACE: Final = Line(" ")

_Command: TypeAlias = "tuple[int, bool, Doc]"
"""Indentation, whether the group around it is broken, and what to print."""


def render(doc: Doc, indent: int = 0) -> str:
    """The text of `doc`, its first line indented by `indent` columns."""
    out = [" " * indent]
    column = indent
    todo: list[_Command] = [(indent, True, doc)]
    while todo:
        level, broken, item = todo.pop()
        if isinstance(item, Group):
            flat = fits((level, False, item.inner), todo, WIDTH - column)
            todo.append((level, not flat, item.inner))
        elif isinstance(item, Line) and broken:
            out.append("\n" + " " * level)
            column = level
        else:
            text = _open(level, broken, item, todo)
            out.append(text)
            column += width(text)
    return "".join(out)


def fits(first: _Command, rest: list[_Command], space: int) -> bool:
    """Whether `first` and what follows up to the next possible newline take at most `space`."""
    todo = [first]
    behind = len(rest)
    while space >= 0:
        if not todo:
            if not behind:
                return True
            behind -= 1
            todo.append(rest[behind])
        level, broken, item = todo.pop()
        if isinstance(item, Group):
            todo.append((level, broken, item.inner))
        elif isinstance(item, Line) and broken:
            return True
        else:
            space -= width(_open(level, broken, item, todo))
    return False


def _open(level: int, broken: bool, item: Doc, todo: list[_Command]) -> str:
    """The text of a leaf; what is inside anything else is put on `todo`."""
    match item:
        case str():
            return item
        case Line(flat):
            return flat
        case IfBroken(text):
            return text if broken else ""
        case Indent(inner):
            todo.append((level + INDENT, broken, inner))
        case Group(inner):
            todo.append((level, broken, inner))
        case _:
            todo.extend((level, broken, part) for part in reversed(item))
    return ""


def width(text: str) -> int:
    """The columns that `text` takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
