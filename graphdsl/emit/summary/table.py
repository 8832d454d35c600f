"""Summaries as a table of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from graphdsl.diagnostics.wording import count as counted
from graphdsl.emit.counts import Count
from graphdsl.emit.summary.tally import Entry, Row, Section, Summary
from graphdsl.emit.words import clean, shorten
from graphdsl.layers.tensors import TensorType

WIDTH: Final = 100
_NARROWEST: Final = 40
_GAP: Final = "  "
_HEADINGS: Final = ("layer", "class", "called with", "output", "parameters", "")
_LEAST: Final = (8, 8, 11, 8)
"""Columns do not shrink below this; parameters and marks never shrink."""


class Line(NamedTuple):
    """One line of the table before it is cut to width."""

    cells: tuple[str, str, str, str, str, str]
    heading: bool = False
    """A segment's: its first cell may run on over the next three."""


def render(told: Summary, width: int = WIDTH) -> str:
    """The table, at most `width` columns wide, and the sums below it; ends in a newline."""
    width = max(width, _NARROWEST)
    lines = list(_lines(told.entries))
    widths = _widths([Line(_HEADINGS), *lines], width)
    rule = "─" * _whole(widths)
    table = [_cut(Line(_HEADINGS), widths), rule, *(_cut(line, widths) for line in lines), rule]
    title = shorten(f"model {clean(told.model)}", width)
    rows = (title, "", *table, *(shorten(line, width) for line in _sums(told)))
    return "".join(f"{row.rstrip()}\n" for row in rows)


def _lines(entries: Sequence[Entry]) -> Iterator[Line]:
    # The depth of the frozen segment or model that we are in; what is in it is not marked again.
    frozen: int | None = None
    for entry in entries:
        if frozen is not None and entry.depth <= frozen:
            frozen = None
        yield _line(entry, marked=frozen is None)
        if frozen is None and entry.frozen:
            frozen = entry.depth


def _line(entry: Entry, *, marked: bool) -> Line:
    indent = "  " * entry.depth
    if isinstance(entry, Section):
        name = "" if entry.kind == entry.name else f" {clean(entry.name)}"
        mark = "frozen" if entry.frozen and marked else ""
        cells = (f"{indent}{entry.kind}{name}", "", "", "", _count(entry.count), mark)
        return Line(cells, True)
    params = "" if entry.count is None else _count(entry.count)
    cells = (
        f"{indent}{clean(entry.name)}",
        clean(entry.cls),
        clean(entry.called_with),
        clean(_output(entry)),
        params,
        _marks(entry, frozen=entry.frozen and marked),
    )
    return Line(cells)


def _marks(row: Row, *, frozen: bool) -> str:
    """`shared encoder 2/3, frozen`."""
    marks = ["frozen"] if frozen else []
    if row.call is not None:
        place, calls = row.call
        marks.insert(0, f"shared {shorten(clean(row.layer), 24)} {place}/{calls}")
    return ", ".join(marks)


def _output(row: Row) -> str:
    if row.results is None:
        return "?"
    return ", ".join(_type(tensor) for tensor in row.results)


def _type(tensor: TensorType) -> str:
    """As an input of that type is written: float32 goes without saying."""
    return str(tensor).removeprefix("float32") if tensor.known else "?"


def _count(count: Count) -> str:
    if count.complete:
        return f"{count.total:,}"
    return f"{count.total:,} + ?" if count.total else "?"


def _widths(lines: Sequence[Line], width: int) -> list[int]:
    """As wide as needed; where that is too much, the widest columns give way first."""
    rows = [line.cells for line in lines if not line.heading]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    widths += [max(len(line.cells[column]) for line in lines) for column in (4, 5)]
    while _whole(widths) > width:
        spare = [widths[column] - _LEAST[column] for column in range(4)]
        widest = max(range(4), key=lambda column: (spare[column] > 0, widths[column]))
        if spare[widest] <= 0:
            break
        widths[widest] -= 1
    return widths


def _whole(widths: Sequence[int]) -> int:
    """How wide the table is; there is no gap before an empty last column."""
    return sum(widths) + len(_GAP) * (5 if widths[5] else 4)


def _cut(line: Line, widths: Sequence[int]) -> str:
    *texts, params, mark = line.cells
    end = f"{params.rjust(widths[4])}{_GAP}{mark}"
    if line.heading:
        room = sum(widths[:4]) + len(_GAP) * 3
        return f"{shorten(texts[0], room).ljust(room)}{_GAP}{end}"
    cuts = (_elide, shorten, _elide_each, shorten)
    cells = [cut(text, w).ljust(w) for cut, text, w in zip(cuts, texts, widths, strict=False)]
    return _GAP.join((*cells, end))


def _elide(text: str, width: int) -> str:
    """`text` without its middle: names that begin alike are told apart by their ends."""
    if len(text) <= width:
        return text
    tail = (width - 1) // 2
    return f"{text[: width - 1 - tail]}…{text[len(text) - tail :]}"


def _elide_each(text: str, width: int) -> str:
    """Several names, each without its middle, as long as something is left of each."""
    names = text.split(", ")
    if len(text) <= width or (width - 2 * len(names)) // len(names) < 6:
        return shorten(text, width)
    room = max(map(len, names))
    while sum(min(len(name), room) for name in names) + 2 * (len(names) - 1) > width:
        room -= 1
    return ", ".join(_elide(name, room) for name in names)


def _sums(told: Summary) -> Iterator[str]:
    count = told.count
    least = "" if count.complete else "at least "
    yield f"{counted(told.layers, 'layer')}, {least}{counted(count.total, 'parameter')}"
    yield f"  trainable      {least}{count.trainable:,}"
    yield f"  non-trainable  {least}{count.fixed:,}"
    shown = [clean(f"{name} {_type(tensor)}") for name, tensor in told.outputs]
    if len(shown) == 1:
        yield f"output {shown[0]}"
        return
    yield "outputs"
    yield from (f"  {line}" for line in shown)
