"""Numbers and strings: from how they are written to what they mean, and back."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.lexical import BadInsertion, UnknownEscape
from graphdsl.diagnostics.limits import NumberTooLarge
from graphdsl.source import Source, Span
from graphdsl.syntax.ast import Name

DIGITS = 400
"""Characters of a number: a float has no use for more, and reading more takes quadratic time."""

ESCAPES = {"\\": "\\", '"': '"', "'": "'", "n": "\n", "t": "\t", "r": "\r", "0": "\0"}


@cache
def _piece() -> re.Pattern[str]:
    """The parts of a string; made when the first string needs it."""
    return re.compile(
        r"(?P<text>[^\\{}]+)"
        r"|(?P<double>\{\{|\}\})"
        r"|\{[ \t]*(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)[ \t]*\}"
        r"|(?P<code>\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})"
        r"|(?P<escape>\\.)"
        r"|(?P<brace>\{[^{}]*\}?|\})",
        re.ASCII,
    )


def number(text: str, span: Span, diagnostics: list[Diagnostic]) -> int | float:
    """The value of a number; infinity after a diagnostic, that of the lexer too."""
    if len(text) > DIGITS:
        diagnostics.append(NumberTooLarge(span=span))
        return math.inf
    try:
        if text.isdigit():
            return int(text)
        value = int(text, 16) if text[:2] in ("0x", "0X") else _decimal(text)
    except ValueError:
        return math.inf
    if isinstance(value, float) and math.isinf(value):
        diagnostics.append(NumberTooLarge(span=span))
    return value


def _decimal(text: str) -> int | float:
    return int(text) if text.replace("_", "").isdigit() else float(text)


def string(text: str, span: Span, diagnostics: list[Diagnostic]) -> tuple[str | Name, ...]:
    """The parts of a string that is written as `text`, quotes included."""
    closed = len(text) > 1 and text[-1] == text[0]
    inside = text[1:-1] if closed else text[1:]
    if not ("\\" in inside or "{" in inside or "}" in inside):
        return (inside,) if inside else ()
    return _joined(_pieces(inside, span.source, span.start + 1, diagnostics))


def _pieces(
    inside: str, source: Source, start: int, diagnostics: list[Diagnostic]
) -> Iterator[str | Name]:
    for match in _piece().finditer(inside):
        piece = match[0]
        place = source.span(start + match.start(), start + match.end())
        match match.lastgroup:
            case "text":
                yield piece
            case "double":
                yield piece[0]
            case "name":
                first, last = match.span("name")
                yield Name(source.span(start + first, start + last), match["name"])
            case "code" if _is_character(int(piece[2:], 16)):
                yield chr(int(piece[2:], 16))
            case "escape" if piece[1] in ESCAPES:
                yield ESCAPES[piece[1]]
            case "brace":
                diagnostics.append(BadInsertion(found=piece, span=place))
                yield Name(place, "")  # so that the string is not taken for a shorter one
            case _:
                diagnostics.append(UnknownEscape(escape=piece, span=place))
                yield Name(place, "")


def _is_character(code: int) -> bool:
    return code < 0xD800 or 0xE000 <= code < 0x110000


def _joined(pieces: Iterator[str | Name]) -> tuple[str | Name, ...]:
    parts: list[str | Name] = []
    text: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            text.append(piece)
            continue
        if text:
            parts.append("".join(text))
            text.clear()
        parts.append(piece)
    if text:
        parts.append("".join(text))
    return tuple(parts)


_WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "{": "{{", "}": "}}"}


def quoted(parts: tuple[str | Name, ...]) -> str:
    """A string with these parts as it is written, in double quotes."""
    inside = (_escaped(part) if isinstance(part, str) else f"{{{part.id}}}" for part in parts)
    return f'"{"".join(inside)}"'


def _escaped(text: str) -> str:
    return "".join(_WRITTEN.get(char) or _code(char) for char in text)


def _code(char: str) -> str:
    is_surrogate = 0xD800 <= ord(char) < 0xE000  # no escape can stand for half a character
    if char.isprintable() or is_surrogate:
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
