"""Whether a layer acts differently in training, as Keras' own does when it is run both ways."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import pytest

from graphdsl.graph import Layer as GraphLayer
from graphdsl.layers.base import Layer
from graphdsl.layers.binding import bind
from graphdsl.layers.families.index import ALIASES
from graphdsl.layers.registry import KERAS_LAYERS

from .layer_oracle import called, made

pytestmark = pytest.mark.keras


def inner(cls: str, **args: Any) -> GraphLayer:
    return GraphLayer("", "layer", cls, args)


ROWS, STEPS, IMAGE, VOLUME, CLIP = (40,), (5, 8), (8, 8, 3), (4, 4, 4, 8), (3, 8, 4)
DROPPING = {"dropout": 0.5}
LSTM = {"units": 8, "use_cudnn": False}
FRAMES = {"filters": 4, "kernel_size": 2}
HEADS = {"num_heads": 2, "key_dim": 4}
GROUPS = {"head_dim": 4, "num_query_heads": 2, "num_key_value_heads": 1}

CASES: list[tuple[str, dict[str, Any], tuple[int, ...], bool]] = [
    ("Dense", {"units": 3}, ROWS, False),
    ("LayerNormalization", {}, ROWS, False),
    ("ActivityRegularization", {"l2": 0.1}, ROWS, False),
    ("Dropout", {"rate": 0.5}, ROWS, True),
    ("Dropout", {"rate": 0}, ROWS, False),
    ("AlphaDropout", {"rate": 0.5}, ROWS, True),
    ("GaussianDropout", {"rate": 0.5}, ROWS, True),
    ("GaussianNoise", {"stddev": 0.5}, ROWS, True),
    ("GaussianNoise", {"stddev": 0.0}, ROWS, False),
    ("SpatialDropout1D", {"rate": 0.5}, STEPS, True),
    ("SpatialDropout2D", {"rate": 0.5}, IMAGE, True),
    ("SpatialDropout3D", {"rate": 0.5}, VOLUME, True),
    ("SpatialDropout3D", {"rate": 0.0}, VOLUME, False),
    ("BatchNormalization", {}, ROWS, True),
    ("BatchNormalization", {"trainable": False}, ROWS, False),
    ("LSTM", LSTM, STEPS, False),
    ("LSTM", {**LSTM, **DROPPING}, STEPS, True),
    ("LSTM", {**LSTM, "dropout": 1.0}, STEPS, False),
    ("LSTM", {**LSTM, "recurrent_dropout": 0.5}, STEPS, True),
    ("GRU", {**LSTM, **DROPPING}, STEPS, True),
    ("GRU", LSTM, STEPS, False),
    ("SimpleRNN", {"units": 8}, STEPS, False),
    ("SimpleRNN", {"units": 8, "recurrent_dropout": 0.5}, STEPS, True),
    ("RNN", {"cell": inner("GRUCell", units=8)}, STEPS, False),
    ("RNN", {"cell": inner("GRUCell", units=8, dropout=0.5)}, STEPS, True),
    ("RNN", {"cell": [inner("LSTMCell", units=8), inner("LSTMCell", units=8)]}, STEPS, False),
    (
        "RNN",
        {"cell": [inner("LSTMCell", units=8), inner("LSTMCell", units=8, dropout=0.5)]},
        STEPS,
        True,
    ),
    ("ConvLSTM1D", FRAMES, CLIP, False),
    ("ConvLSTM1D", {**FRAMES, **DROPPING}, CLIP, True),
    ("ConvLSTM1D", {**FRAMES, "recurrent_dropout": 0.5}, CLIP, True),
    ("ConvLSTM2D", {**FRAMES, **DROPPING}, (3, 4, 4, 4), True),
    ("ConvLSTM3D", {**FRAMES, **DROPPING}, (3, 4, 4, 4, 4), True),
    ("Bidirectional", {"layer": inner("LSTM", **LSTM)}, STEPS, False),
    ("Bidirectional", {"layer": inner("LSTM", **LSTM, **DROPPING)}, STEPS, True),
    (
        "Bidirectional",
        {
            "layer": inner("LSTM", **LSTM),
            "backward_layer": inner("LSTM", **LSTM, **DROPPING, go_backwards=True),
        },
        STEPS,
        True,
    ),
    ("TimeDistributed", {"layer": inner("Dense", units=3)}, STEPS, False),
    ("TimeDistributed", {"layer": inner("Dropout", rate=0.5)}, STEPS, True),
    ("TimeDistributed", {"layer": inner("BatchNormalization")}, STEPS, True),
    ("TimeDistributed", {"layer": inner("BatchNormalization", trainable=False)}, STEPS, False),
    ("TimeDistributed", {"layer": inner("BatchNormalization"), "trainable": False}, STEPS, True),
    ("SpectralNormalization", {"layer": inner("Dense", units=3)}, ROWS, True),
    ("MultiHeadAttention", HEADS, STEPS, False),
    ("MultiHeadAttention", {**HEADS, **DROPPING}, STEPS, True),
    ("GroupQueryAttention", GROUPS, STEPS, False),
    ("GroupQueryAttention", {**GROUPS, **DROPPING}, STEPS, True),
    ("Attention", {}, STEPS, False),
    ("Attention", DROPPING, STEPS, True),
    ("AdditiveAttention", {}, STEPS, False),
    ("AdditiveAttention", DROPPING, STEPS, True),
    ("SimpleRNNCell", {"units": 8, **DROPPING}, ROWS, True),
    ("LSTMCell", {"units": 8}, ROWS, False),
    ("LSTMCell", {"units": 8, **DROPPING}, ROWS, True),
    ("GRUCell", {"units": 8, "recurrent_dropout": 0.5}, ROWS, True),
    ("StackedRNNCells", {"cells": [inner("GRUCell", units=8)]}, ROWS, False),
    ("StackedRNNCells", {"cells": [inner("GRUCell", units=8, dropout=0.5)]}, ROWS, True),
    ("AugMix", {}, IMAGE, True),
    ("AutoContrast", {}, IMAGE, False),
    ("CenterCrop", {"height": 4, "width": 4}, IMAGE, False),
    ("ContrastLimitedAdaptiveHistogramEqualization", {"tile_grid_size": [2, 2]}, IMAGE, False),
    ("CutMix", {}, IMAGE, True),
    ("Equalization", {"dtype": "float64"}, IMAGE, True),
    ("MixUp", {}, IMAGE, True),
    ("RandAugment", {}, IMAGE, True),
    ("RandomBrightness", {"factor": 0.5}, IMAGE, True),
    ("RandomColorDegeneration", {"factor": 0.5}, IMAGE, True),
    ("RandomColorJitter", {"hue_factor": 0.5, "brightness_factor": 0.5}, IMAGE, True),
    ("RandomContrast", {"factor": 0.5}, IMAGE, True),
    ("RandomCrop", {"height": 4, "width": 4}, IMAGE, True),
    ("RandomElasticTransform", {}, IMAGE, True),
    ("RandomErasing", {}, IMAGE, True),
    ("RandomFlip", {}, IMAGE, True),
    ("RandomGaussianBlur", {}, IMAGE, True),
    ("RandomGrayscale", {}, IMAGE, True),
    ("RandomHue", {"factor": 0.5}, IMAGE, True),
    ("RandomInvert", {}, IMAGE, True),
    ("RandomPerspective", {}, IMAGE, True),
    ("RandomPosterization", {"factor": 2}, IMAGE, True),
    ("RandomRotation", {"factor": 0.5}, IMAGE, True),
    ("RandomSaturation", {"factor": 0.9}, IMAGE, True),
    ("RandomSharpness", {"factor": 0.9}, IMAGE, True),
    ("RandomShear", {"x_factor": 0.5}, IMAGE, True),
    ("RandomTranslation", {"height_factor": 0.5, "width_factor": 0.5}, IMAGE, True),
    ("RandomZoom", {"height_factor": 0.5}, IMAGE, True),
    ("Resizing", {"height": 4, "width": 4}, IMAGE, False),
    ("Solarization", {}, IMAGE, True),
]
SAME = ("EinsumDense", "MaxNumBoundingBoxes")
"""Layers that are told of training, and have no case above: one quantises, one is for boxes."""


def spec_of(name: str, args: Mapping[str, Any]) -> Layer:
    spec = bind(KERAS_LAYERS[name], args).spec
    assert isinstance(spec, Layer)
    return spec


def given(name: str, args: Mapping[str, Any], shape: tuple[int, ...]) -> dict[str, Any]:
    """A batch of random numbers, for every operand that has to be there."""
    source, most = np.random.default_rng(1), 250 if shape == IMAGE else 2

    def numbers() -> Any:
        return source.uniform(1, most, (4, *shape)).astype("float32")

    found: dict[str, Any] = {
        n: [numbers(), numbers()] if o.takes == "tensors" else numbers()
        for n, o in KERAS_LAYERS[name].operands.items()
        if not o.optional
    }
    if "states" in found:
        count = 2 if name == "LSTMCell" else 1
        found["states"] = [np.ones((4, 8), "float32")] * count
    return found


def differs(name: str, args: Mapping[str, Any], shape: tuple[int, ...]) -> bool:
    """Whether a layer gives something else in training, or changes one of its weights."""
    keras.utils.set_random_seed(1)
    layer, operands = made(name, args), given(name, args, shape)
    told = "training" in inspect.signature(layer.call).parameters
    usual = called(layer, {**operands, **({"training": False} if told else {})})
    weights = [w.numpy() for w in layer.weights]
    for _ in range(10 if told else 1):
        trained = called(layer, {**operands, **({"training": True} if told else {})})
        pairs = zip(keras.tree.flatten(usual), keras.tree.flatten(trained), strict=True)
        if not all(np.array_equal(a, b) for a, b in pairs):
            return True
    return not all(map(np.array_equal, weights, [w.numpy() for w in layer.weights]))


@pytest.mark.parametrize(("name", "args", "shape", "expected"), CASES)
def test_differs_in_training(
    name: str, args: dict[str, Any], shape: tuple[int, ...], expected: bool
) -> None:
    assert spec_of(name, args).differs_in_training() == differs(name, args, shape) == expected


def test_every_layer_that_is_told_of_training_has_a_case() -> None:
    told = {
        name
        for name in set(KERAS_LAYERS) - set(ALIASES)
        if "training" in inspect.signature(getattr(keras.layers, name).call).parameters
    }
    assert told <= {name for name, *_ in CASES} | set(SAME)
    assert not any(KERAS_LAYERS[name].training_matters for name in SAME)


@pytest.mark.parametrize("name", sorted({name for name, *_ in CASES}))
def test_a_class_that_never_differs_says_so(name: str) -> None:
    assert KERAS_LAYERS[name].training_matters == any(
        expected for other, _, _, expected in CASES if other == name
    )


def test_what_is_frozen_keeps_its_statistics() -> None:
    assert not spec_of("BatchNormalization", {}).differs_in_training(frozen=True)
    wrapped = {"layer": inner("BatchNormalization")}
    assert not spec_of("TimeDistributed", wrapped).differs_in_training(frozen=True)
    layer, numbers = made("TimeDistributed", wrapped), np.ones((4, *STEPS), "float32")
    layer.trainable = False
    assert np.array_equal(layer(numbers, training=True), layer(numbers, training=False))


def test_what_is_inside_an_extern_layer_is_unknown() -> None:
    unknown = GraphLayer("", "extern", "MyNorm")
    assert spec_of("TimeDistributed", {"layer": unknown}).differs_in_training() is None


@pytest.mark.parametrize("name", sorted({name for name, *_ in CASES}))
def test_whether_weights_are_held_by_the_layer_itself(name: str) -> None:
    args, shape = next((a, s) for other, a, s, _ in CASES if other == name)
    if KERAS_LAYERS[name].argument("trainable") is None:
        return
    layer = made(name, {**args, "trainable": False})
    called(layer, given(name, args, shape))
    assert any(w.trainable for w in layer.weights) == KERAS_LAYERS[name].weights_inside
