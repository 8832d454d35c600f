"""Sorting, and repeats told once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graphdsl.diagnostics.base import Use
from graphdsl.diagnostics.order import tidy
from graphdsl.source import Source
from tests.diagnostics.told import Told, Warned

A = Source("a b c d e f g h i j", "a.gdl")
B = Source("a b c d e f g h i j", "b.gdl")


def told(start=0, headline="x", source=A, uses=(), times=1):
    chain = tuple(Use(source.span(n, n + 1), "block") for n in uses)
    span = source.span(start, start + 1)
    return Told(span=span, headline=headline, uses=chain, times=times)


def shape(diagnostics):
    return [(d.span.source.name, d.span.start, d.headline, d.times) for d in tidy(diagnostics)]


def test_by_file_and_place():
    found = [told(4), told(0, source=B), told(2), Warned(span=A.span(3, 4), headline="w")]
    assert shape(found) == [
        ("a.gdl", 2, "x", 1),
        ("a.gdl", 3, "w", 1),
        ("a.gdl", 4, "x", 1),
        ("b.gdl", 0, "x", 1),
    ]


def test_the_same_in_rounds_of_a_loop_counts():
    assert shape([told(times=2), told()]) == [("a.gdl", 0, "x", 3)]


def test_other_uses_of_a_block_are_repeats_even_with_other_sizes():
    found = [told(headline=f"size {n}", uses=(n,)) for n in (2, 4, 6)]
    assert shape(found) == [("a.gdl", 0, "size 2", 3)]


def test_two_mistakes_at_one_place_stay_two_in_every_use():
    found = [told(headline=word, uses=(n,)) for n in (2, 4) for word in ("first", "second")]
    assert shape(found) == [("a.gdl", 0, "first", 2), ("a.gdl", 0, "second", 2)]


def test_two_messages_without_uses_stay_two():
    assert len(tidy([told(headline="first"), told(headline="second")])) == 2


def test_a_file_that_was_read_twice_does_not_count_twice():
    again = Source(A.text, A.name)
    assert shape([told(), told(source=again)]) == [("a.gdl", 0, "x", 1)]


STARTS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from("xy"), st.integers(0, 2)), max_size=12
)


@given(STARTS, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_twice_is_once(facts, shuffle):
    found = [told(start, word, uses=(use,) if use else ()) for start, word, use in facts]
    once = tidy(found)
    assert tidy(once) == once
    assert sum(d.times for d in once) == len(found)
    mixed = list(found)
    shuffle.shuffle(mixed)
    assert sum(d.times for d in tidy(mixed)) == len(found)
