"""Losses, metrics and optimizers that the language cannot say are told; the rest is kept."""

from __future__ import annotations

import json

import pytest

import graphdsl
from graphdsl.cli.entry import main
from graphdsl.diagnostics.base import Level
from graphdsl.saved import config_to_graph

OWN = {"module": "mine", "config": {"a": 1}, "registered_name": "mine>Own"}
MY_LOSS = {"class_name": "MyLoss", **OWN}
FUNCTION = {"module": "builtins", "class_name": "function", "config": "my_loss"}
ELSEWHERE = {"module": "mine", "class_name": "function", "config": "mse"}
LAMBDA = {"class_name": "__lambda__", "config": {"value": ["4wEAAAAA", None, None]}}
SCHEDULED = {
    "module": "keras.optimizers",
    "class_name": "Adam",
    "config": {"learning_rate": {"class_name": "MyDecay", **OWN}},
}


def layer(cls, name, inbound, **config):
    return {
        "module": "keras.layers",
        "class_name": cls,
        "name": name,
        "config": {"name": name, **config},
        "inbound_nodes": inbound,
    }


def dense(name):
    tensor = {"class_name": "__keras_tensor__", "config": {"keras_history": ["x", 0, 0]}}
    return layer("Dense", name, [{"args": [tensor], "kwargs": {}}], units=1)


def saved(outputs, **compiled):
    names = ["x", *outputs]
    return {
        "module": "keras",
        "class_name": "Functional",
        "config": {
            "name": "m",
            "layers": [
                layer("InputLayer", "x", [], batch_shape=[None, 3], dtype="float32"),
                *map(dense, names[1:]),
            ],
            "input_layers": {"x": ["x", 0, 0]},
            "output_layers": {n: [n, 0, 0] for n in outputs}
            if len(outputs) > 1
            else [outputs[0], 0, 0],
        },
        "compile_config": compiled,
    }


ALL = "the model `m`: without a loss what `compile` was given as `optimizer` is not kept"
CASES = {
    "a function": (
        saved("y", optimizer="adam", loss=FUNCTION),
        ["the output `y`: its loss `my_loss` is not kept", ALL],
        "    Dense(1) as y\n}",
    ),
    "a class": (
        saved("y", optimizer="adam", loss=MY_LOSS),
        ["the output `y`: its loss `MyLoss()` is not kept", ALL],
        "    Dense(1) as y\n}",
    ),
    "a function called like one of Keras": (
        saved("y", optimizer="adam", loss=ELSEWHERE, metrics=["mae"]),
        [
            "the output `y`: its loss `mse` is not kept",
            ALL,
            "the model `m`: without a loss what `compile` was given as `metrics` is not kept",
        ],
        "    Dense(1) as y\n}",
    ),
    "a function without a name": (
        saved("y", optimizer="adam", loss=LAMBDA),
        ["the output `y`: its loss `lambda` is not kept", ALL],
        "    Dense(1) as y\n}",
    ),
    "a class called like one of Keras": (
        saved("y", optimizer={"class_name": "Adam", **OWN}, loss="mse"),
        ["the model `m`: its optimizer `Adam()`, in whose place is `rmsprop`, is not kept"],
        "head y (loss = mse) { Dense(1) }\n    train { }\n",
    ),
    "a schedule": (
        saved("y", optimizer=SCHEDULED, loss="mse"),
        [
            "the model `m`: its optimizer `Adam(learning_rate = MyDecay())`, in whose place is "
            "`rmsprop`, is not kept"
        ],
        "head y (loss = mse) { Dense(1) }",
    ),
    "metrics": (
        saved("y", optimizer="adam", loss="mse", metrics=["mae", FUNCTION, MY_LOSS]),
        [
            "the output `y`: its metric `my_loss` is not kept",
            "the output `y`: its metric `MyLoss()` is not kept",
        ],
        "head y (loss = mse, metrics = [mae]) { Dense(1) }",
    ),
    "a weighted metric": (
        saved("y", optimizer="adam", loss="mse", weighted_metrics=[MY_LOSS]),
        ["the output `y`: its weighted metric `MyLoss()` is not kept"],
        "train { optimizer = adam }",
    ),
    "one of two losses": (
        saved(
            "yz",
            optimizer="adam",
            loss={"y": "mse", "z": MY_LOSS},
            loss_weights={"y": 1.0, "z": 0.5},
            metrics={"z": ["mae"]},
        ),
        [
            "the output `z`: its loss `MyLoss()` is not kept",
            "the output `z`: the weight of its loss is not kept",
        ],
        "head y (loss = mse, weight = 1.0)",
    ),
    "one loss for two outputs": (
        saved("yz", optimizer="adam", loss=MY_LOSS),
        ["the model `m`: its loss `MyLoss()` is not kept", ALL],
        "output y, z\n}",
    ),
    "an optimizer alone": (
        saved("y", optimizer="adam"),
        [ALL],
        "    Dense(1) as y\n}",
    ),
    "metrics alone": (
        saved("yz", optimizer="adam", metrics={"y": ["mae"]}, weighted_metrics={"z": ["mse"]}),
        [
            ALL,
            "the model `m`: without a loss what `compile` was given as `weighted_metrics` is not "
            "kept",
            "the model `m`: without a loss what `compile` was given as `metrics` is not kept",
        ],
        "output y, z\n}",
    ),
    "loss weights alone": (
        saved("y", optimizer="adam", loss_weights=[0.5]),
        [
            ALL,
            "the model `m`: without a loss what `compile` was given as `loss_weights` is not kept",
        ],
        "    Dense(1) as y\n}",
    ),
    "lists of metrics for a single output": (
        saved("y", loss="mse", metrics=[["mae", "mse"]], weighted_metrics={"y": [None, "mae"]}),
        [],
        "head y (loss = mse, metrics = [mae, mse]) { Dense(1) }\n"
        "    train { weighted_metrics = [mae] }",
    ),
    "one weight of one loss for two outputs": (
        saved("yz", optimizer="adam", loss="mse", loss_weights={"y": 0.5}),
        [],
        "head z (weight = 0.5)",
    ),
    "metrics that Keras cannot tell apart": (
        saved("yz", optimizer="adam", loss="mse", metrics=["mae"], weighted_metrics={"a": "mae"}),
        [
            "the model `m`: its metric `[mae]` is not kept",
            "the model `m`: its weighted metric `{a: mae}` is not kept",
        ],
        "train {\n        optimizer = adam\n        loss = mse\n    }",
    ),
    "losses of other outputs": (
        saved("yz", optimizer="adam", loss={"y": "mse", "x": "mae"}),
        ["the model `m`: its loss `{y: mse, x: mae}` is not kept", ALL],
        "output y, z\n}",
    ),
    "an entry of another version": (
        saved("y", optimizer="adam", loss="mse", pace=3),
        ["the model `m`: its pace `3` is not kept"],
        "head y (loss = mse)",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_not_said_is_told_and_the_rest_is_a_text_without_errors(case, tmp_path, capsys):
    config, told, text = CASES[case]
    _, found = config_to_graph(config)
    assert [d.message() for d in found] == told
    path = tmp_path / "m.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    assert main(["import", str(path), "-o", str(tmp_path / "m.gdl")]) == 0
    assert capsys.readouterr().err.count("GDL070") == len(told)
    written = (tmp_path / "m.gdl").read_text(encoding="utf-8")
    assert text in written
    assert not [d for d in graphdsl.check(written) if d.level is Level.ERROR]


def test_what_can_be_said_is_not_told():
    graph, found = config_to_graph(saved("y", optimizer="adam", loss="mse", metrics=["mae"]))
    assert graph is not None
    assert found == ()
    assert graph.train == {"optimizer": "adam"}
