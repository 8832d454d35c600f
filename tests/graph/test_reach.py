"""What is left of a graph without what no output depends on."""

from __future__ import annotations

from hypothesis import given, settings

from graphdsl.graph.json import from_json, to_json
from graphdsl.graph.reach import alive, needed
from graphdsl.source import Source
from tests.graph.random_graphs import graphs


@given(graphs())
@settings(max_examples=30)
def test_what_is_left_is_what_outputs_need_and_nothing_dangles(graph):
    left = alive(graph)
    assert left.nodes.keys() == needed(graph, graph.outputs) & graph.nodes.keys()
    assert left.layers.keys() == {node.layer for node in left.nodes.values()}
    assert (left.inputs, left.outputs, left.train) == (graph.inputs, graph.outputs, graph.train)
    there = {*left.nodes, *(i.name for i in left.inputs)}
    for segment in left.segments.values():
        assert not segment.parent or segment.parent in left.segments
        assert all(ref.node in there for _, ref in segment.results)
    assert to_json(from_json(Source(to_json(left)))) == to_json(left)


@given(graphs())
@settings(max_examples=30)
def test_a_graph_with_nothing_idle_stays_the_same_object(graph):
    left = alive(graph)
    assert alive(left) is left
