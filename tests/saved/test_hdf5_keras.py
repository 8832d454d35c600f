"""HDF5 files that Keras 3 writes, and files of Keras 2 that it can load itself."""

from __future__ import annotations

from dataclasses import replace

import keras
import pytest

from graphdsl.saved import config_to_graph, open_saved, read_model
from tests.saved.comparing import config_of
from tests.saved.models import MODELS
from tests.saved.test_keras2 import config_of as old_config_of

pytestmark = pytest.mark.keras


@pytest.fixture(autouse=True)
def own_names():
    keras.utils.clear_session()


@pytest.mark.parametrize("name", sorted(MODELS))
def test_an_hdf5_file_gives_the_graph_of_a_keras_file(name, tmp_path):
    model = MODELS[name]()
    model.save(tmp_path / "m.h5")
    assert read_model(tmp_path / "m.h5") == config_to_graph(config_of(model))
    assert open_saved(tmp_path / "m.h5").keras_version == keras.__version__


def test_how_it_was_compiled(tmp_path):
    model = MODELS["plain"]()
    rate = keras.optimizers.schedules.CosineDecay(0.1, 50)
    model.compile(
        keras.optimizers.AdamW(rate, weight_decay=0.01),
        keras.losses.Huber(delta=2.0),
        metrics=["mae", keras.metrics.MeanSquaredError(name="squares")],
    )
    config = config_of(model)  # saving as HDF5 takes the optimizer out of the model's own config
    model.save(tmp_path / "m.h5")
    assert read_model(tmp_path / "m.h5") == config_to_graph(config)


def test_functions_that_have_changed_are_told_of_keras_2_alone(tmp_path):
    x = keras.Input((3,))
    model = keras.Model(x, keras.layers.Dense(2, "hard_sigmoid")(x))
    model.save(tmp_path / "m.h5")
    assert read_model(tmp_path / "m.h5") == config_to_graph(config_of(model))


def test_classes_are_known_by_the_name_that_hdf5_has_for_them():
    from graphdsl.layers.registry import find_layer
    from graphdsl.saved.older.classes import OTHER_CLASSES

    for public in dir(keras.layers):
        cls = getattr(keras.layers, public)
        if isinstance(cls, type) and find_layer(public) is not None:
            name = OTHER_CLASSES.get(cls.__name__, cls.__name__)
            assert find_layer(name) is find_layer(public), public


@pytest.mark.parametrize("name", ["dicts", "plain", "sequential", "shared"])
def test_what_keras_3_makes_of_a_file_of_keras_2(name):
    from keras.src.legacy.saving.saving_utils import model_from_config

    config = old_config_of(name)
    graph = config_to_graph(config)[0]
    loaded = model_from_config(config)  # as `load_model` does, which wants weights besides
    again = config_to_graph(config_of(loaded))[0]
    if again.output_structure == [graph.outputs[0].name]:  # as Keras 2 lists a single one
        again = replace(again, output_structure=None)
    if again.input_structure == [graph.inputs[0].name]:
        again = replace(again, input_structure=None)
    assert again == graph
