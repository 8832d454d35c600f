"""Deep and large graphs; Keras walks a model by recursion."""

from __future__ import annotations

import sys

import pytest

from tests.keras.handmade import Draft
from tests.keras.test_keras_outputs import built

pytestmark = pytest.mark.keras


def test_a_chain_of_5000_layers_builds_and_is_saved(tmp_path):
    from graphdsl.keras import save

    d = Draft()
    x = d.input("x", 2)
    for number in range(5000):
        x = d.add(f"layer_{number}", "Activation", x, activation="relu")
    d.output("layer_4999", x, loss="mse")
    limit = sys.getrecursionlimit()
    model = built(d.graph())
    assert sys.getrecursionlimit() == limit
    assert len(model.layers) == 5001
    assert save(model, tmp_path / "deep.keras") == ()


def test_10000_operations_in_100_chains_build():
    d = Draft()
    ends = []
    x = d.input("x", 2)
    for chain in range(100):
        end = x
        for number in range(100):
            end = d.function(f"negative_{chain}_{number}", "negative", end)
        ends.append(end)
    d.output("sum", d.add("sum", "Add", ends))
    assert len(built(d.graph()).operations) == 10_002


def test_nested_models_count_for_the_depth():
    inner = Draft("inner")
    x = inner.input("z", 2)
    for number in range(1500):
        x = inner.function(f"n{number}", "negative", x)
    inner.output("end", x)
    d = Draft()
    d.output("y", d.model("inner", inner.graph(), d.input("x", 2)))
    assert built(d.graph()).output.shape == (None, 2)
