"""Breaking lines: documents that stand on one line if they fit, and how they are broken if not.

After Wadler's "A prettier printer": a group is flat if it fits in the rest of its line, else all
its own breaks are line ends.
"""

from __future__ import annotations

import sys
from typing import NamedTuple, TypeAlias

WIDTH = 100
INDENT = 4


class Break(NamedTuple):
    """A place where a broken group goes to a new line; flat it is `flat`."""

    flat: str


class Note(NamedTuple):
    """A comment at the end of a line; the group around it is always broken."""

    text: str


class Trailing(NamedTuple):
    """Text that only a broken group has: the comma behind its last element."""

    text: str


class Indented(NamedTuple):
    """A document whose line ends are indented by four more."""

    inner: Doc


class Group(NamedTuple):
    """A document that is flat or broken as a whole."""

    inner: Doc
    broken: bool


Doc: TypeAlias = "str | Break | Note | Trailing | Indented | Group | list[Doc]"

SPACE = Break(" ")
NOTHING = Break("")
HARD = Break("\n")
"""A line end that there is even in a group that fits."""


MUST_BREAK = Note("")
"""Nothing to read, but the group around it is broken."""


def group(*inner: Doc) -> Group:
    """`inner` as one group; broken from the start if a comment or hard line end is in it."""
    document = list(inner)
    return Group(document, _must_break(document))


def _must_break(document: Doc) -> bool:
    match document:
        case Note():
            return True
        case Break(flat):
            return flat == "\n"
        case Indented(inner):
            return _must_break(inner)
        case Group(_, broken):
            return broken
        case list():
            return any(map(_must_break, document))
        case _:
            return False


_Item: TypeAlias = tuple[int, bool, Doc]
"""Indentation, whether flat, document."""


def render(document: Doc, indent: int, behind: int = 0, width: int = WIDTH) -> str:
    """`document` as text that begins at column `indent`; `behind` columns of its end are taken."""
    out: list[str] = []
    column = indent
    stack: list[_Item] = [(indent, False, [document, " " * behind])]
    while stack:
        depth, flat, item = stack.pop()
        match item:
            case str():
                out.append(item)
                column += len(item)
            case list():
                stack.extend((depth, flat, part) for part in reversed(item))
            case Indented(inner):
                stack.append((depth + INDENT, flat, inner))
            case Group(inner, broken):
                fits = flat or (not broken and _fits(width - column, inner, stack))
                stack.append((depth, fits, inner))
            case Trailing(text):
                if not flat:
                    out.append(text)
                    column += len(text)
            case Note(text):
                out.append(f"  {text}" if text else "")
            case Break(text):
                if flat:
                    out.append(text)
                    column += len(text)
                else:
                    out.append("\n" + " " * depth)
                    column = depth
    text = "".join(out)
    return text[: len(text) - behind] if behind else text


def flat(document: Doc) -> str:
    """`document` on one line, however long."""
    return render(document, 0, width=sys.maxsize)


def _fits(room: int, document: Doc, behind: list[_Item]) -> bool:
    """Whether `document`, flat, and what follows up to the next line end have room."""
    rest = len(behind)
    stack: list[tuple[bool, Doc]] = [(True, document)]
    while room >= 0:
        if not stack:
            if rest == 0:
                return True
            rest -= 1
            _, flat, item = behind[rest]
            stack.append((flat, item))
            continue
        flat, item = stack.pop()
        match item:
            case str():
                room -= len(item)
            case list():
                stack.extend((flat, part) for part in reversed(item))
            case Indented(inner):
                stack.append((flat, inner))
            case Group(inner, broken):
                stack.append((flat and not broken, inner))
            case Break(text):
                if not flat:
                    return True
                room -= len(text)
            case Trailing(text):
                room -= 0 if flat else len(text)
            case Note():
                pass
    return False
