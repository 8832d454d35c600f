"""What a graph says about training, and what the compiled model makes of it."""

from __future__ import annotations

import numpy as np
import pytest

import graphdsl
from graphdsl.emit.python import emit_python
from graphdsl.graph import Object
from graphdsl.graph.training import training
from tests.emit_python.comparing import run
from tests.keras import data, zoo
from tests.keras.handmade import Draft
from tests.keras.test_keras_outputs import built

pytestmark = pytest.mark.keras


def config(model, *names):
    told = model.get_compile_config()
    return tuple(told[name] for name in names)


def two_heads(train=None, **second):
    """Heads `b` and `a`, in this order: not the one in which Keras sorts them."""
    d = Draft()
    x = d.input("x", 3)
    d.output("b", d.add("b", "Dense", x, units=2, activation="softmax"),
             loss="sparse_categorical_crossentropy", metrics=("accuracy",))  # fmt: skip
    d.output("a", d.add("a", "Dense", x, units=1), **second)
    return d.graph(train)


def one_head(train=None, **how):
    d = Draft()
    d.output("y", d.add("y", "Dense", d.input("x", 3), units=1), **how)
    return d.graph(train)


def test_a_model_without_losses_and_train_block_is_not_compiled():
    assert not built(one_head()).compiled


def test_a_loss_is_enough_and_the_optimizer_then_is_that_of_keras():
    model = built(one_head(loss="mse"))
    assert model.compiled
    assert type(model.optimizer).__name__ == "RMSprop"
    assert config(model, "loss", "loss_weights", "metrics") == ("mse", None, None)


def test_a_train_block_is_enough():
    train = {"optimizer": "adam", "loss": "mse", "metrics": "mae", "steps_per_execution": 2}
    model = built(one_head(train))
    assert config(model, "loss", "metrics", "steps_per_execution") == ("mse", ["mae"], 2)
    assert (model.optimizer.name, type(model.optimizer).__name__) == ("adam", "Adam")


@pytest.mark.parametrize(
    ("written", "name"),
    [("adamw", "adam_w"), ("SGD", "sgd"), (Object("Nadam"), "nadam"),
     (Object("Adam", {"name": "mine"}), "mine")],
)  # fmt: skip
def test_optimizers_have_names_that_do_not_count_up(written, name):
    for _ in range(2):
        assert built(one_head({"optimizer": written}, loss="mse")).optimizer.name == name


def test_an_optimizer_has_its_schedule_and_clipping():
    optimizer = built(zoo.social()).optimizer
    told = optimizer.get_config()
    assert told["learning_rate"]["class_name"] == "ExponentialDecay"
    assert (told["momentum"], told["nesterov"], told["clipnorm"]) == (0.9, True, 1.0)


def test_a_single_output_is_compiled_as_a_user_would_write_it():
    model = built(one_head(loss="mse", weight=0.5, metrics=("mae", Object("RootMeanSquaredError"))))
    loss, weights, metrics = config(model, "loss", "loss_weights", "metrics")
    assert (loss, weights) == ("mse", 0.5)
    assert [m if isinstance(m, str) else m["class_name"] for m in metrics] == [
        "mae",
        "RootMeanSquaredError",
    ]
    x = np.ones((4, 3), "float32")
    told = model.train_on_batch(x, np.zeros((4, 1)), return_dict=True)
    assert list(told) == ["loss", "mae", "root_mean_squared_error"]


def test_several_outputs_are_compiled_by_name():
    model = built(two_heads(loss="mse", weight=3))
    assert config(model, "loss", "loss_weights", "metrics") == (
        {"b": "sparse_categorical_crossentropy", "a": "mse"},
        {"b": 1.0, "a": 3},
        {"b": ["accuracy"]},
    )


def test_losses_are_weighted_and_named_by_their_own_output():
    graph = two_heads(loss="mse", weight=3)
    model = built(graph)
    told = model.train_on_batch(data.given(graph), data.targets(graph, model), return_dict=True)
    assert set(told) == {"loss", "a_loss", "b_loss", "b_accuracy"}
    assert told["loss"] == pytest.approx(told["b_loss"] + 3 * told["a_loss"], rel=1e-5)


def test_an_output_without_a_loss_needs_no_target():
    """Unless there are metrics: Keras then wants a target for every output."""
    d = Draft()
    x = d.input("x", 3)
    d.output("b", d.add("b", "Dense", x, units=1), loss="mse")
    d.output("a", x)
    told = built(d.graph()).train_on_batch(np.ones((2, 3)), {"b": np.zeros((2, 1))})
    assert np.isfinite(told)


def test_heads_and_train_block_together_say_what_each_output_gets():
    train = {"loss": {"a": "mae"}, "metrics": {"a": ["mse"]}, "optimizer": "sgd"}
    assert config(built(two_heads(train)), "loss", "metrics") == (
        {"a": "mae", "b": "sparse_categorical_crossentropy"},
        {"a": ["mse"], "b": ["accuracy"]},
    )


def test_one_loss_in_the_train_block_is_for_every_output():
    d = Draft()
    x = d.input("x", 3)
    for name in ("b", "a"):
        d.output(name, d.add(name, "Dense", x, units=1))
    model = built(d.graph({"loss": "mse"}))
    told = model.train_on_batch(
        np.ones((2, 3)), {n: np.zeros((2, 1)) for n in "ab"}, return_dict=True
    )
    assert set(told) == {"loss", "a_loss", "b_loss"}


def test_accuracy_is_the_one_that_fits_each_output():
    graph = zoo.social()
    model = built(graph)
    model.train_on_batch(data.given(graph), data.targets(graph, model))
    kinds = {m.name: type(m).__name__ for m in model._compile_metrics.metrics}
    accuracies = [type(m).__name__ for m in model._compile_metrics.metrics if m.name == "accuracy"]
    assert sorted(accuracies) == ["BinaryAccuracy", "CategoricalAccuracy"]
    assert kinds["auc"] == "AUC"


def test_auxiliary_losses_count_with_their_weight():
    assert config(built(zoo.auxiliary()), "loss_weights") == ({"early": 0.3, "final": 1.0},)


def test_a_loss_and_a_metric_of_one_name_are_told_apart():
    squared = Object("MeanSquaredError")
    model = built(one_head(loss=squared, metrics=(squared,)))
    kinds = [c["module"] for c in (config(model, "loss")[0], *config(model, "metrics")[0])]
    assert kinds == ["keras.losses", "keras.metrics"]


TOLD = {
    "a weight in a head and one in train": """
        head b (loss = mse, weight = 0.5) { Dense(2) }
        head a (loss = mse) { Dense(2) }
        train { loss_weights = {a: 3} }""",
    "an aux with a weight": """
        head a (loss = mse) { Dense(2) }
        aux b (loss = mse, weight = 0.5) { Dense(2) }
        train { loss_weights = {a: 2}; metrics = {b: [mae]} }""",
    "some weights": """
        head b (loss = mse) { Dense(2) }
        head a (loss = Huber(delta = 2.0)) { Dense(2) }
        train { loss_weights = {a: 3} }""",
    "a whole number for one output": """
        head a (loss = mse, weight = 2) { Dense(2) }""",
    "metrics without a loss of their own": """
        head b (metrics = [mae]) { Dense(2) }
        head a (loss = mse, weight = 2) { Dense(2) }""",
    "one loss for all": """
        a = Dense(2)
        b = Dense(2)
        output b, a
        train { loss = mse; loss_weights = {a: 2}; weighted_metrics = {a: mae} }""",
}


@pytest.mark.parametrize("name", TOLD)
def test_check_keras_and_python_say_the_same(name):
    text = f"model m {{ input x: [3]{TOLD[name]} }}"
    assert graphdsl.check(text) == ()
    graph, model = graphdsl.lower(text), graphdsl.compile_string(text)
    written = run(emit_python(graph))
    entries = ("loss_weights", "metrics", "weighted_metrics")
    for found in (model, written):
        wanted = training(graph)
        assert config(found, *entries) == tuple(wanted.get(entry) for entry in entries)
    written.set_weights(model.get_weights())
    x = np.random.default_rng(0).random((4, 3), "float32")
    y = {o.name: np.ones((4, 2)) for o in graph.outputs}
    y = y if len(y) > 1 else y["a"]
    results = [m.train_on_batch(x, y, return_dict=True) for m in (model, written)]
    assert results[0] == results[1]
    assert np.isfinite(results[0]["loss"])
