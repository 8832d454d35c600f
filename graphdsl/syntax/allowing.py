"""Comments that allow a warning in one place: `# gdl: allow GDL305`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graphdsl.diagnostics.allowing import UselessAllow
from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.source import Source, Span
from graphdsl.syntax.lexer import tokenize

_MARK: Final = re.compile(r"#\s*gdl:\s*")
_ALLOW: Final = re.compile(r"allow\s+(GDL\d{3}(?:\s*,\s*GDL\d{3})*)\s*(?:[:(\-–—].*)?$")
_CODE: Final = re.compile(r"GDL\d{3}")
_TOLD_LATER: Final = ("GDL0", "GDL8")
"""Codes that are told when files are read or written, and not when a text is checked."""


@dataclass(frozen=True, slots=True)
class Allow:
    """One code that a comment allows in one line."""

    span: Span
    """Where the code is written."""
    code: str
    line: int
    """The line in which it may be told: that of the comment, or the next one with a statement."""
    removal: Span
    """What is taken away with it."""


def without_allowed(
    diagnostics: Iterable[Diagnostic], used: set[Allow] | None = None
) -> tuple[Diagnostic, ...]:
    """`diagnostics` without the warnings that comments allow; those comments go into `used`."""
    told = tuple(diagnostics)
    sources = {d.span.source for d in told if _has_any(d.span.source)}
    if not sources:
        return told
    allows = {source: list(_allows(source)) for source in sources}
    used = set() if used is None else used
    return tuple(d for d in told if not _allowed(d, allows.get(d.span.source, ()), used))


def useless(source: Source, looked_at: Sequence[Span], used: set[Allow]) -> Iterator[Diagnostic]:
    """Comments that are not understood, and those that allow nothing.

    The latter in the places `looked_at`, of which all is known.
    """
    if not _has_any(source):
        return
    yield from _not_understood(source)
    for allow in _allows(source):
        if allow not in used and _is_known_of(allow, looked_at):
            yield UselessAllow(written=allow.code, removal=allow.removal, span=allow.span)


def _has_any(source: Source) -> bool:
    return "gdl:" in source.text and "#" in source.text


def _allowed(diagnostic: Diagnostic, allows: Iterable[Allow], used: set[Allow]) -> bool:
    if diagnostic.level is Level.ERROR:
        return False
    line = diagnostic.span.begin.line
    fitting = [a for a in allows if a.code == diagnostic.code and a.line == line]
    used.update(fitting)
    return bool(fitting)


def _comments(source: Source) -> Iterator[tuple[Span, int]]:
    """Comments to graphdsl, and where what they say begins."""
    for comment in tokenize(source).comments:
        mark = _MARK.match(comment.text)
        if mark:
            yield comment.span, comment.span.start + mark.end()


def _allows(source: Source) -> Iterator[Allow]:
    for span, start in _comments(source):
        found = _ALLOW.match(source.text[start : span.end])
        if not found:
            continue
        first = start + found.start(1)
        codes = list(_CODE.finditer(found[1]))
        line, alone = _line_of(span)
        for number, code in enumerate(codes):
            place = source.span(first + code.start(), first + code.end())
            if len(codes) == 1:
                removal = _whole(span, alone=alone)
            elif number + 1 < len(codes):
                removal = source.span(place.start, first + codes[number + 1].start())
            else:
                removal = source.span(first + codes[number - 1].end(), place.end)
            yield Allow(place, code[0], line, removal)


def _line_of(comment: Span) -> tuple[int, bool]:
    """The line that a comment speaks of, and whether it stands in one of its own."""
    source, line = comment.source, comment.begin.line
    if source.text[source.line_start(line) : comment.start].strip():
        return line, False
    following = range(line + 1, source.line_count + 1)
    texts = ((n, source.line(n).strip()) for n in following)
    return next((n for n, text in texts if text and not text.startswith("#")), line), True


def _whole(comment: Span, *, alone: bool) -> Span:
    """The comment with the blanks before it, or with its whole line."""
    text, start, end = comment.source.text, comment.start, comment.end
    if alone:
        start = comment.source.line_start(comment.begin.line)
        newline = text.find("\n", end)
        return comment.source.span(start, len(text) if newline < 0 else newline + 1)
    while start and text[start - 1] in " \t":
        start -= 1
    return comment.source.span(start, end)


def _not_understood(source: Source) -> Iterator[Diagnostic]:
    for span, start in _comments(source):
        said = source.text[start : span.end].rstrip()
        if not _ALLOW.match(said):
            yield UselessAllow(written=said, understood=False, span=source.span(start, span.end))


def _is_known_of(allow: Allow, looked_at: Sequence[Span]) -> bool:
    """Whether what it allows would have been told by now."""
    inside = any(s.start <= allow.span.start < s.end for s in looked_at)
    return inside and not allow.code.startswith(_TOLD_LATER)
