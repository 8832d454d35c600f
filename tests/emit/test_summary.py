"""Summaries: whole tables, and what holds for any graph."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdsl.check.types import Types
from graphdsl.emit.costs import together
from graphdsl.emit.counts import Count
from graphdsl.emit.summary import Row, Section, Summary, render, summary
from graphdsl.emit.summary.tally import Entry
from tests.emit.builders import Builder, costs_of
from tests.emit.models import MODELS
from tests.golden import check_golden
from tests.graph.random_graphs import graphs

GOLDEN = Path(__file__).parent / "golden"


def told_of(name: str) -> Summary:
    graph, types = MODELS[name]()
    return summary(graph, types, costs_of(graph, types))


@pytest.mark.parametrize("name", MODELS)
def test_tables(name):
    check_golden(GOLDEN / f"{name}.summary.txt", render(told_of(name)))


@pytest.mark.parametrize("name", MODELS)
def test_narrow_tables(name):
    check_golden(GOLDEN / f"{name}.narrow.txt", render(told_of(name), 60))


@pytest.mark.parametrize("name", MODELS)
def test_wide_tables(name):
    check_golden(GOLDEN / f"{name}.wide.txt", render(told_of(name), 200))


@pytest.mark.parametrize("name", MODELS)
def test_rows_add_up(name):
    told = told_of(name)
    rows = [e for e in told.entries if isinstance(e, Row) and not _nested(e, told.entries)]
    counts = [row.count for row in rows if row.count is not None]
    assert sum(counts, Count()) == told.count
    assert together(row.cost for row in rows) == told.cost


@pytest.mark.parametrize("name", MODELS)
def test_sections_are_the_sum_of_their_rows(name):
    told = told_of(name)
    for place, section in enumerate(told.entries):
        if isinstance(section, Section):
            inside = _inside(section, told.entries[place + 1 :])
            rows = [e for e in inside if isinstance(e, Row) and not _nested(e, inside)]
            assert together(row.cost for row in rows) == section.cost


def _inside(section: Section, below: Sequence[Entry]) -> list[Entry]:
    return list(takewhile(lambda entry: entry.depth > section.depth, below))


def _nested(row: Row, entries) -> bool:
    """Whether a row stands in a nested model, which has been counted as a whole."""
    above = entries[: entries.index(row)]
    models = [e for e in above if isinstance(e, Row) and e.holds_rows]
    return any(row.depth > model.depth for model in models)


def test_a_shared_layer_counts_once():
    told = summary(*MODELS["siamese"]())
    rows = [e for e in told.entries if isinstance(e, Row) and e.cls == "LSTM"]
    assert [(row.call, row.count) for row in rows] == [((1, 2), Count(82176)), ((2, 2), None)]
    assert told.count == Count(82176 + 129)


def test_frozen_weights_do_not_train():
    told = summary(*MODELS["residual"]())
    stem = next(e for e in told.entries if isinstance(e, Section))
    assert (stem.name, stem.frozen, stem.count) == ("stem", True, Count(0, 2048))
    assert told.count == Count(305_674, 2_816)


def test_a_frozen_segment_freezes_what_is_in_it():
    b = Builder()
    x = b.input("x", [2])
    b.segment("a", "stage", frozen=True)
    b.segment("a.b", "stage")
    x = b.layer("Dense", [x], [3], weights=[[2, 3]])
    b.output("y", x)
    assert summary(*b.done()).count == Count(0, 6)


def test_unknown_sizes_make_a_total_a_lower_bound():
    b = Builder()
    x = b.layer("Dense", [b.input("x", [None])], [3], weights=[[None, 3], [3]])
    b.output("y", x)
    told = summary(*b.done())
    assert told.count == Count(3, 0, complete=False)
    assert "at least 3 parameters" in render(told)


def test_what_has_no_effect_is_told_and_not_counted():
    b = Builder()
    x = b.input("x", [4])
    b.layer("Dense", [x], [50], weights=[[4, 50], [50]], name="idle")
    b.output("y", b.layer("Dense", [x], [2], weights=[[4, 2], [2]], name="y"))
    b.segment("unused", "stage")
    b.layer("Dense", [x], [3], weights=[[4, 3], [3]], name="idle_too")
    graph, types = b.done()
    told = summary(graph, types, costs_of(graph, types))
    assert (told.layers, told.count) == (1, Count(10))
    assert [e.count for e in told.entries if isinstance(e, Section)] == [Count()]
    idle, _ = (line for line in render(told).splitlines() if "idle" in line)
    assert idle.split() == ["idle", "Dense", "x", "[50]", "no", "effect"]


@given(graphs(), st.integers(40, 160))
@settings(max_examples=30)
def test_tables_keep_to_their_width(graph, width):
    text = render(summary(graph, Types()), width)
    assert text.endswith("\n")
    assert all(line == line.rstrip() for line in text.splitlines())
    # Parameters and marks are never cut; they may need more room than there is.
    assert max(map(len, text.splitlines())) <= max(width, 100)


@given(graphs())
@settings(max_examples=30)
def test_every_call_has_a_row(graph):
    told = summary(graph, Types())
    rows = [entry.name for entry in told.entries if isinstance(entry, Row)]
    assert set(rows) >= set(graph.nodes) | {given.name for given in graph.inputs}
