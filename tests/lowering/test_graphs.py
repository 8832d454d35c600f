"""What holds for every graph that comes of a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphdsl.graph import Graph
from graphdsl.pipeline import analyze
from graphdsl.source import Source

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.gdl"))


def graph_of(text: str) -> Graph:
    analysis = analyze(Source(text), one=True)
    assert analysis.one is not None
    return analysis.one.graph


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_nodes_are_in_topological_order_and_refs_lead_somewhere(path: Path) -> None:
    for checked in analyze(Source.read(path)).models.values():
        graph = checked.graph
        seen = {i.name for i in graph.inputs}
        for node in graph.nodes.values():
            assert {ref.node for ref in node.refs()} <= seen
            assert node.layer in graph.layers
            assert node.segment == "" or node.segment in graph.segments
            seen.add(node.name)
        assert {o.value.node for o in graph.outputs} <= seen


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_same_text_gives_the_same_graph(path: Path) -> None:
    first, second = (analyze(Source.read(path)) for _ in range(2))
    assert [m.graph for m in first.models.values()] == [m.graph for m in second.models.values()]


def test_editing_one_segment_renames_no_layer_of_another() -> None:
    text = """model m {{
        input x: [4]
        stem {{ {} Dense(4) }}
        branch a {{ Dense(4) -> Dense(4) }}
        branch b {{ Dense(4) }}
        [a, b] -> Add -> Dense(1)
    }}"""
    before, after = graph_of(text.format("")), graph_of(text.format("Dense(8); ReLU;"))
    assert [n for n in before.layers if not n.startswith("stem")] == [
        n for n in after.layers if not n.startswith("stem")
    ]


def test_order_of_keyword_arguments_does_not_matter() -> None:
    one = graph_of("model m { input x: [4]; Dense(units = 4, activation = relu) }")
    two = graph_of("model m { input x: [4]; Dense(activation = relu, units = 4) }")
    assert one == two
    assert str(one) == str(two)


def test_parameters_are_set_and_checked() -> None:
    text = "model m(width, deep = false) { input x: [4]; Dense(width); if deep { Dense(1) } }"
    found = analyze(Source(text), model="m", params={"width": 16, "deep": True})
    assert found.one is not None
    assert [n.args.get("units") for n in found.one.graph.layers.values()] == [16, 1]
    codes = [d.code for d in analyze(Source(text), model="m", params={"widht": 16}).diagnostics]
    assert codes == ["GDL212", "GDL402"]


def test_one_of_several_models_has_to_be_named() -> None:
    text = "model a { input x: [4]; Dense(1) }\nmodel b { input x: [4]; Dense(2) }"
    assert [d.code for d in analyze(Source(text), one=True).diagnostics] == ["GDL211"]
    assert [d.code for d in analyze(Source(text), model="c").diagnostics] == ["GDL211"]
    assert list(analyze(Source(text), model="b", one=True).models) == ["b"]
    assert list(analyze(Source(text)).models) == ["a", "b"]


def test_a_file_that_doubles_twenty_times_is_refused_at_once() -> None:
    blocks = ["block b0 { Dense(1); Dense(1) }"]
    blocks += [f"block b{i} {{ b{i - 1}; b{i - 1} }}" for i in range(1, 60)]
    text = "\n".join([*blocks, "model m { input x: [4]; b59 }"])
    assert [d.code for d in analyze(Source(text)).diagnostics] == ["GDL701"]


def test_nesting_without_bound_is_refused() -> None:
    blocks = ["block b0 { Dense(1) }"]
    blocks += [f"block b{i} {{ b{i - 1} }}" for i in range(1, 500)]
    text = "\n".join([*blocks, "model m { input x: [4]; b499 }"])
    assert [d.code for d in analyze(Source(text)).diagnostics] == ["GDL702"]


def test_what_inputs_are_given_in_may_stand_anywhere_in_the_body() -> None:
    lines = ["input a: [4]", 'input b: [4] (name = "The-Other")', "[a, b] -> Add -> Dense(2)"]
    for place in range(len(lines) + 1):
        written = "; ".join([*lines[:place], "input: {left: a, right: [b]}", *lines[place:]])
        graph = graph_of(f"model m {{ {written} }}")
        assert graph.input_structure == {"left": "a", "right": ["The-Other"]}
