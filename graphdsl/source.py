"""Source texts and places in them: the only code that turns offsets into lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from pathlib import Path
from typing import NamedTuple


class Source:
    """A text and the name it goes by in messages: a path, or `<string>`.

    The text is None for a file of which nothing can be shown, such as a saved model.
    """

    def __init__(self, text: str | None, name: str = "<string>", path: Path | None = None) -> None:
        self.text = text or ""
        self.has_text = text is not None
        self.name = name
        self.path = path
        """The file the text came from; imports are looked up beside it."""

    @classmethod
    def read(cls, path: Path) -> Source:
        """The text of the UTF-8 file `path`; raises OSError or UnicodeDecodeError."""
        return cls(path.read_bytes().decode("utf-8-sig"), str(path), path)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        starts.extend(i + 1 for i, char in enumerate(self.text) if char == "\n")
        return starts

    @property
    def line_count(self) -> int:
        """Number of lines; a text without a newline has one."""
        return len(self._line_starts)

    def position(self, offset: int) -> Position:
        """Line and column of `offset`, both counted from 1, columns in characters."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line_start(self, number: int) -> int:
        """Offset of the first character of line `number`, counted from 1."""
        return self._line_starts[number - 1]

    def line(self, number: int) -> str:
        """The text of line `number`, counted from 1, without its end of line."""
        start = self._line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].rstrip("\r")

    def span(self, start: int, end: int) -> Span:
        """The place from offset `start` up to `end`."""
        return Span(self, start, end)

    def __repr__(self) -> str:
        return f"Source({self.name!r})"


class Position(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


class Span(NamedTuple):
    """A stretch of a source from offset `start` up to, not including, `end`."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters of the span."""
        return self.source.text[self.start : self.end]

    @property
    def begin(self) -> Position:
        """Line and column of the first character."""
        return self.source.position(self.start)

    @property
    def finish(self) -> Position:
        """Line and column just behind the last character."""
        return self.source.position(self.end)

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of `other`."""
        return Span(self.source, self.start, other.end)

    def __repr__(self) -> str:
        line, column = self.begin
        return f"{self.source.name}:{line}:{column}"


NOWHERE = Span(Source("", "<nowhere>"), 0, 0)
"""The place of what no text says, such as a graph read from a saved model."""
