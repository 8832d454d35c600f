"""What the rows of one diagnostic share: the gutter with its bar, colours, and underlines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graphdsl.diagnostics.rendering.terminal import Paint, plain
from graphdsl.diagnostics.rendering.view import Stretch, View


@dataclass(frozen=True, slots=True)
class Canvas:
    """How rows look: colours, the width of the line numbers, the width of the whole."""

    paint: Paint
    level: Callable[[str], str]
    """The colour of the level."""
    gutter: int
    """Cells of the largest line number."""
    width: int

    def row(self, text: str = "", number: int | None = None, sign: str = "|") -> str:
        """One row: the line number, the bar and `text`."""
        shown = "" if number is None else str(number)
        frame = self.paint.frame(f"{shown:>{self.gutter}} {sign}")
        return f"{frame} {text}".rstrip()

    def dress(self, main: bool, text: str) -> str:
        """`text` in the colour of the place itself, or of a further one."""
        return self.level(text) if main else self.paint.frame(text)


class _Drawn(NamedTuple):
    """A mark in cells of the shown line."""

    first: int
    last: int
    text: str
    main: bool


_Signs = dict[int, tuple[str, bool]]
"""By cell: the sign, and whether it belongs to the place itself."""


def underlines(view: View, stretches: Sequence[Stretch], canvas: Canvas) -> Iterator[str]:
    """The row of `^^^` and `---` under a line, and the labels that hang from it."""
    if not stretches:
        return
    drawn = sorted(_Drawn(*view.cells(s), plain(s.mark.text), s.mark.main) for s in stretches)
    signs: _Signs = {}
    for mark in sorted(drawn, key=lambda d: (d.main, d.first - d.last)):
        sign = ("^" if mark.main else "-", mark.main)
        signs.update(dict.fromkeys(range(mark.first, mark.last), sign))
    beside = _beside(drawn)
    row = _row(signs, canvas)
    yield f"{row} {canvas.dress(beside.main, beside.text)}" if beside else row
    yield from _hang([d for d in drawn if d.text and d is not beside], canvas)


def _beside(drawn: Sequence[_Drawn]) -> _Drawn | None:
    """The mark whose label has room in the row of the underlines: the last one, if any."""
    labelled = [d for d in drawn if d.text]
    if not labelled or any(d.last > labelled[-1].last for d in drawn):
        return None
    return labelled[-1]


def _row(signs: _Signs, canvas: Canvas) -> str:
    """The signs at their cells, runs of one colour dressed together."""
    parts: list[str] = []
    run, colour, end = "", False, 0
    for cell in sorted(signs):
        sign, main = signs[cell]
        if main != colour or cell > end:
            parts.append(canvas.dress(colour, run) + " " * (cell - end))
            run = ""
        run, colour, end = run + sign, main, cell + 1
    return "".join(parts) + canvas.dress(colour, run)


def _hang(hanging: list[_Drawn], canvas: Canvas) -> Iterator[str]:
    """Labels below the underlines, the rightmost first, each on a bar from its mark."""
    if not hanging:
        return
    yield _row({d.first: ("|", d.main) for d in hanging}, canvas)
    while hanging:
        *hanging, last = hanging
        bars = {d.first: ("|", d.main) for d in hanging if d.first < last.first}
        indent = " " * (last.first - max(bars, default=-1) - 1)
        yield _row(bars, canvas) + indent + canvas.dress(last.main, last.text)
