"""How text stands in a terminal: cells, tabs, characters that must not be sent, and colours."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from graphdsl.diagnostics.base import Level

TAB = 4
_UNSAFE = frozenset(
    "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Characters that turn the direction of a line or end it: what is shown would not be what stands
in the file."""  # fmt: skip


def cell_width(char: str) -> int:
    """Cells that `char` takes: 2 for wide ones, 0 for accents that sit on the one before."""
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def visible(char: str) -> str:
    """`char`, or a sign for it where it would move the cursor or turn the text."""
    if char < " ":
        return chr(0x2400 + ord(char))
    if char == "\x7f":
        return "\u2421"
    if "\x80" <= char <= "\x9f" or char in _UNSAFE or "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return char


def plain(text: str) -> str:
    """`text` as one line that is safe to print: names may hold control characters."""
    return "".join(map(visible, text))


class Ruler:
    """A piece of one line as it is shown: its characters, and the cell each one begins in."""

    def __init__(self, text: str) -> None:
        self.pieces: list[str] = []
        self.starts = [0]
        for char in text:
            cell = self.starts[-1]
            piece = " " * (TAB - cell % TAB) if char == "\t" else visible(char)
            self.pieces.append(piece)
            self.starts.append(cell + (len(piece) if char == "\t" else cell_width(piece)))

    @property
    def width(self) -> int:
        """Cells of the whole piece."""
        return self.starts[-1]

    def cell(self, index: int) -> int:
        """The cell in which character `index` begins; behind the last one, the end."""
        return self.starts[min(index, len(self.pieces))]

    def crop(self, first: int, last: int) -> str:
        """What stands in the cells from `first` up to `last`; half a wide character is a space."""
        shown: list[str] = []
        for piece, start, end in zip(self.pieces, self.starts, self.starts[1:], strict=False):
            if first <= start and end <= last:
                shown.append(piece)
            elif start < last and end > first:
                shown.append(" " * (min(end, last) - max(start, first)))
        return "".join(shown)


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours by what they are for; `Paint(False)` leaves every text as it is."""

    on: bool

    def _dress(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text

    def strong(self, text: str) -> str:
        """A headline."""
        return self._dress("1", text)

    def error(self, text: str) -> str:
        """The word and the underline of an error."""
        return self._dress("1;31", text)

    def warning(self, text: str) -> str:
        """The word and the underline of a warning."""
        return self._dress("1;33", text)

    def level(self, level: Level) -> Callable[[str], str]:
        """The colour of a level."""
        return self.error if level is Level.ERROR else self.warning

    def frame(self, text: str) -> str:
        """Line numbers, bars, and the underlines of further places."""
        return self._dress("1;34", text)

    def help(self, text: str) -> str:
        """The word `help`."""
        return self._dress("1;36", text)

    def added(self, text: str) -> str:
        """A line of a fix, as it should be."""
        return self._dress("32", text)

    def removed(self, text: str) -> str:
        """A line of a fix, as it is."""
        return self._dress("31", text)


class Stream(Protocol):
    """As much of a file as decides about colour."""

    def isatty(self) -> bool:
        """Whether a person reads along."""
        ...

    def fileno(self) -> int:
        """The number the system knows it by."""
        ...


def wants_colour(stream: Stream, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour: on a terminal, unless NO_COLOR is set; always where FORCE_COLOR is."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return environment.get("TERM") != "dumb" and stream.isatty()


def columns(
    stream: Stream | None, environment: Mapping[str, str] = os.environ, *, otherwise: int = 120
) -> int:
    """Cells in a line of the terminal; `otherwise` where there is none."""
    if environment.get("COLUMNS", "").isdecimal():
        return int(environment["COLUMNS"])
    try:
        size = os.get_terminal_size(stream.fileno()) if stream else None
    except (OSError, ValueError):
        return otherwise
    return size.columns or otherwise if size else otherwise
