"""The graph that predicts is the one that trains, less what only auxiliary outputs need."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graphdsl.graph import Graph, Input, Layer, Node, Output, Ref, Segment
from graphdsl.graph.reach import needed
from graphdsl.transforms.inference import inference


@st.composite
def graphs(draw):
    """Calls that read any earlier ones, in nested segments, with outputs of both kinds."""
    inputs = [Input(f"x{n}", (2,)) for n in range(draw(st.integers(1, 3)))]
    segments = {"a": Segment("a", "stage"), "a.b": Segment("a.b", "stage", "a")}
    segments |= {"c": Segment("c", "aux"), "empty": Segment("empty", "branch")}
    names = [i.name for i in inputs]
    nodes, layers = {}, {}
    for number in range(draw(st.integers(1, 8))):
        read = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3))
        shared = draw(st.booleans()) and layers
        layer = draw(st.sampled_from(sorted(layers))) if shared else f"n{number}"
        layers.setdefault(layer, Layer(layer, "layer", "Add"))
        segment = draw(st.sampled_from(["", "a", "a.b", "c"]))
        nodes[f"n{number}"] = Node(f"n{number}", layer, ([Ref(r) for r in read],), {}, segment)
        names.append(f"n{number}")
    outputs = [
        Output(
            f"o{n}", Ref(draw(st.sampled_from(names))), "mse", 0.5, ("mae",), draw(st.booleans())
        )
        for n in range(draw(st.integers(1, 4)))
    ]
    segments = {
        path: Segment(path, s.kind, s.parent, operands=(("", Ref(names[0])),),
                      results=(("", Ref(draw(st.sampled_from(names)))),))
        for path, s in segments.items()
    }  # fmt: skip
    return Graph("g", tuple(inputs), layers, nodes, tuple(outputs), segments, {"optimizer": "sgd"})


@given(graphs())
def test_what_is_left_computes_the_other_outputs_and_nothing_dangles(graph):
    left = inference(graph)
    assert [o.name for o in left.outputs] == [o.name for o in graph.outputs if not o.aux]
    assert all((o.loss, o.weight, o.metrics) == (None, None, ()) for o in left.outputs)
    assert left.train is None
    there = {*(i.name for i in left.inputs), *left.nodes}
    assert needed(left, left.outputs) <= there
    assert all(ref.node in there for node in left.nodes.values() for ref in node.refs())
    assert {node.layer for node in left.nodes.values()} == left.layers.keys()
    for segment in left.segments.values():
        assert all(ref.node in there for _, ref in (*segment.operands, *segment.results))
        assert not segment.parent or segment.parent in left.segments
    assert {node.segment for node in left.nodes.values()} - {""} <= left.segments.keys()


@given(graphs())
def test_only_what_auxiliary_outputs_alone_need_is_gone(graph):
    left = inference(graph)
    gone = ({*(i.name for i in graph.inputs), *graph.nodes}) - (
        {*(i.name for i in left.inputs), *left.nodes}
    )
    kept = [o for o in graph.outputs if not o.aux]
    only_auxiliary = needed(graph, graph.outputs) - needed(graph, kept)
    assert only_auxiliary <= gone
    for name in gone - only_auxiliary:
        assert any(ref.node in gone for ref in graph.nodes[name].refs())
    assert "empty" in left.segments


@given(graphs())
def test_twice_is_once(graph):
    assert inference(inference(graph)) == inference(graph)
