"""Runs emitted Python and compares the model that it makes with the one that graphdsl builds."""

from __future__ import annotations

import sys
import types

import numpy as np


def run(text, custom=None):
    """The model that the emitted module builds; its build function is the one defined last."""
    module = types.ModuleType("custom_layers")
    vars(module).update(custom or {})
    names = {"__name__": "emitted"}
    sys.modules["custom_layers"] = module
    try:
        exec(compile(text, "emitted.py", "exec"), names)
        builders = [value for name, value in names.items() if name.startswith("build_")]
        return builders[-1]()
    finally:
        del sys.modules["custom_layers"]


def assert_same(model, expected, graph):
    """Fails unless both models are the same but for the names of operations, outputs included."""
    assert model.name == expected.name
    assert facts(model) == facts(expected)
    copy_weights(expected, model)
    wanted = predictions(expected, graph)
    for name, value in predictions(model, graph).items():
        np.testing.assert_array_equal(value, wanted[name], err_msg=name)


def facts(model):
    """What two builds of one graph must have in common."""
    outputs = sorted(model.output) if isinstance(model.output, dict) else "single"
    return {
        "inputs": [(tensor.name, tensor.shape, tensor.dtype) for tensor in model.inputs],
        "outputs": outputs,
        "layers": {layer.name: layer_facts(layer) for layer in model.layers},
        "compile": compile_facts(model),
    }


def layer_facts(layer):
    import keras

    if isinstance(layer, keras.Model):
        return facts(layer)
    weights = [(w.name, tuple(w.shape), w.trainable) for w in layer.weights]
    config = unnamed(layer.get_config())
    return type(layer).__name__, config, weights, layer.trainable


UNTOLD = ("name", "layers", "delta")
"""What configs tell by the way, and the argument of Huber that only models of ours write down."""


def unnamed(value):
    """A config without the names that Keras counts through."""
    if isinstance(value, dict):
        return {key: unnamed(item) for key, item in value.items() if key not in UNTOLD}
    if isinstance(value, (list, tuple)):
        return [unnamed(item) for item in value]
    return value


def compile_facts(model):
    return unnamed(model.get_compile_config()) if model.compiled else None


def copy_weights(source, target):
    """Copies weights layer by layer, by name."""
    for layer in target.layers:
        layer.set_weights(source.get_layer(layer.name).get_weights())


def given(graph):
    """Random data for every input, in the order of the inputs; the only one by itself."""
    rng = np.random.default_rng(0)
    size = 64 if any(layer.cls == "Conv1D" for layer in graph.layers.values()) else 5
    found = [_input(declared, size, rng) for declared in graph.inputs]
    return found if len(found) > 1 else found[0]


def _input(declared, any_size, rng):
    shape = (2, *(any_size if size is None else size for size in declared.shape))
    if declared.dtype == "string":
        import tensorflow as tf

        return tf.constant(rng.choice(["red", "green", "mauve"], shape).tolist())
    if declared.dtype == "bool":
        return rng.random(shape) < 0.5
    numbers = rng.integers(1, 4, shape) if "int" in declared.dtype else rng.random(shape)
    return numbers.astype(declared.dtype)


def predictions(model, graph):
    """The outputs for random data, by name."""
    found = model(given(graph), training=False)
    found = found if isinstance(found, dict) else {"": found}
    return {name: np.asarray(value) for name, value in found.items()}
