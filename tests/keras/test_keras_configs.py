"""What Keras leaves out when it writes a model down is there again in the model that is loaded."""

from __future__ import annotations

import numpy as np
import pytest

import graphdsl
from graphdsl.cli import main

pytestmark = pytest.mark.keras


def saved(text, tmp_path):
    """The model that is built of a text, and the one that is loaded from its file."""
    import keras

    (tmp_path / "m.gdl").write_text(text)
    assert main(["compile", str(tmp_path / "m.gdl")]) == 0
    model, loaded = graphdsl.compile_string(text), keras.models.load_model(tmp_path / "m.keras")
    loaded.set_weights(model.get_weights())
    return model, loaded


@pytest.mark.parametrize(
    "training",
    [
        "loss = Huber(delta = 2.0)",
        "loss = CosineSimilarity(axis = 1)",
        "loss = mse, metrics = [CosineSimilarity(axis = 1)]",
        "loss = Huber(delta = 2.0, dtype = float16, reduction = sum)",
    ],
)
def test_losses_and_metrics_are_the_same(training, tmp_path):
    text = f"model m {{ input x: [5, 4]; head age ({training}) {{ Dense(3) }} }}"
    model, loaded = saved(text, tmp_path)
    rng = np.random.default_rng(0)
    x, y = 9 * rng.random((6, 5, 4), "float32"), rng.random((6, 5, 3), "float32")
    assert loaded.evaluate(x, y, verbose=0) == model.evaluate(x, y, verbose=0)


def test_the_axis_of_classes_is_the_same(tmp_path):
    loss = "SparseCategoricalCrossentropy(axis = 1, from_logits = true)"
    text = f"model m {{ input x: [5, 4]; head kind (loss = {loss}) {{ Dense(3) }} }}"
    _, loaded = saved(text, tmp_path)
    assert loaded.loss._fn_kwargs["axis"] == 1


@pytest.mark.parametrize(
    ("shape", "layer", "kept"),
    [
        ([8, 8, 3], "RandomShear(x_factor = 0.5)", {"x_factor": (-0.5, 0.5)}),
        ([8, 8, 3], "RandomGrayscale(seed = 3)", {"seed": 3}),
        ([5, 4], "GRU(3, use_cudnn = false)", {"use_cudnn": False}),
        ([5, 4], "Dense(3, autocast = false)", {"autocast": False}),
    ],
)
def test_arguments_of_layers_are_the_same(shape, layer, kept, tmp_path):
    model, loaded = saved(f"model m {{ input x: {shape}; {layer} as it }}", tmp_path)
    for found in (model, loaded):
        assert {name: getattr(found.get_layer("it"), name) for name in kept} == kept


def test_arguments_of_objects_and_of_layers_in_layers_are_the_same(tmp_path):
    inner = "SimpleRNN(4, seed = 7, recurrent_initializer = Identity(gain = 0.5))"
    text = f"model m {{ input x: [3, 5, 4]; TimeDistributed({inner}) as it }}"
    for found in saved(text, tmp_path):
        cell = found.get_layer("it").layer.cell
        assert (cell.seed, cell.recurrent_initializer.gain) == (7, 0.5)


def test_a_file_of_keras_json_has_them_too(tmp_path):
    import keras

    file = tmp_path / "m.gdl"
    file.write_text("model m { input x: [5, 4]; LSTM(3, implementation = 1) as it }")
    assert main(["compile", str(file), "-o", str(tmp_path / "m.json")]) == 0
    loaded = keras.models.model_from_json((tmp_path / "m.json").read_text())
    assert loaded.get_layer("it").cell.implementation == 1


def test_what_is_lost_in_bidirectional_is_said(tmp_path, capsys):
    text = (
        "model m { input x: [5, 4]; Bidirectional(LSTM(3, implementation = 1, use_cudnn = true)) }"
    )
    model, loaded = saved(text, tmp_path)
    assert "warning[GDL819]: Keras forgets `implementation` of `LSTM` in `Bidirectional`" in (
        capsys.readouterr().err
    )
    for found, implementation in ((model, 1), (loaded, 2)):
        both = found.get_layer("bidirectional")
        assert both.forward_layer.cell.implementation == implementation


def test_without_such_arguments_nothing_is_said(tmp_path, capsys):
    saved("model m { input x: [5, 4]; Bidirectional(LSTM(3, use_cudnn = false)) }", tmp_path)
    assert capsys.readouterr().err == ""
