"""Files that Keras saves: opened as data they give what their model was, and no code is run."""

from __future__ import annotations

import json
import subprocess
import sys

import keras
import numpy as np
import pytest

from graphdsl.graph import Object
from graphdsl.saved import Saved, open_saved, read_model
from tests.saved.comparing import built, config_of, read

pytestmark = pytest.mark.keras


@keras.saving.register_keras_serializable("shop")
class Bias(keras.layers.Layer):
    """A layer of somebody's own, with an initializer."""

    def __init__(self, start=1.0, initializer="zeros", **kwargs):
        super().__init__(**kwargs)
        self.start = start
        self.initializer = keras.initializers.get(initializer)

    def build(self, shape):
        self.bias = self.add_weight(shape=(shape[-1],), initializer=self.initializer)

    def call(self, x):
        return x + self.bias + self.start

    def compute_output_shape(self, shape):
        return shape

    def get_config(self):
        initializer = keras.initializers.serialize(self.initializer)
        return super().get_config() | {"start": self.start, "initializer": initializer}


class Dense(keras.layers.Layer):
    """A layer of somebody's own that is called like one of Keras'."""

    def call(self, x):
        return x * 2


def model():
    x = keras.Input((4,), name="x")
    y = Bias(2.0, "he_normal", name="own", trainable=False)(keras.layers.Dense(3)(x))
    y = keras.layers.TimeDistributed(Bias(name="each"))(y[:, None])
    y = Dense(name="other")(y)
    return keras.Model(x, keras.layers.Lambda(lambda t: t - 1, name="less")(y), name="m")


def test_classes_of_others_are_extern_layers_with_their_config():
    graph = read(model())
    own = graph.layers["own"]
    assert (own.kind, own.cls, own.frozen) == ("extern", "Bias", True)
    assert own.args == {"start": 2.0, "initializer": "he_normal"}
    each = graph.layers["time_distributed"].args["layer"]
    assert (each.kind, each.cls, each.name) == ("extern", "Bias", "each")
    assert (graph.layers["other"].kind, graph.layers["other"].cls) == ("extern", "Dense")
    less = graph.layers["less"]
    assert (less.kind, less.cls) == ("extern", "Lambda")
    assert less.args["function"]["class_name"] == "__lambda__"


def test_with_their_classes_they_can_be_built_again():
    x = keras.Input((4,), name="x")
    y = Bias(2.0, name="own")(x)
    first = keras.Model(x, keras.layers.TimeDistributed(Bias(name="each"))(y[:, None]))
    again = built(read(first), {"Bias": Bias})
    given = np.ones((2, 4), "float32")
    found, wanted = (keras.ops.convert_to_numpy(made(given)) for made in (again, first))
    np.testing.assert_array_equal(found, wanted)


def test_a_keras_file_and_its_json_say_the_same(tmp_path):
    saved = model()
    saved.save(tmp_path / "m.keras")
    (tmp_path / "m.json").write_text(saved.to_json())
    (tmp_path / "twice.json").write_text(json.dumps(saved.to_json()))
    found = open_saved(tmp_path / "m.keras")
    assert isinstance(found, Saved)
    assert found.keras_version == keras.__version__
    graphs = [read_model(tmp_path / name) for name in ("m.keras", "m.json", "twice.json")]
    assert graphs[0] == graphs[1] == graphs[2] == (read(saved), ())


def test_learnt_vocabularies_are_told_of(tmp_path):
    words = keras.Input((), dtype="string")
    lookup = keras.layers.StringLookup()
    lookup.adapt(["red", "green"])
    keras.Model(words, lookup(words)).save(tmp_path / "words.keras")
    found = open_saved(tmp_path / "words.keras")
    assert isinstance(found, Saved)
    assert len(found.assets) == 1


READING = """
import json, sys
from graphdsl.saved import read_model
graph, found = read_model(sys.argv[1])
assert graph is not None
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_reading_loads_neither_keras_nor_numpy(tmp_path):
    model().save(tmp_path / "m.keras")
    run = subprocess.run(
        [sys.executable, "-c", READING, str(tmp_path / "m.keras")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"keras", "tensorflow", "numpy", "pydantic"} & set(json.loads(run.stdout))


@pytest.mark.parametrize("loss", ["mse", keras.losses.Huber(delta=2.0)])
def test_training_of_one_output(loss):
    x = keras.Input((3,))
    first = keras.Model(x, keras.layers.Dense(1, name="y")(x))
    decay = keras.optimizers.schedules.CosineDecay(0.01, 100)
    optimizer = keras.optimizers.SGD(decay, momentum=0.9, clipnorm=1.0)
    metrics = ["mae", keras.metrics.MeanSquaredError(name="squares")]
    first.compile(optimizer, loss, metrics=metrics, weighted_metrics=["mse"], run_eagerly=True)
    assert same_training(first) is None


OUTPUTS = {
    "lists": lambda a, b: [a, b],
    "a dict": lambda a, b: {"b": b, "a": a},
}


@pytest.mark.parametrize("form", OUTPUTS)
@pytest.mark.parametrize("by_name", [True, False])
def test_training_of_several_outputs(form, by_name):
    x = keras.Input((3,))
    a, b = keras.layers.Dense(1, name="a")(x), keras.layers.Dense(2, "softmax", name="b")(x)
    first = keras.Model(x, OUTPUTS[form](a, b))
    losses = {"a": "mse", "b": keras.losses.CategoricalCrossentropy(from_logits=True)}
    metrics = {"a": ["mae"], "b": ["accuracy", "mse"]}
    weights = {"a": 0.5, "b": 1.0}
    if not by_name:
        losses, metrics, weights = (list(d.values()) for d in (losses, metrics, weights))
    first.compile(keras.optimizers.Adam(0.01), losses, metrics=metrics, loss_weights=weights)
    graph = read(first)
    outputs = {output.name: output for output in graph.outputs}
    assert outputs["a"].loss == "mse"
    assert outputs["b"].loss == Object("CategoricalCrossentropy", {"from_logits": True})
    assert [outputs[n].weight for n in "ab"] == [0.5, 1.0]
    assert [outputs[n].metrics for n in "ab"] == [("mae",), ("accuracy", "mse")]
    assert graph.train == {"optimizer": Object("Adam", {"learning_rate": 0.01})}


def same_training(first):
    """What differs between the model and the one built of its graph, if anything."""
    again = built(read(first))
    one, other = (config_of(m)["compile_config"] for m in (first, again))
    one["optimizer"]["config"].pop("name")
    other["optimizer"]["config"].pop("name")
    if one == other:
        return None
    return one, other
