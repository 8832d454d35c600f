"""The lines of a source that a diagnostic shows, marked; a span of several lines gets a bracket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphdsl.diagnostics.rendering.canvas import Canvas, underlines
from graphdsl.diagnostics.rendering.terminal import plain
from graphdsl.diagnostics.rendering.view import Mark, Stretch, View
from graphdsl.source import NOWHERE, Source, Span

_NARROWEST = 40


def snippet(source: Source, marks: Sequence[Mark], canvas: Canvas) -> Iterator[str]:
    """The rows that show `marks`, all of them in `source`."""
    bracket, by_line = _place(source, marks)
    shown = _Snippet(source, canvas, bracket)
    before = 0
    for line in _lines(source, bracket, by_line):
        if before and line == before + 2:
            yield from shown.line(before + 1, ())
        elif before and line > before + 1:
            yield shown.gap(before)
        yield from shown.line(line, by_line.get(line, ()))
        before = line


def has_place(source: Source) -> bool:
    """Whether there is a file to name; what no file says has none."""
    return source is not NOWHERE.source


def last_line(marks: Sequence[Mark]) -> int:
    """The largest line number that the snippets of `marks` show."""
    return max(_ends(mark.span)[2] for mark in marks)


def _ends(span: Span) -> tuple[int, int, int, int]:
    """First line and column, last line and column, columns from 0; within the text."""
    text = span.source.text
    start = min(max(span.start, 0), len(text))
    end = min(max(span.end, start), len(text))
    while end > start + 1 and text[end - 1] in "\r\n":
        end -= 1
    first, last = span.source.position(start), span.source.position(end)
    return first.line, first.column - 1, last.line, last.column - 1


def _lines(
    source: Source, bracket: _Bracket | None, by_line: dict[int, list[Stretch]]
) -> list[int]:
    lines = set(by_line)
    if bracket:
        lines |= {bracket.first_line, bracket.last_line}
    last = max(lines)
    if last > 1 and last == source.line_count and not source.line(last):
        lines.add(last - 1)  # an empty last line says nothing without the one above it
    return sorted(lines)


def _place(
    source: Source, marks: Sequence[Mark]
) -> tuple[_Bracket | None, dict[int, list[Stretch]]]:
    """Marks by line; one of those over several lines is the bracket, others show their first."""
    bracket: _Bracket | None = None
    by_line: dict[int, list[Stretch]] = {}
    for mark in sorted(marks, key=lambda m: not m.main):
        line, first, final, last = _ends(mark.span)
        if line != final and bracket is None:
            bracket = _Bracket(mark, line, final, first, last - 1)
            continue
        if line != final:
            last = len(source.line(line).rstrip())
        by_line.setdefault(line, []).append(Stretch(first, max(last, first + 1), mark))
    return bracket, by_line


@dataclass(frozen=True, slots=True)
class _Bracket:
    """A span of several lines, drawn as a bracket at the left of them; columns from 0."""

    mark: Mark
    first_line: int
    last_line: int
    first: int
    last: int
    """The last column that belongs to it."""

    def column(self, line: int) -> int | None:
        """Where in `line` it opens or closes."""
        return {self.first_line: self.first, self.last_line: self.last}.get(line)

    def reach(self, cell: int) -> str:
        """The arm from the bracket to a cell."""
        return "_" * (cell + 1) + ("^" if self.mark.main else "-")


@dataclass(frozen=True, slots=True)
class _Snippet:
    source: Source
    canvas: Canvas
    bracket: _Bracket | None

    def line(self, line: int, stretches: Sequence[Stretch]) -> Iterator[str]:
        """The source row of a line and the rows of its marks."""
        view = self._view(line, stretches)
        yield self.canvas.row(self._side(line) + view.text(), line)
        side = self._side(line, below=True)
        for row in underlines(view, stretches, self.canvas):
            yield self.canvas.row(side + row)
        yield from self._arm(line, view)

    def gap(self, line: int) -> str:
        """Lines that are left out behind `line`."""
        dots = self.canvas.paint.frame("...")
        bracket = self.bracket
        if bracket is None or not bracket.first_line <= line < bracket.last_line:
            return dots
        return dots + " " * self.canvas.gutter + self.canvas.dress(bracket.mark.main, "|")

    def _view(self, line: int, stretches: Sequence[Stretch]) -> View:
        width = self.canvas.width - self.canvas.gutter - 3 - (2 if self.bracket else 0)
        if self.bracket and not stretches:
            column = self.bracket.column(line)
            if column is not None:
                stretches = (Stretch(column, column + 1, self.bracket.mark),)
        return View(self.source, line, stretches, max(_NARROWEST, width))

    def _opens_in_front(self) -> bool:
        """Whether nothing stands before the bracket's span in its line: then it needs no arm."""
        bracket = self.bracket
        return bool(bracket) and not self.source.line(bracket.first_line)[: bracket.first].strip()

    def _side(self, line: int, *, below: bool = False) -> str:
        """The bracket beside the source row of `line`, or beside the rows below it."""
        bracket = self.bracket
        if bracket is None:
            return ""
        if line == bracket.first_line and self._opens_in_front():
            sign = "| " if below else "/ "
        else:
            sign = "| " if bracket.first_line < line <= bracket.last_line else "  "
        return self.canvas.dress(bracket.mark.main, sign) if sign.strip() else sign

    def _arm(self, line: int, view: View) -> Iterator[str]:
        bracket = self.bracket
        if bracket is None:
            return
        main = bracket.mark.main
        if line == bracket.first_line and not self._opens_in_front():
            arm = bracket.reach(view.cell(bracket.first))
            yield self.canvas.row(" " + self.canvas.dress(main, arm))
        if line == bracket.last_line:
            arm = "|" + bracket.reach(view.cell(bracket.last))
            words = plain(bracket.mark.text)
            yield self.canvas.row(self.canvas.dress(main, f"{arm} {words}".rstrip()))
