"""Files of Keras 2, read as data: each gives the graph that the same model of Keras 3 gives."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from graphdsl.graph import Layer, Object, Ref
from graphdsl.graph.json import from_json, to_json
from graphdsl.saved import config_to_graph, open_saved, read_model
from graphdsl.saved.legacy_weights import named_weights
from tests.golden import check_golden
from tests.saved.hdf5_files import whole
from tests.saved.listing import listing

FOLDER = Path(__file__).with_name("keras2")
NAMES = sorted(file.stem for file in FOLDER.glob("*.json"))
ONLY_FUNCTIONS = ("functions", "operators")
"""Models whose operations are named after the functions, which have other names in Keras 3."""


def config_of(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read(name):
    graph, found = config_to_graph(config_of(name))
    assert [d.message() for d in found] == []
    assert from_json(to_json(graph)) == graph
    check_golden(FOLDER / f"{name}.txt", "\n".join(listing(graph)) + "\n")


@pytest.mark.parametrize("name", [n for n in NAMES if n.endswith(("_json", "_keras"))])
def test_all_forms_of_a_file_say_the_same(name):
    form = name.rpartition("_")[2]
    other, found = config_to_graph(config_of(name.removesuffix(f"_{form}")))
    assert found == ()
    assert other == config_to_graph(config_of(name))[0]


def test_an_hdf5_file_says_what_its_attributes_say(tmp_path):
    config = config_of("trained_several")
    training = config.pop("training_config")
    path = whole(tmp_path / "m.h5", config, training=training, version="2.21.0")
    assert read_model(path) == config_to_graph(config | {"training_config": training})
    assert open_saved(path).keras_version == "2.21.0"
    for ending in ("keras", "txt"):  # older TensorFlow wrote HDF5 to `.keras` files, too
        renamed = path.rename(tmp_path / f"m.{ending}")
        assert read_model(renamed)[0] is not None
        path = renamed


def test_a_file_that_keras_2_wrote():
    path = FOLDER / "nested.h5"
    graph, found = read_model(path)
    assert found == ()
    assert graph == config_to_graph(config_of("nested"))[0]
    weights = named_weights(path)
    assert list(weights) == ["a", "b", "inner", "tail", "sum"]
    assert [w.name for w in weights["inner"]] == [
        *("wide/kernel:0", "wide/bias:0", "deep/kernel:0", "deep/bias:0")
    ]
    assert weights["tail"][0].value.shape == (5, 4)


# ------------------------------------------------------------------ Keras 3 as the judge


def twin(name):
    """The graph of the same model of Keras 3."""
    import keras

    from tests.saved.twins import TWINS, of_keras

    keras.utils.clear_session()
    model = TWINS[name](keras, of_keras(keras.ops))
    config = json.loads(model.to_json())
    graph, found = config_to_graph(config)
    assert found == ()
    return graph


@pytest.mark.keras
@pytest.mark.parametrize("name", [n for n in NAMES if "_json" not in n and "_keras" not in n])
def test_the_graph_is_that_of_the_same_model_in_keras_3(name):
    graph, wanted = config_to_graph(config_of(name))[0], twin(name)
    if name not in ONLY_FUNCTIONS:
        assert graph == wanted
    assert [computed(graph, o.value) for o in graph.outputs] == [
        computed(wanted, o.value) for o in wanted.outputs
    ]


def computed(graph, value):
    """How a tensor is computed, without the names of calls."""
    match value:
        case Ref():
            if value.node not in graph.nodes:
                return f"{value.node}"
            node = graph.nodes[value.node]
            layer = graph.layer_of(node)
            if layer.cls == "array":  # of a list that Keras 3 leaves as it is
                return computed(graph, node.args[0])
            operands = [computed(graph, v) for v in node.args]
            operands += [f"{k} = {computed(graph, v)}" for k, v in sorted(node.kwargs.items())]
            return f"{layer.cls}{dict(layer.args)}({', '.join(operands)})[{value.index}]"
        case list() | tuple():
            return f"[{', '.join(computed(graph, v) for v in value)}]"
        case Layer() | Object():
            return f"{value.cls}{dict(value.args)}"
        case _:
            return repr(value)


@pytest.mark.keras
def test_the_functions_compute_what_those_of_tensorflow_do():
    import keras
    import tensorflow as tf

    from tests.saved.twins import of_keras, of_tensorflow

    random = np.random.default_rng(0)
    x, y = (tf.constant(random.uniform(0.1, 3.0, (2, 4, 6)).astype("float32")) for _ in "xy")
    for sign in (1.0, -1.0):
        found = of_keras(keras.ops)(sign * x, y)
        for ours, theirs in zip(found, of_tensorflow(tf)(sign * x, y), strict=True):
            assert ours.dtype == theirs.dtype
            np.testing.assert_allclose(ours, theirs, 1e-5, 1e-5)


@pytest.mark.keras
def test_with_its_weights_it_gives_what_it_gave_in_keras_2():
    from tests.saved.comparing import built

    model = built(read_model(FOLDER / "nested.h5")[0])
    for name, weights in named_weights(FOLDER / "nested.h5").items():
        for weight in weights:  # its name tells the layer: their order may be another one
            layer, variable = weight.name.removesuffix(":0").split("/")[-2:]
            holder = model.get_layer(name).get_layer(layer)
            getattr(holder, variable).assign(weight.value)
    halves = [np.full((1, *tensor.shape[1:]), 0.5, "float32") for tensor in model.inputs]
    results = json.loads((FOLDER / "nested.results").read_text(encoding="utf-8"))
    for found, wanted in zip(model(halves), results, strict=True):
        np.testing.assert_allclose(found, wanted, 1e-5)
