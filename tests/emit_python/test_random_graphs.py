"""Whatever graph: the emitted code makes it again, and ruff has nothing to say about the code."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from graphdsl.emit.python import emit_python
from graphdsl.emit.python.reading import read
from tests.emit_python import recording
from tests.emit_python.graphs import graphs
from tests.emit_python.ruff import complaints


@given(graphs())
@settings(max_examples=120, suppress_health_check=list(HealthCheck))
def test_code_makes_the_same_calls(graph):
    text = emit_python(graph)
    notes = recording.Notes()
    made = recording.run(text, notes, 3)
    number, layers = recording.expected(graph, notes)
    assert made.number == number, text
    assert layers <= {layer.name for layer in made.layers}
    if all(layer.kind != "model" for layer in graph.layers.values()):
        assert sorted(layer.name for layer in made.layers) == sorted(layers)
        frozen = {name for name, layer in read(graph).layers.items() if layer.frozen}
        assert {la.name for la in made.layers if not la.trainable} == frozen & layers


@given(graphs())
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_ruff_is_content(graph):
    text = emit_python(graph)
    assert not complaints(text), text


@given(graphs())
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_same_graph_gives_same_code(graph):
    assert emit_python(graph) == emit_python(graph)
