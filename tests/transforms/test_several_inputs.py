"""Operations on models with several inputs: each gets what it stands for, and there is a text."""

from __future__ import annotations

import pytest

import graphdsl
from graphdsl.diagnostics.base import GraphdslError
from graphdsl.graph import Ref
from graphdsl.lifting import lift

FIRST = "model p { input l: [4]; input r: [4]; input: {l: l, r: r}; l - 2 * r -> Dense(1) }"
OTHERS = {
    "another order": "input r: [4]; input l: [4]; input: {l: l, r: r}; l - 2 * r",
    "a list": "input r: [4]; input l: [4]; l - 2 * r",
    "other names in the same places": "input b: [4]; input a: [4]; input: {l: a, r: b}; a - 2 * b",
    "other names in order": "input a: [4]; input b: [4]; a - 2 * b",
}


@pytest.mark.parametrize("name", OTHERS)
def test_models_are_merged_input_by_input(name: str) -> None:
    first = graphdsl.lower(FIRST)
    second = graphdsl.lower(f"model q {{ {OTHERS[name]} -> Dense(1) }}")
    merged = graphdsl.merge([first, second])
    given = dict(zip((i.name for i in second.inputs), merged.nodes["q"].args, strict=True))
    left, right = ("l", "r") if "l" in given else ("a", "b")
    assert (given[left], given[right]) == (Ref("l"), Ref("r"))
    assert merged.input_structure == first.input_structure
    assert "    input r: [4]\n    input: {l: l, r: r}\n\n" in lift(merged)
    again = graphdsl.lower(lift(merged), model="merged")
    assert again.nodes["q"].args == merged.nodes["q"].args


def test_inputs_of_other_shapes_are_not_merged() -> None:
    other = "model q { input l: [4]; input r: [3]; l -> Dense(1) }"
    with pytest.raises(GraphdslError, match="takes"):
        graphdsl.merge([graphdsl.lower(FIRST), graphdsl.lower(other)])


def test_a_segment_that_reads_two_values_is_nested() -> None:
    graph = graphdsl.lower(
        "model m { input p: [4]; input q: [4]; stem { [p, q] -> Add -> Dense(3) }; Dense(1) }"
    )
    text = lift(graphdsl.nest(graph, "stem"))
    assert "(p, q) -> stem" in text


def test_what_is_no_input_is_told_with_the_inputs() -> None:
    with pytest.raises(GraphdslError) as told:
        graphdsl.prepend(graphdsl.lower(FIRST), "Rescaling(2)", input="dense")
    assert "there are `l`, `r`" in str(told.value)


def test_an_input_is_an_output_as_it_is() -> None:
    graph = graphdsl.lower("model m { input a: [4]; h = Dense(2); output h, a }")
    assert [output.value for output in graph.outputs] == [Ref("h"), Ref("a")]
    assert list(graph.nodes) == ["h"]
    assert graphdsl.lower(lift(graph)) == graph
