"""Any text whatever gives a tree and diagnostics inside the text, never an exception."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.rendering.render import render_all
from graphdsl.source import Source
from graphdsl.syntax.parser import Parsed, parse
from graphdsl.syntax.recovery import ERRORS

EVERYTHING = (Path(__file__).parent / "formatted" / "language.out.gdl").read_text(encoding="utf-8")
PIECES = re.findall(r"\w+|\s+|[^\w\s]", EVERYTHING)


def read(text: str) -> Parsed:
    parsed = parse(Source(text))
    for diagnostic in parsed.diagnostics:
        for start, end in places(diagnostic):
            assert 0 <= start <= end <= len(text), diagnostic
    assert len(parsed.diagnostics) <= ERRORS + 1
    assert all(a.span.start <= b.span.start for a, b in pairwise(parsed.diagnostics))
    render_all(parsed.diagnostics)
    return parsed


def places(diagnostic: Diagnostic) -> list[tuple[int, int]]:
    spans = [diagnostic.span, *(label.span for label in diagnostic.labels())]
    spans += [edit.span for edit in diagnostic.fix()]
    return [(span.start, span.end) for span in spans]


@settings(max_examples=150)
@given(st.text())
def test_random_characters(text: str) -> None:
    read(text)


@settings(max_examples=200)
@given(st.lists(st.sampled_from(sorted(set(PIECES))), max_size=60))
def test_random_pieces_of_the_language(pieces: list[str]) -> None:
    read("".join(pieces))


@settings(max_examples=200)
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_mutated_programs(choice: random.Random, times: int) -> None:
    start = choice.randrange(len(PIECES))
    pieces = PIECES[start : start + choice.randrange(5, 250)]
    for _ in range(times):
        place = choice.randrange(len(pieces))
        pieces[place] = choice.choice(["", choice.choice(PIECES), pieces[place] * 2, "\0", "é"])
    read("".join(pieces))


def test_a_text_cut_off_anywhere() -> None:
    for end in range(0, len(EVERYTHING), 31):
        read(EVERYTHING[:end])
