"""The text of a graph lowers to that graph: layers by name, arguments, connections, training."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from graphdsl.comparing import equal
from graphdsl.diagnostics.base import GraphdslError, Level
from graphdsl.diagnostics.lifting import NotInLanguage
from graphdsl.graph import Graph
from graphdsl.lifting import lift
from graphdsl.lowering.lower import lower
from graphdsl.source import Source
from graphdsl.syntax.parser import parse
from graphdsl.syntax.printer import format_source
from tests.emit_python.graphs import graphs as random_graphs
from tests.lifting.corpus import graphs

GRAPHS = dict(graphs())
REFUSED = {"GDL204", "GDL205", "GDL308", "GDL607"}
"""Names of layers that the language refuses, models that compute nothing, names given twice."""


def lowered(text: str) -> tuple[Graph | None, list[str]]:
    """The last model of a text, and the codes of its errors."""
    parsed = parse(Source(text))
    found = lower(parsed.file)
    told = (*parsed.diagnostics, *found.diagnostics)
    models = [graph for graph, _ in found.graphs.values()]
    return models[-1] if models else None, [d.code for d in told if d.level is Level.ERROR]


def names(graph: Graph) -> set[str]:
    """Of layers, which weights are found by; Keras numbers operations."""
    return {name for name, layer in graph.layers.items() if layer.kind != "function"}


@pytest.mark.parametrize("name", GRAPHS)
def test_the_text_of_a_graph_means_it(name: str) -> None:
    graph = GRAPHS[name]
    text = lift(graph)
    again, errors = lowered(text)
    assert not errors
    assert again is not None
    assert equal(again, graph), text
    assert names(again) == names(graph)
    assert {i.name for i in again.inputs} == {i.name for i in graph.inputs}


@pytest.mark.parametrize("name", GRAPHS)
def test_the_text_is_formatted_and_always_the_same(name: str) -> None:
    text = lift(GRAPHS[name])
    assert lift(GRAPHS[name]) == text
    assert format_source(Source(text)) == text


@given(random_graphs())
@settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
def test_whatever_graph(graph: Graph) -> None:
    try:
        text = lift(graph)
    except GraphdslError as error:
        (told,) = error.diagnostics
        assert isinstance(told, NotInLanguage) or told.facts["code_of_it"] in REFUSED, told
        assert "all of it" not in told.message()
    else:
        again, errors = lowered(text)
        assert not errors
        assert again is not None
        assert equal(again, graph), text
