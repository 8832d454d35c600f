"""Frozen layers: down to the leaves, before compiling, and after loading."""

from __future__ import annotations

import numpy as np
import pytest

from graphdsl.graph import Segment
from tests.keras.handmade import Draft, layer_value, tower
from tests.keras.test_keras_outputs import built

pytestmark = pytest.mark.keras

FROZEN = {
    "dense": ("Dense", (4,), {"units": 3}),
    "normal": ("BatchNormalization", (4,), {}),
    "both": ("Bidirectional", (5, 4), {"layer": layer_value("LSTM", units=3)}),
    "each": ("TimeDistributed", (5, 4), {"layer": layer_value("Dense", units=3)}),
    "towers": ("TimeDistributed", (5, 4), {"layer": layer_value("tower", graph=tower())}),
    "cells": (
        "RNN",
        (5, 4),
        {"cell": [layer_value("LSTMCell", units=3), layer_value("GRUCell", units=2)]},
    ),
    "spectral": ("SpectralNormalization", (4,), {"layer": layer_value("Dense", units=3)}),
    "attention": ("MultiHeadAttention", (5, 4), {"num_heads": 2, "key_dim": 3}),
    "moving": ("ConvLSTM2D", (3, 6, 6, 2), {"filters": 2, "kernel_size": 3}),
}
FORGOTTEN = {"attention", "moving"}
"""Keras makes the inner layers of these at their first call, and trains them after loading."""


def with_frozen(name):
    """A frozen layer before a trained one."""
    cls, shape, args = FROZEN[name]
    d = Draft()
    x = d.input("x", *shape)
    operands = (x, x) if name == "attention" else (x,)
    y = d.add("held", cls, *operands, frozen=True, **args)
    y = d.add("flat", "Flatten", y)
    d.output("y", d.add("y", "Dense", y, units=1), loss="mse")
    return d.graph()


def flags(layer):
    return {inner.name: inner.trainable for inner in layer._flatten_layers()}


@pytest.mark.parametrize("name", FROZEN)
def test_frozen_reaches_every_leaf_and_fit_leaves_it_alone(name):
    graph = with_frozen(name)
    model = built(graph)
    held = model.get_layer("held")
    assert not any(flags(held).values())
    before = [np.array(w) for w in held.weights if "seed" not in w.path]
    assert before
    x = np.random.default_rng(0).random((4, *graph.inputs[0].shape), "float32")
    model.run_eagerly = True
    model.train_on_batch(x, np.zeros((4, 1)))
    after = [np.array(w) for w in held.weights if "seed" not in w.path]
    if name != "spectral":  # it works out its norm anew at every call
        assert all((a == b).all() for a, b in zip(before, after, strict=True))
    assert [w.path for w in model.trainable_weights] == ["y/kernel", "y/bias"]


@pytest.mark.parametrize("name", FROZEN)
def test_what_keras_forgets_of_a_saved_frozen_layer_is_said(name, tmp_path):
    import keras

    from graphdsl.keras import save

    problems = save(built(with_frozen(name)), tmp_path / "m.keras")
    told = [(p.part, p.name, p.diagnostic.code, p.diagnostic.level.value) for p in problems]
    assert told == ([("layer", "held", "GDL816", "warning")] if name in FORGOTTEN else [])
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert (len(loaded.trainable_weights) > 2) == (name in FORGOTTEN)


def test_a_nested_model_and_what_is_nested_in_it_are_frozen():
    inner = Draft("outer")
    x = inner.model("tower", tower(), inner.input("z", 4))
    inner.output("out", inner.add("out", "Dense", x, units=2))
    d = Draft()
    x = d.model("backbone", inner.graph(), d.input("x", 4), frozen=True)
    d.output("y", d.add("y", "Dense", x, units=1), loss="mse")
    model = built(d.graph())
    assert not any(flags(model.get_layer("backbone")).values())
    assert [w.path for w in model.trainable_weights] == ["y/kernel", "y/bias"]


def test_a_frozen_part_of_a_nested_model_stays_frozen_in_the_whole():
    inner = Draft("outer")
    x = inner.add("held", "Dense", inner.input("z", 4), units=3, frozen=True)
    inner.output("out", inner.add("out", "Dense", x, units=2))
    d = Draft()
    d.output("y", d.model("y", inner.graph(), d.input("x", 4)), loss="mse")
    model = built(d.graph())
    assert [w.path for w in model.trainable_weights] == ["out/kernel", "out/bias"]


def test_a_frozen_segment_freezes_what_is_in_it_at_any_depth():
    d = Draft()
    d.segments = {
        "stem": Segment("stem", "stem", frozen=True),
        "stem.inner": Segment("stem.inner", "stage", "stem"),
        "stemless": Segment("stemless", "stage"),
    }
    x = d.add("a", "Dense", d.input("x", 4), units=3, segment="stem")
    x = d.add("b", "Dense", x, units=3, segment="stem.inner")
    x = d.add("c", "Dense", x, units=3, segment="stemless")
    d.output("c", x, loss="mse")
    assert [w.path for w in built(d.graph()).trainable_weights] == ["c/kernel", "c/bias"]


def test_a_frozen_layer_inside_another_is_frozen_alone():
    layer = layer_value("Dense", units=3)
    held = layer.__class__(layer.name, layer.kind, layer.cls, layer.args, frozen=True)
    d = Draft()
    x = d.add("each", "TimeDistributed", d.input("x", 5, 4), layer=held)
    d.output("y", d.add("y", "Dense", x, units=1), loss="mse")
    assert [w.path for w in built(d.graph()).trainable_weights] == ["y/kernel", "y/bias"]
