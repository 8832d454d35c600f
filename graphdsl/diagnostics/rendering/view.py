"""One line of a source as it is shown: as much of it as fits beside its marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from graphdsl.diagnostics.rendering.terminal import Ruler
from graphdsl.source import Source, Span

_CUT = "..."


class Mark(NamedTuple):
    """A place to underline and the words beside it; `main` is what the diagnostic is about."""

    span: Span
    text: str
    main: bool = False


class Stretch(NamedTuple):
    """What of a mark stands in one line, in columns counted from 0."""

    first: int
    last: int
    mark: Mark


class View:
    """The part of a line around its marks, and the cells in which they stand there.

    Of the line only what may be shown is looked at, for a file may be one line of many megabytes.
    """

    def __init__(self, source: Source, line: int, stretches: Sequence[Stretch], width: int):
        focus = [s for s in stretches if s.mark.main] or stretches
        anchor = min((s.first for s in focus), default=0)
        self._skipped = max(0, anchor - width)
        start = source.line_start(line) + self._skipped
        piece = source.text[start : start + (anchor - self._skipped) + 2 * width]
        text, newline, _ = piece.partition("\n")
        ends = bool(newline) or start + len(piece) >= len(source.text)
        self._ruler = Ruler(text.rstrip("\r"))
        last = max((self._cell(s.last) for s in stretches), default=0)
        self._left, self._right = _window(self._ruler.width, self._cell(anchor), last, width)
        self._cut_left = self._left > 0 or self._skipped > 0
        self._cut_right = self._right < self._ruler.width or not ends

    def _cell(self, column: int) -> int:
        return self._ruler.cell(max(0, column - self._skipped))

    def text(self) -> str:
        """The line as it is shown."""
        head = _CUT if self._cut_left else ""
        tail = _CUT if self._cut_right else ""
        shown = self._ruler.crop(self._left + len(head), self._right - len(tail))
        return (head + shown + tail).rstrip()

    def cell(self, column: int) -> int:
        """The cell of a column in the shown line, within its ends."""
        return min(max(self._cell(column), self._left), self._right) - self._left

    def cells(self, stretch: Stretch) -> tuple[int, int]:
        """The first cell of a mark and the one behind its last; at least one cell apart."""
        first, last = self.cell(stretch.first), self.cell(stretch.last)
        return first, max(last, first + 1)


def _window(total: int, first: int, last: int, width: int) -> tuple[int, int]:
    """The cells to show of a line of `total` cells so that those from `first` on are among them."""
    if total <= width:
        return 0, total
    margin = max(2 * len(_CUT), (width - (last - first)) // 2)
    left = max(0, min(first - margin, total - width))
    return left, left + width
