"""The lines that a fix touches, as they are and as they should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphdsl.diagnostics.base import Diagnostic, Edit
from graphdsl.diagnostics.rendering.canvas import Canvas
from graphdsl.diagnostics.rendering.snippet import has_place
from graphdsl.diagnostics.rendering.terminal import TAB, plain

_LINES = 8
"""Lines of one hunk that are shown, of the old and of the new text each."""


def fix_says_more(diagnostic: Diagnostic) -> bool:
    """Whether the fix shows what the help has not said: `` did you mean `x`? `` says all."""
    edits, said = diagnostic.best_fix(), diagnostic.best_help()
    if not edits or not all(has_place(edit.span.source) for edit in edits):
        return False
    return not said or [f"`{edit.text}`" in said for edit in edits] != [True]


def mended_lines(edits: Sequence[Edit], canvas: Canvas) -> Iterator[str]:
    """The rows `12 - …` and `12 + …`, after an empty one."""
    yield canvas.row()
    for hunk in _hunks(edits):
        first, before, after = _mended(hunk)
        yield from _rows("-", first, before, canvas)
        yield from _rows("+", first, after, canvas)


def _rows(sign: str, first: int, lines: Sequence[str], canvas: Canvas) -> Iterator[str]:
    dress = canvas.paint.removed if sign == "-" else canvas.paint.added
    for number, text in enumerate(lines[:_LINES], first):
        yield dress(f"{number:>{canvas.gutter}} {sign} {plain(text.expandtabs(TAB))}".rstrip())
    if len(lines) > _LINES:
        yield canvas.paint.frame("...")


def _hunks(edits: Sequence[Edit]) -> list[list[Edit]]:
    """The edits by place; those that touch one line or neighbours are one hunk."""
    hunks: list[list[Edit]] = []
    for edit in sorted(edits, key=lambda e: (e.span.source.name, e.span.start, e.span.end)):
        last = hunks[-1][-1] if hunks else None
        if (
            last is not None
            and last.span.source.name == edit.span.source.name
            and edit.span.begin.line <= last.span.finish.line + 1
        ):
            hunks[-1].append(edit)
        else:
            hunks.append([edit])
    return hunks


def _mended(hunk: Sequence[Edit]) -> tuple[int, list[str], list[str]]:
    """First line, the lines before and the lines after; lines that stay the same are left out."""
    source = hunk[0].span.source
    first, last = hunk[0].span.begin.line, max(e.span.finish.line for e in hunk)
    start = source.line_start(first)
    end = source.line_start(last) + len(source.line(last))
    text, place = "", start
    for edit in hunk:
        text += source.text[place : edit.span.start] + edit.text
        place = max(place, edit.span.end)
    before = source.text[start:end].splitlines()
    after = (text + source.text[place:end]).splitlines()
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    while before and after and before[0] == after[0]:
        del before[0], after[0]
        first += 1
    return first, before, after
