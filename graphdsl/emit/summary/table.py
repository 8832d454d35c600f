"""Summaries as a table of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from graphdsl.diagnostics.wording import count as counted
from graphdsl.emit.costs import NOTHING, Amount, Cost
from graphdsl.emit.counts import Count
from graphdsl.emit.summary.tally import Entry, Row, Section, Summary
from graphdsl.emit.words import bytes_text, clean, macs_text, shorten
from graphdsl.layers.tensors import TensorType

WIDTH: Final = 100
_NARROWEST: Final = 40
_GAP: Final = "  "
_HEADINGS: Final = ("layer", "class", "called with", "output")
_NUMBERS: Final = ("parameters", "weights", "MACs", "activations")
_DROPPED: Final = (1, 3, 2)
"""Which columns of numbers are left out first, where the others would have too little room."""
_ROOM: Final = 64
"""So much of the width is for the four columns of words, before any column of numbers."""
_LEAST: Final = (8, 8, 11, 8)
"""Columns of words do not shrink below this; numbers and marks never shrink."""


class Line(NamedTuple):
    """One line of the table before it is cut to width."""

    words: tuple[str, str, str, str]
    numbers: tuple[str, ...]
    mark: str = ""
    heading: bool = False
    """A segment's: its first cell may run on over the next three."""


def render(told: Summary, width: int = WIDTH) -> str:
    """The table, at most `width` columns wide, and the sums below it; ends in a newline.

    Columns of numbers that do not fit are left out; what they sum up to stands below all the same.
    """
    width = max(width, _NARROWEST)
    lines = _chosen([Line(_HEADINGS, _NUMBERS), *_lines(told.entries)], width)
    widths = _widths(lines, width)
    rule = "─" * _whole(widths)
    heading, *rows = (_cut(line, widths) for line in lines)
    title = shorten(f"model {clean(told.model)}", width)
    sums = (shorten(line, width) for line in _sums(told))
    text = (title, "", heading, rule, *rows, rule, *sums)
    return "".join(f"{row.rstrip()}\n" for row in text)


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
        numbers = _numbers(entry.count, entry.cost)
        return Line((f"{indent}{entry.kind}{name}", "", "", ""), numbers, mark, True)
    words = (
        f"{indent}{clean(entry.name)}",
        clean(entry.cls),
        clean(entry.called_with),
        clean(_output(entry)),
    )
    if entry.no_effect:
        return Line(words, ("",) * len(_NUMBERS), "no effect")
    numbers = _numbers(entry.count, entry.cost)
    return Line(words, numbers, _marks(entry, frozen=entry.frozen and marked))


def _numbers(count: Count | None, cost: Cost) -> tuple[str, ...]:
    bare = count is None
    return (
        "" if bare else _bound(Amount(count.total, count.complete), "{:,}".format),
        "" if bare else _bound(cost.weights, bytes_text),
        "" if bare and cost.macs == NOTHING else _bound(cost.macs, macs_text),
        _bound(cost.memory, bytes_text),
    )


def _bound(amount: Amount, text: Callable[[int], str]) -> str:
    if amount.complete:
        return text(amount.known) if amount.known else "0"
    return f"{text(amount.known)} + ?" if amount.known else "?"


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


def _chosen(lines: Sequence[Line], width: int) -> Sequence[Line]:
    """The lines with as many columns of numbers as leave enough room for words."""
    needed = min(_ROOM, sum(_word_widths(lines)) + 3 * len(_GAP))
    marks = max(len(line.mark) for line in lines)
    kept = [0, 1, 2, 3]
    for dropped in (None, *_DROPPED):
        kept = [column for column in kept if column != dropped]
        widths = [max(len(line.numbers[column]) for line in lines) for column in kept]
        taken = sum(widths) + len(_GAP) * (len(kept) + (1 if marks else 0)) + marks
        if needed + taken <= width:
            break
    return [line._replace(numbers=tuple(line.numbers[c] for c in kept)) for line in lines]


def _word_widths(lines: Sequence[Line]) -> list[int]:
    rows = [line.words for line in lines if not line.heading]
    return [max(len(row[column]) for row in rows) for column in range(4)]


class Widths(NamedTuple):
    """How wide each column is."""

    words: Sequence[int]
    numbers: Sequence[int]
    mark: int


def _widths(lines: Sequence[Line], width: int) -> Widths:
    """As wide as needed; where that is too much, the widest columns of words give way first."""
    words = _word_widths(lines)
    numbers = [
        max(map(len, column)) for column in zip(*(line.numbers for line in lines), strict=True)
    ]
    widths = Widths(words, numbers, max(len(line.mark) for line in lines))
    while _whole(widths) > width:
        spare = [words[column] - _LEAST[column] for column in range(4)]
        widest = max(range(4), key=lambda column: (spare[column] > 0, words[column]))
        if spare[widest] <= 0:
            break
        words[widest] -= 1
    return widths


def _whole(widths: Widths) -> int:
    """How wide the table is; there is no gap before an empty last column."""
    columns = (*widths.words, *widths.numbers, *([widths.mark] if widths.mark else []))
    return sum(columns) + len(_GAP) * (len(columns) - 1)


def _cut(line: Line, widths: Widths) -> str:
    numbers = (text.rjust(w) for text, w in zip(line.numbers, widths.numbers, strict=True))
    end = _GAP.join((*numbers, line.mark))
    if line.heading:
        room = sum(widths.words) + len(_GAP) * 3
        return f"{shorten(line.words[0], room).ljust(room)}{_GAP}{end}"
    cuts = (_elide, shorten, _elide_each, shorten)
    each = zip(cuts, line.words, widths.words, strict=True)
    return _GAP.join((*(cut(text, w).ljust(w) for cut, text, w in each), end))


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
    least = "" if told.count.complete else "at least "
    yield f"{counted(told.layers, 'layer')}, {least}{counted(told.count.total, 'parameter')}"
    yield from _aligned(
        ("trainable", f"{least}{told.count.trainable:,}"),
        ("non-trainable", f"{least}{told.count.fixed:,}"),
        ("memory of weights", _at_least(told.cost.weights, bytes_text)),
    )
    yield "one sample"
    yield from _aligned(
        ("multiply-accumulates", _at_least(told.cost.macs, "{:,}".format)),
        ("memory of activations", _at_least(told.cost.memory, bytes_text)),
        ("most at one time", _at_least(told.peak, bytes_text)),
    )
    others = _in_training(told.entries)
    if others:
        yield f"different in training: {others}"
    if told.takes:
        yield f"inputs taken in {clean(told.takes)}"
    shown = [clean(f"{name} {_type(tensor)}") for name, tensor in told.outputs]
    if len(shown) == 1:
        yield f"output {shown[0]}"
    else:
        yield "outputs"
        yield from (f"  {line}" for line in shown)
    if told.gives:
        yield f"given in {clean(told.gives)}"


def _in_training(entries: Sequence[Entry]) -> str:
    """The classes whose calls do something else while training: `Dropout × 2, LSTM`."""
    rows = (e for e in entries if isinstance(e, Row) and e.differs_in_training)
    calls = Counter(clean(row.cls) for row in rows if not row.holds_rows)
    return ", ".join(name if n == 1 else f"{name} × {n}" for name, n in calls.items())


def _aligned(*facts: tuple[str, str]) -> Iterator[str]:
    yield from (f"  {name.ljust(21)}  {text}" for name, text in facts)


def _at_least(amount: Amount, text: Callable[[int], str]) -> str:
    if amount.complete:
        return text(amount.known)
    return f"at least {text(amount.known)}" if amount.known else "unknown"
