"""What heads and a `train` block say together, as the arguments of `Model.compile`."""

from __future__ import annotations

import pytest

from graphdsl import lower
from graphdsl.graph.training import callbacks, training

TWO = """
model m {{
    input x: [4]
    head b ({b}) {{ Dense(1) }}
    head a ({a}) {{ Dense(1) }}
    {train}
}}
"""
ONE = """
model m {{
    input x: [4]
    head y ({y}) {{ Dense(1) }}
    {train}
}}
"""
MSE = {"b": "mse", "a": "mse"}


def two(b, a, train=""):
    return lower(TWO.format(b=b, a=a, train=train))


def one(y, train=""):
    return lower(ONE.format(y=y, train=train))


@pytest.mark.parametrize(
    ("graph", "told"),
    [
        (two("", ""), None),
        (two("loss = mse", ""), {"loss": {"b": "mse"}}),
        (two("loss = mse, weight = 2", "loss = mse"),
         {"loss": MSE, "loss_weights": {"b": 2.0, "a": 1.0}}),
        (two("loss = mse, weight = 0.5", "loss = mse", "train { loss_weights = {a: 3} }"),
         {"loss": MSE, "loss_weights": {"b": 0.5, "a": 3.0}}),
        (two("loss = mse", "loss = mse", "train { loss_weights = {a: 3} }"),
         {"loss": MSE, "loss_weights": {"b": 1.0, "a": 3.0}}),
        (two("loss = mse, weight = 2", "metrics = [mae]"),
         {"loss": {"b": "mse"}, "loss_weights": {"b": 2.0}, "metrics": {"a": ["mae"]}}),
        (two("loss = mse", "", "train { loss = {a: mae}; metrics = {b: mae} }"),
         {"loss": {"b": "mse", "a": "mae"}, "metrics": {"b": "mae"}}),
        (two("", "", "train { loss = mse; loss_weights = {a: 2} }"),
         {"loss": MSE, "loss_weights": {"b": 1.0, "a": 2.0}}),
        (one("loss = mse, weight = 2, metrics = [mae]"),
         {"loss": "mse", "loss_weights": 2.0, "metrics": ["mae"]}),
        (one("loss = mse", "train { loss_weights = 3; metrics = mae; jit_compile = false }"),
         {"loss": "mse", "loss_weights": 3.0, "metrics": ["mae"], "jit_compile": False}),
        (one("", "train { loss = {y: mse}; loss_weights = {y: 3}; weighted_metrics = mae }"),
         {"loss": "mse", "loss_weights": 3.0, "weighted_metrics": ["mae"]}),
    ],
)  # fmt: skip
def test_each_output_gets_what_is_said_of_it(graph, told):
    found = training(graph)
    assert found == (None if told is None else {"optimizer": "rmsprop"} | told)
    for value in (found or {}).values():
        if isinstance(value, dict):
            assert list(value) == [n for n in ("b", "a") if n in value]
    weights = (found or {}).get("loss_weights")
    told_weights = weights.values() if isinstance(weights, dict) else [weights]
    assert all(type(weight) in (float, type(None)) for weight in told_weights)


def test_callbacks_are_for_fit():
    graph = one("loss = mse", "train { callbacks = [History]; optimizer = Adam }")
    assert [made.cls for made in callbacks(graph)] == ["History"]
    assert "callbacks" not in training(graph)
    assert list(callbacks(one("loss = mse"))) == []
