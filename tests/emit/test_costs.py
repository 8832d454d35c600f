"""Costs added up, and how they are written."""

from __future__ import annotations

import pytest

import graphdsl
from graphdsl.check.costs import Costs, costs
from graphdsl.emit.costs import Amount, Cost, call_costs, costs_within, peak
from graphdsl.emit.words import bytes_text, macs_text

OTHERS = """
extern layer MyNorm(axis = -1)
model tower { input a: [100]; Dense(400); Dense(1) }
"""


def lowered(body: str) -> graphdsl.Graph:
    return graphdsl.lower(f"{OTHERS}\nmodel m {{\n{body}\n}}", model="m")


PEAKS = {
    "a chain holds two neighbours": (
        "input x: [10]; Dense(20); Dense(50); Dense(5)",
        4 * (20 + 50),
    ),
    "what is read later is held": (
        "input x: [10]; Dense(20) as early; Dense(50); Dense(20); [_, early] -> Add",
        4 * (20 + 50 + 20),
    ),
    "an output is held to the end": (
        "input x: [10]; Dense(20) as early; Dense(5); Dense(50); Dense(60) as late\n"
        "output early, late",
        4 * (20 + 50 + 60),
    ),
    "an input is let go behind its last use": ("input x: [1000]; Dense(1); Dense(2000)", 4 * 2001),
    "inside a nested model more may be held than before and behind it": (
        "input x: [100]; Dense(10) as kept; x -> tower as y; [kept, y] -> Concatenate",
        4 * (100 + 10 + 400 + 1),
    ),
}


@pytest.mark.parametrize("name", PEAKS)
def test_peaks(name: str) -> None:
    body, expected = PEAKS[name]
    graph = lowered(body)
    assert peak(graph, costs(graph)) == Amount(expected)


def test_unknown_sizes_make_the_peak_a_lower_bound() -> None:
    graph = lowered("input x: [?, 10]; Dense(20) as y; GlobalAveragePooling1D; Dense(3)")
    assert peak(graph, costs(graph)) == Amount(4 * 23, complete=False)
    assert peak(graph, Costs()) == Amount(complete=False)


def test_segments_sum_what_is_called_in_them() -> None:
    graph = lowered(
        """
        input x: [10]
        shared twice = Dense(10, dtype = mixed_float16)
        stage a { x -> twice as first; stage inner { Dense(3) as small } }
        stage b { a.first -> twice; MyNorm(1) as odd }
        output a.inner.small, b.odd
        """
    )
    types = graphdsl.api.types_of(graph)
    found = costs_within(graph, call_costs(graph, types, costs(graph)))
    dense = Cost(Amount(4 * 33), Amount(30), Amount(4 * 3))
    assert found["a.inner"] == dense
    assert found["a"] == dense + Cost(Amount(4 * 110), Amount(100), Amount(2 * 10))
    assert found["b"] == Cost(Amount(0, False), Amount(100, False), Amount(20, False))


def test_a_nested_model_of_which_a_part_is_unknown_costs_at_least_the_rest() -> None:
    text = "extern layer Odd(n)\nmodel part { input a: [4]; Dense(5); Odd(1); Dense(2) }\n"
    graph = graphdsl.lower(text + "model m { input x: [4]; part as y; Dense(3) }", model="m")
    found = call_costs(graph, graphdsl.api.types_of(graph), costs(graph))["y"]
    assert (found.macs, found.memory) == (Amount(20, complete=False), Amount(20, complete=False))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "0.98 KiB"),
        (1024, "1.00 KiB"),
        (3136, "3.06 KiB"),
        (10_239, "10.0 KiB"),
        (1023 * 1024, "1.00 MiB"),
        (1024**2, "1.00 MiB"),
        (200_704, "196 KiB"),
        (10_236, "10.0 KiB"),
        (1024**5, "1.00 PiB"),
        (8 * 10**18, "6.94 EiB"),
        (8 * 10**22, "69389 EiB"),
    ],
)
def test_bytes(number: int, text: str) -> None:
    assert bytes_text(number) == text


def test_multiply_accumulates_have_no_unit_that_means_bytes() -> None:
    assert [macs_text(n) for n in (640, 50_176, 1_230_000, 3_610_000_000, 2 * 10**18)] == [
        "640",
        "50.2K",
        "1.23M",
        "3.61G",
        "2.00E",
    ]
