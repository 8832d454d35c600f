"""Summaries: whole tables, and what holds for any graph."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdsl.check.types import Types
from graphdsl.emit.counts import Count
from graphdsl.emit.summary import Row, Section, render, summary
from tests.emit.builders import Builder
from tests.emit.models import MODELS
from tests.golden import check_golden
from tests.graph.random_graphs import graphs

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", MODELS)
def test_tables(name):
    check_golden(GOLDEN / f"{name}.summary.txt", render(summary(*MODELS[name]())))


@pytest.mark.parametrize("name", MODELS)
def test_narrow_tables(name):
    check_golden(GOLDEN / f"{name}.narrow.txt", render(summary(*MODELS[name]()), 60))


@pytest.mark.parametrize("name", MODELS)
def test_rows_add_up(name):
    told = summary(*MODELS[name]())
    rows = [e for e in told.entries if isinstance(e, Row) and not _nested(e, told.entries)]
    counts = [row.count for row in rows if row.count is not None]
    assert sum(counts, Count()) == told.count


def _nested(row: Row, entries) -> bool:
    """Whether a row stands in a nested model, which has been counted as a whole."""
    above = entries[: entries.index(row)]
    models = [e for e in above if isinstance(e, Row) and e.cls.startswith("model ")]
    return any(row.depth > model.depth and row.call is None for model in models)


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
