"""Braces that do not match: which one is missing or too many, told by indentation.

Tokens alone pair braces from inside out and find the fault where nobody made it. A declaration is
trusted to be indented where its indentation explains all that is wrong with its braces and nothing
else; any other one is left to the parser's recovery.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Final, Literal, NamedTuple

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.syntax import MissingBody, Unclosed, Unopened
from graphdsl.syntax.brackets import Brackets
from graphdsl.syntax.lexer import Tokens, kinds
from graphdsl.syntax.words import HEADERS, with_body

_PYTHON: Final = [":", "\n"]
"""What stands behind a header in Python."""
LIMIT = 100
"""Faults behind which none are looked for: no more errors are told."""


class _Brace(NamedTuple):
    """An open brace, and the indentation of the line that it stands in."""

    token: int
    indent: int


class _Fault(NamedTuple):
    """What is wrong with a brace."""

    kind: Literal["unclosed", "surplus", "no body"]
    place: int
    """Of the token before which a `}` is missing, of the `}` that is too many, or of the header."""
    brace: _Brace | None = None
    """The one that lacks its end, or would end too early."""
    end: int = 0
    """The line end behind the header."""


def mend(tokens: Tokens) -> tuple[Tokens, tuple[Diagnostic, ...]] | None:
    """The tokens with braces that match, and what was wrong; None where indentation says nothing.

    `tokens` are as the lexer made them.
    """
    brackets = Brackets(tokens)
    found: list[_Fault] = []
    for first, last in _declarations(brackets):
        brackets.look(first)
        found += _Declaration(brackets, first, last).faults()
        if len(found) > LIMIT:
            break
    return (_mended(tokens, found), tuple(_all_told(found, tokens))) if found else None


def _declarations(brackets: Brackets) -> Iterator[tuple[int, int]]:
    """The first token of each declaration at the margin, and the one behind its last."""
    last = len(brackets.tokens.texts) - 1
    return pairwise([*brackets.declarations(0, last), last])


def _all_told(faults: list[_Fault], tokens: Tokens) -> Iterator[Diagnostic]:
    """One diagnostic a fault; braces that are missing at one place are one, told at the first."""
    faults = [fault for fault in faults if not _is_told_with_header(fault, tokens.texts)]
    for (kind, _), group in groupby(faults, key=lambda fault: (fault.kind, fault.place)):
        *inner, outermost = group
        told = _told(outermost, tokens)
        if kind == "unclosed" and inner:
            opened = (tokens.span(f.brace.token) for f in reversed(inner) if f.brace)
            told = told.replace(others=tuple(opened))
        yield told


def _is_told_with_header(fault: _Fault, texts: list[str]) -> bool:
    """Whether it is the end of a body that has no begin either, as in Python."""
    return fault.kind == "unclosed" and fault.brace is not None and texts[fault.brace.token] != "{"


def _told(fault: _Fault, tokens: Tokens) -> Diagnostic:
    place = tokens.span(fault.place)
    opening = tokens.span(fault.brace.token) if fault.brace else None
    if fault.kind == "no body":
        end = tokens.ends[fault.end - 1 - (tokens.texts[fault.end - 1] == ":")]
        word = fault.place + (tokens.texts[fault.place] == "frozen")
        header = " ".join(place._replace(end=end).text.split())
        span = place._replace(start=end, end=end)
        return MissingBody(what=with_body(tokens.texts[word]), header=header, span=span)
    if fault.kind == "surplus":
        return Unopened(closing="}", early=opening, span=place)
    assert opening is not None
    return Unclosed(opening="{", closing="}", where=place, span=opening)


class _Declaration:
    """The braces of one declaration, line by line."""

    def __init__(self, brackets: Brackets, first: int, last: int) -> None:
        self._brackets = brackets
        self._texts = brackets.tokens.texts
        self._first = first
        self._last = last
        self._lines = list(self._line_starts())
        self._open: list[_Brace] = []
        self._found: list[_Fault] = []

    def faults(self) -> list[_Fault]:
        """What is wrong with the braces, if indentation explains it."""
        surplus, ends_early = self._balance()
        if not surplus and not ends_early:
            return []
        if self._has_stray():
            return []
        for number in range(len(self._lines)):
            self._line(number)
        self._found += (_Fault("unclosed", self._last, brace) for brace in reversed(self._open))
        pairs = 2 * sum(_is_told_with_header(fault, self._texts) for fault in self._found)
        expected = abs(surplus) if surplus or pairs else 2
        return self._found if len(self._found) - pairs == expected else []

    def _places(self, begin: int, end: int) -> Iterator[int]:
        """The tokens from `begin` to `end` outside of `( )` and `[ ]`."""
        place = begin
        while place < end:
            yield place
            is_round = self._texts[place] in ("(", "[")
            place = max(place, self._brackets.partners.get(place, 0) if is_round else 0) + 1

    def _balance(self) -> tuple[int, bool]:
        """How many braces are opened and not closed, and whether the body ends before its lines."""
        depth, ended = 0, False
        for place in self._places(self._first, self._last):
            text = self._texts[place]
            depth += (text == "{") - (text == "}")
            ended = ended or depth < 0
            if depth == 0 and text != "}" and self._brackets.is_first(place):
                ended = ended or self._indent(place) > self._indent(self._first)
        return depth, ended

    def _line_starts(self) -> Iterator[int]:
        """The first token of each line."""
        for place in self._places(self._first, self._last):
            if self._brackets.is_first(place) and self._texts[place] not in ("\n", ";"):
                yield place

    def _has_stray(self) -> bool:
        """Whether the lexer found something here, which may have swallowed a brace."""
        starts = self._brackets.tokens.starts
        begin, end = starts[self._first], starts[self._last]
        return any(begin <= d.span.start < end for d in self._brackets.tokens.diagnostics)

    def _lacks_its_body(self, number: int) -> bool:
        """Whether the line is a header without `{` with deeper lines behind it."""
        if number + 1 >= len(self._lines):
            return False
        place, after = self._lines[number : number + 2]
        word = place + (self._texts[place] == "frozen")
        behind = self._texts[word + 1]
        is_header = behind not in ("=", "->", ":", "as") or self._texts[word + 1 : after] == _PYTHON
        is_whole = self._texts[after - 2] not in ("(", "[", ",")
        if self._texts[word] not in HEADERS or not is_header or not is_whole:
            return False
        deeper = self._indent(after) > self._indent(place) and self._texts[after] not in ("->", "{")
        return deeper and "{" not in self._texts[place:after] and self._texts[after - 1] == "\n"

    def _line(self, number: int) -> None:
        """Opens and closes what the line does, and what its place says."""
        place = self._lines[number]
        after = self._lines[number + 1] if number + 1 < len(self._lines) else self._last
        indent = self._indent(place)
        closes = self._texts[place] == "}"
        if self._texts[place] != "->":
            while self._open and self._open[-1].indent >= indent + closes:
                self._found.append(_Fault("unclosed", place, self._open.pop()))
        if self._lacks_its_body(number):
            self._open.append(_Brace(after - 1, indent))
            self._found.append(_Fault("no body", place, end=after - 1))
        for token in self._places(place, after):
            if self._texts[token] == "{":
                self._open.append(_Brace(token, indent))
            elif self._texts[token] == "}":
                self._close(token, place, after)

    def _close(self, place: int, line: int, after: int) -> None:
        """A `}` in the line that begins at `line`; the next one begins at `after`."""
        top = self._open[-1] if self._open else None
        if top is not None and place != line:
            goes_on = after < self._last and self._indent(after) > top.indent
            surplus = goes_on and top.token < line
        else:
            surplus = top is None or top.indent != self._indent(line)
        if surplus:
            self._found.append(_Fault("surplus", place, top))
        else:
            self._open.pop()

    def _indent(self, place: int) -> int:
        return self._brackets.indent(place)


def _mended(tokens: Tokens, faults: list[_Fault]) -> Tokens:
    """The tokens with braces put in and left out, and line ends where statements then end."""
    known = kinds()
    surplus = {fault.place for fault in faults if fault.kind == "surplus"}
    bodies = {fault.end for fault in faults if fault.kind == "no body"}
    missing: dict[int, int] = {}
    for fault in faults:
        if fault.kind == "unclosed":
            behind_line = tokens.kinds[fault.place - 1] == known.newline
            missing[fault.place - behind_line] = missing.get(fault.place - behind_line, 0) + 1
    new = Tokens(tokens.source, [], [], [], [], tokens.comments, tokens.diagnostics)

    def add(kind: int, text: str, start: int, end: int) -> None:
        new.kinds.append(kind)
        new.texts.append(text)
        new.starts.append(start)
        new.ends.append(end)

    ends = (known.newline, *known.after_newline)
    for place, (kind, text, start, end) in enumerate(
        zip(tokens.kinds, tokens.texts, tokens.starts, tokens.ends, strict=True)
    ):
        for _ in range(missing.get(place, 0)):
            add(known.close, "}", start, start)
        if place in missing and kind not in ends:
            add(known.newline, "\n", start, start)
        if place in bodies:
            add(known.body, "{", start, end)
        elif place not in surplus and not (text == ":" and place + 1 in bodies):
            add(kind, text, start, end)
        elif tokens.kinds[place + 1] not in (*ends, known.body):
            add(known.newline, "\n", start, end)
    return new
