"""What calls cost for one sample, where something other than one layer's own rule decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

import graphdsl
from graphdsl.check.costs import Costs, costs
from graphdsl.graph import Input

OTHERS = """
extern layer MyNorm(axis = -1)
model tower { input a: [4]; Dense(5) }
model open_tower { input a: [?, 4]; Dense(5) }
"""


def of(body: str) -> Costs:
    return costs(graphdsl.lower(f"{OTHERS}\nmodel m {{\n{body}\n}}", model="m"))


CASES: dict[str, tuple[str, dict[str, int | None], dict[str, int | None]]] = {
    "a layer that is shared counts at each call": (
        """
        input x: [4]
        shared twice = Dense(4)
        x -> twice as a
        a -> twice as b
        Dense(1) as last
        """,
        {"a": 16, "b": 16, "last": 4},
        {"x": 16, "a": 16, "b": 16, "last": 4},
    ),
    "a nested model counts with what is in it, at each call for what it is called with": (
        """
        input x: [3, 4]
        input y: [7, 4]
        shared reader = open_tower
        x -> reader as a
        y -> reader as b
        [a, b] -> Concatenate(axis = 1) as both
        """,
        {"a": 60, "b": 140, "both": 0},
        {"x": 48, "y": 112, "a": 60, "b": 140, "both": 200},
    ),
    "a model inside a layer counts at each step": (
        "input x: [3, 4]\nTimeDistributed(tower) as y",
        {"y": 60},
        {"x": 48, "y": 60},
    ),
    "a batch that is folded into another axis counts for all that a sample has of it": (
        """
        input x: [3, 4]
        reshape(_, (-1, 4)) as rows
        Dense(5) as y
        """,
        {"rows": 0, "y": 60},
        {"x": 48, "rows": 48, "y": 60},
    ),
    "models inside layers do so too": (
        """
        input x: [3, 2, 4]
        reshape(_, (-1, 2, 4)) as rows
        TimeDistributed(tower) as y
        """,
        {"rows": 0, "y": 120},
        {"x": 96, "rows": 96, "y": 120},
    ),
    "functions": (
        """
        input x: [3, 4]
        input y: [4, 5]
        both = x @ y
        turned = einsum("bij,bkj->bik", both, both)
        more = exp(turned) + 1
        [turned, more] -> Add as z
        """,
        {"both": 60, "turned": 45, "exp": 0, "more": 0, "z": 0},
        {"x": 48, "y": 80, "both": 60, "turned": 36, "exp": 36, "more": 36, "z": 36},
    ),
    "dtypes": (
        """
        input word: string[]
        input seen: int32[7]
        input short: float16[4]
        short -> Dense(8, dtype = mixed_float16) as half
        seen -> Embedding(10, 2) as vectors
        flags = seen == 0
        output half, vectors, flags
        """,
        {"half": 32, "vectors": 0, "equal": 0, "flags": 0},
        {"word": None, "seen": 28, "short": 8, "half": 16, "vectors": 56, "equal": 7, "flags": 7},
    ),
    "what is unknown": (
        """
        input x: [?, 4]
        Dense(5) as y
        MyNorm as z
        z -> Dense(3) as w
        y -> GlobalAveragePooling1D as mean
        mean -> Dense(3) as last
        output w, last
        """,
        {"y": None, "z": None, "w": None, "mean": 0, "last": 15},
        {"x": None, "y": None, "z": None, "w": None, "mean": 20, "last": 12},
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.filterwarnings("ignore::graphdsl.api.GraphdslWarning")
def test_costs(name: str) -> None:
    body, macs, memory = CASES[name]
    found = of(body)
    assert found.macs == macs
    assert found.memory == memory


def test_inside_a_nested_model_only_calls_take_memory() -> None:
    found = of("input x: [4]\ntower as y")
    assert found.inside["y"].macs == {"dense": 20}
    assert found.inside["y"].memory == {"a": 0, "dense": 20}


def test_a_call_that_no_output_depends_on_costs_nothing() -> None:
    with pytest.warns(graphdsl.api.GraphdslWarning):
        graph = graphdsl.lower("model m { input x: [4]; dead = Dense(50); Dense(2) as y }")
    assert costs(graph).macs == {"y": 8}


def test_a_call_that_is_refused_costs_an_unknown_amount() -> None:
    graph = graphdsl.lower("model m { input x: [4]; Dense(5) as y }")
    assert costs(replace(graph, inputs=(Input("x", ()),))).macs == {"y": None}
