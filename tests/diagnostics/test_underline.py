"""The underline stands under what it is about, whatever the line is made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graphdsl.diagnostics.rendering.render import render
from graphdsl.source import Source
from tests.diagnostics.told import Told

CELLS = {
    "a": 1,
    "é": 1,
    "世": 2,
    "🙂": 2,
    "ｱ": 1,
    "Ａ": 2,
    "\u0301": 0,
    "\u200d": 0,
    "\x07": 1,
    "\xad": 1,
}
"""How many cells a terminal gives to each."""
PIECES = st.sampled_from([*CELLS, "\t"])


def cells(text: str) -> int:
    return sum(CELLS.get(c, 1) for c in text)


def rows_of(text: str) -> tuple[str, str]:
    """The source row and the underline row, without gutter."""
    lines = text.split("\n")
    return lines[3].partition(" | ")[2], lines[4].partition(" | ")[2]


@given(st.lists(PIECES, max_size=40), st.lists(PIECES, min_size=1, max_size=20), st.integers(0, 3))
def test_carets_stand_under_the_span(before, within, more):
    head, middle = "".join(before), "".join(within)
    text = f"{head}{middle}{'z' * more}\r\nnext"
    source = Source(text, "f.gdl")
    span = source.span(len(head), len(head) + len(middle))
    shown, under = rows_of(render(Told(span=span, headline="x"), width=10_000))
    begin = len(under) - len(under.lstrip())
    assert begin == _end_cell(head, 0)
    carets = len(under.strip())
    assert under.strip() == "^" * carets
    assert carets == max(1, _end_cell(middle, begin) - begin)
    assert "\t" not in shown
    assert "\x07" not in shown


def _end_cell(text: str, cell: int) -> int:
    for char in text:
        cell += 4 - cell % 4 if char == "\t" else CELLS[char]
    return cell


@given(st.integers(0, 5000), st.integers(1, 60), st.integers(60, 200), st.integers(0, 4000))
def test_long_lines_are_cut_around_the_span(start, length, width, behind):
    letters = "".join(chr(0x61 + n * n % 26) for n in range(start + length + behind))
    source = Source(letters, "f.gdl")
    text = render(Told(span=source.span(start, start + length), headline="x"), width=width)
    shown, under = rows_of(text)
    assert max(map(len, text.split("\n")[3:])) <= width
    begin = len(under) - len(under.lstrip())
    marked = shown[begin : len(under)]
    wanted = letters[start : start + length]
    cut = marked.rstrip(".")
    assert marked == wanted or wanted.startswith(cut)
    assert len(cut) >= min(length, width // 2)


@given(st.text(max_size=60), st.integers(-5, 80), st.integers(-5, 80))
def test_any_text_and_any_span_can_be_shown(text, start, end):
    source = Source(text, "f.gdl")
    shown = render(Told(span=source.span(start, end), headline="x", under="here"))
    assert "^ here" in shown


def test_a_line_of_many_megabytes_costs_little():
    source = Source("世" * 8_000_000, "f.gdl")
    shown = render(Told(span=source.span(7_000_000, 7_000_003), headline="x"), width=80)
    _, under = rows_of(shown)
    assert under.strip() == "^" * 6
    assert len(shown) < 400
