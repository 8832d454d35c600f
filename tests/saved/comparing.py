"""Two models that should be one: their configs, their weights, and what they give."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from hashlib import sha256

import keras
import numpy as np
from hypothesis import HealthCheck, given, seed, settings

from graphdsl.graph.structures import taken_apart
from graphdsl.keras import build
from graphdsl.keras.configs import left_out
from graphdsl.saved import config_to_graph

USUAL = ("data_format", "channels_last")
"""What some operations save where it was written out, and others always."""
SAID_ANYWAY = [("autocast", True), ("dtype", None), ("activity_regularizer", None)]
"""Arguments that a config of Keras' own making holds only if they were written out."""
FLAGS = {"training": False}
"""What Keras notes of a call though nobody wrote it."""


def config_of(model):
    """The config as it stands in a file."""
    return json.loads(model.to_json())


def read(model):
    """The graph of the model's config; there must be nothing to say about it."""
    graph, found = config_to_graph(config_of(model))
    assert [d.message() for d in found] == []
    return graph


def built(graph, custom=None):
    """The Keras model of the graph."""
    made = build(graph, custom_objects=custom)
    assert [p.diagnostic.message() for p in made.problems] == []
    return made.model


def copy_weights(source, target):
    """Gives the layers of `target` the weights of those of `source` that have their names."""
    for layer in source.layers:
        if layer.weights:
            target.get_layer(layer.name).set_weights(layer.get_weights())


def shown(model, given, graph):
    """What the model gives for inputs by name, by the names of the outputs of `graph`."""
    operand = [keras.ops.convert_to_tensor(given[name_of(t)]) for t in model.inputs]
    if isinstance(model, keras.Sequential):
        operand = operand[0]
    else:
        operand = keras.tree.pack_sequence_as(model._inputs_struct, operand)
    found = model(operand, training=False)
    found = taken_apart(graph.gives, found)
    return {name: keras.ops.convert_to_numpy(value) for name, value in found.items()}


def random_inputs(model, any_size):
    """Random values for every input, by name; what has no size of its own has `any_size`."""
    random = np.random.default_rng(0)
    return {name_of(tensor): _random(tensor, any_size, random) for tensor in model.inputs}


def name_of(tensor):
    """The name of an input."""
    return tensor._keras_history.operation.name


def _random(tensor, any_size, random):
    shape = [any_size if size is None else size for size in tensor.shape[1:]]
    shape = [tensor.shape[0] or 3, *shape]
    if tensor.dtype == "string":
        return keras.ops.convert_to_tensor(random.choice(["red", "green", "blue"], shape))
    if "int" in tensor.dtype or tensor.dtype == "bool":
        return random.integers(0, 2 if tensor.dtype == "bool" else 5, shape).astype(tensor.dtype)
    return random.normal(size=shape).astype(tensor.dtype)


# ------------------------------------------------- configs, up to what is known to differ


def settled(config):
    """The config of a model as data that two equal models have in common.

    Known to differ are: Sequential models, which become functional; the names of operations that
    are no outputs, and of layers inside other layers; arrays among the operands, which Keras saves
    as arrays of its backend the second time.
    """
    return _model(config["config"])


def _model(config):
    if "input_layers" not in config:
        config = _chained(config)
    entries = {entry["name"]: entry for entry in config["layers"]}
    names = {}
    for name, entry in entries.items():
        if "keras.src.ops" in entry["module"]:
            _value_number(name, entries, names)
    own = {n: e for n, e in entries.items() if n not in names}
    return {
        "name": config["name"],
        "inputs": _inputs(config["input_layers"]),
        "outputs": _outputs(config["output_layers"], entries, names),
        "layers": {name: _layer(entry, names) for name, entry in own.items()},
        "operations": Counter(names.values()),
    }


def _chained(config):
    """A Sequential as a functional model."""
    layers, last = [], None
    if config["layers"][0]["class_name"] != "InputLayer":
        given = {"batch_shape": config["build_input_shape"], "name": "input_layer"}
        layers.append({"module": "keras.layers", "class_name": "InputLayer", "config": given})
    for entry in [*layers, *config["layers"]]:
        tensor = {"class_name": "__keras_tensor__", "config": {"keras_history": [last, 0, 0]}}
        calls = [{"args": [tensor], "kwargs": {}}] if last else []
        last = entry["config"]["name"]
        layers.append({**entry, "name": last, "inbound_nodes": calls})
    model = "input_layers" in layers[-1]["config"]
    return {
        "name": config["name"],
        "trainable": config["trainable"],
        "layers": layers,
        "input_layers": [layers[0]["name"], 0, 0],
        "output_layers": [last, int(model), 0],
    }


def _leaves(written):
    """The tensors of a structure in the order in which Keras counts them."""
    if isinstance(written, dict):
        return [leaf for key in sorted(written) for leaf in _leaves(written[key])]
    if len(written) == 3 and isinstance(written[0], str):
        return [written]
    return [leaf for item in written for leaf in _leaves(item)]


def _inputs(written):
    """The inputs in their structure."""
    if isinstance(written, dict):
        return {key: _inputs(item) for key, item in written.items()}
    if not (len(written) == 3 and isinstance(written[0], str)):
        return [_inputs(item) for item in written]
    return written[0]


def _outputs(written, entries, names):
    """The outputs in their structure, calls of models counted from 0."""
    if isinstance(written, dict):
        return {key: _outputs(item, entries, names) for key, item in written.items()}
    if not (len(written) == 3 and isinstance(written[0], str)):
        return [_outputs(item, entries, names) for item in written]
    name, number, index = written
    return (names.get(name, name), number - ("input_layers" in entries[name]["config"]), index)


def _value_number(name, entries, names):
    """A name for an operation that says all that it computes."""
    if name in names or "keras.src.ops" not in entries[name]["module"]:
        return names.get(name, name)
    entry = entries[name]
    config = {k: v for k, v in entry["config"].items() if k != "name" and (k, v) != USUAL}
    calls = [_plain(call, entries, names) for call in entry["inbound_nodes"]]
    said = {key: value for key, value in config.items() if value is not None}
    text = json.dumps([entry["class_name"], said, calls], sort_keys=True)
    names[name] = f"{entry['class_name']} {sha256(text.encode()).hexdigest()}"
    return names[name]


def _plain(written, entries, names):
    """Operands, with operations by what they compute and without what says nothing."""
    if isinstance(written, list):
        return [_plain(item, entries, names) for item in written]
    if not isinstance(written, dict):
        return written
    if written.get("class_name") == "__keras_tensor__":
        layer, *numbers = written["config"]["keras_history"]
        return ["tensor", _value_number(layer, entries, names), *numbers]
    if written.get("class_name") in ("__numpy__", "__tensor__"):
        return ["array", written["config"]["value"], written["config"]["dtype"]]
    plain = {key: _plain(item, entries, names) for key, item in written.items()}
    return {k: v for k, v in plain.items() if not _nothing(v) and (k, v) not in FLAGS.items()}


def _nothing(value):
    return value is None or (isinstance(value, list) and value and all(map(_nothing, value)))


def _layer(entry, names):
    cls = getattr(keras.layers, entry["class_name"], keras.layers.Layer)
    untold = {*left_out(cls)} - {"x_factor", "y_factor"}  # we write what Keras leaves out
    config = {name: value for name, value in entry["config"].items() if name not in untold}
    calls = [
        _plain(call, defaultdict(lambda: {"module": ""}), names) for call in entry["inbound_nodes"]
    ]
    if "layers" in config:
        config = config if "input_layers" in config else _chained(config)
        calls = [_by_input(call["args"][0], config["input_layers"]) for call in calls]
        return {"model": _model(config), "trainable": config["trainable"], "calls": calls}
    made = {k: _nameless(v) for k, v in config.items() if (k, v) not in SAID_ANYWAY}
    if entry["class_name"] == "RandomShear":
        made |= {name: _factor(made[name]) for name in ("x_factor", "y_factor")}
    return {"class": entry["class_name"], "config": made, "calls": calls}


def _factor(written):
    """A factor of a shear: Keras writes a range that it does not take, graphdsl the number."""
    if isinstance(written, list) and written[0] == -written[1]:
        return abs(written[1])
    return written


def _by_input(given, inputs):
    """What a model is called with, by the names of its inputs."""
    names = [leaf[0] for leaf in _leaves(inputs)]
    if isinstance(given, dict) and not isinstance(inputs, dict):
        return {name: given[name] for name in names}
    return dict(zip(names, _flat(given), strict=True))


def _flat(value):
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in _flat(value[key])]
    if value and value[0] == "tensor":
        return [value]
    return [leaf for item in value for leaf in _flat(item)]


def _nameless(value):
    """A value in a config without the names of layers in it."""
    if isinstance(value, list):
        return [_nameless(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("class_name") in ("Sequential", "Functional"):
        return _model(value["config"])
    return {
        k: _nameless(v) for k, v in value.items() if k not in ("name", "build_config", "path")
    } | ({"name": value["name"]} if value.keys() == {"name"} else {})


def assert_same(model, graph, other, any_size=5):
    """Fails unless `other`, built from `graph`, has the config, weights and results of `model`."""
    assert settled(config_of(other)) == settled(config_of(model))
    assert facts(other) == facts(model)
    assert getattr(model, "output_names", other.output_names) == other.output_names
    copy_weights(model, other)
    given = random_inputs(model, any_size)
    found, wanted = shown(other, given, graph), shown(model, given, graph)
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        assert found[name].dtype == value.dtype
        np.testing.assert_array_equal(found[name], value, err_msg=name)


def facts(model):
    """The weights of a model: shapes, dtypes, and which are trained."""
    return {
        layer.name: [(tuple(w.shape), w.dtype, w.trainable) for w in layer.weights]
        for layer in model.layers
        if layer.weights
    }


def first_cases(strategy, compare, enough):
    """Calls `compare` with random cases, always the same ones, until it has been true `enough`
    times; most random calls of some functions are refused. Gives how often it was."""
    found = []

    def one_round(number):
        @seed(number)
        @settings(max_examples=8, database=None, deadline=None, suppress_health_check=HealthCheck)
        @given(strategy)
        def go_on(case):
            if len(found) < enough and compare(case):
                found.append(case)

        go_on()

    for number in range(10):
        if len(found) < enough:
            one_round(number)
    return len(found)
