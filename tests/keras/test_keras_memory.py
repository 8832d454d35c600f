"""Weights that are too large are told with their size, whatever Keras says of them."""

from __future__ import annotations

import pytest

from graphdsl.diagnostics.build import NoMemory
from graphdsl.pipeline import analyze, build
from graphdsl.source import Source

pytestmark = pytest.mark.keras

CASES = {
    "Flatten -> Dense(2)": ("Dense", "6.94 EiB", (10**18, 2)),
    "Flatten -> Dense(100)": ("Dense", "347 EiB", (10**18, 100)),
    "Flatten -> BatchNormalization": ("BatchNormalization", "13.9 EiB", (10**18,)),
    "Dense(1000000000000)": ("Dense", "3.47 EiB", (10**6, 10**12)),
}


@pytest.mark.parametrize("body", CASES)
def test_too_large_weights_are_told_with_their_size(body):
    text = f"model m {{\n    input x: [1000000, 1000000, 1000000]\n    {body}\n}}\n"
    checked = analyze(Source(text, "m.gdl")).one
    assert checked is not None
    made = build(checked)
    assert made.model is None
    cls, memory, shape = CASES[body]
    assert [d.facts for d in made.diagnostics] == [
        NoMemory(cls=cls, memory=memory, shape=shape).facts
    ]
    assert [d.span.begin.line for d in made.diagnostics] == [3]


def test_more_than_a_machine_counts():
    text = (
        "model m {\n    input x: [1000000000, 1000000000, 1000000000]\n    Flatten -> Dense(2)\n}\n"
    )
    checked = analyze(Source(text, "m.gdl")).one
    assert checked is not None
    (found,) = build(checked).diagnostics
    assert found.message() == (
        "there is no memory for the weights of `Dense`, which take 6938893904 EiB"
    )


def test_a_layer_in_a_nested_model_is_told_too():
    text = (
        "model inner { input a: [1000000, 1000000, 1000000]; Flatten -> Dense(2) }\n"
        "model m { input x: [1000000, 1000000, 1000000]; inner }\n"
    )
    checked = analyze(Source(text, "m.gdl"), model="m").one
    assert checked is not None
    assert [d.code for d in build(checked).diagnostics] == ["GDL823"]
