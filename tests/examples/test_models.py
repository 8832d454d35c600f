"""Every example becomes a model that trains, and comes back whole from its file."""

from __future__ import annotations

import json

import numpy as np
import pytest

from graphdsl.cli import main
from graphdsl.graph.json import from_json
from tests.examples.catalogue import CASES, inputs_for, path_of, targets_for

pytestmark = pytest.mark.keras


@pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer")
@pytest.mark.parametrize(("file", "model"), CASES)
def test_compiles_trains_saves_and_loads(file, model, tmp_path):
    import keras

    saved, graph_file = tmp_path / "model.keras", tmp_path / "model.graph.json"
    for out in (saved, graph_file):
        assert main(["compile", str(path_of(file)), "--model", model, "-o", str(out)]) == 0
    graph = from_json(graph_file.read_text(encoding="utf-8"))
    built = keras.models.load_model(saved)

    random = np.random.default_rng(0)
    shapes = {name: tensor.shape for name, tensor in by_name(built, built.output).items()}
    assert set(shapes) == {output.name for output in graph.outputs}
    inputs = as_keras_takes_it(inputs_for(graph, random))
    targets = as_keras_takes_it(targets_for(graph, shapes, random))
    before = predictions(built, inputs)

    losses = built.train_on_batch(inputs, targets, return_dict=True)
    assert all(np.isfinite(value) for value in losses.values()), losses
    trained = predictions(built, inputs)
    assert all((before[name] != trained[name]).any() for name in shapes), "nothing was learnt"

    again = tmp_path / "again.keras"
    built.save(again)
    loaded = keras.models.load_model(again)
    for name, values in predictions(loaded, inputs).items():
        np.testing.assert_array_equal(values, trained[name])
    assert json.loads(loaded.to_json()) == json.loads(built.to_json())


def as_keras_takes_it(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray] | np.ndarray:
    """By name, or plain where there is only one."""
    return arrays if len(arrays) > 1 else next(iter(arrays.values()))


def by_name(model, found) -> dict:
    """Outputs by name; a single one stands by itself."""
    return found if isinstance(found, dict) else {model.output_names[0]: found}


def predictions(model, inputs) -> dict[str, np.ndarray]:
    """What the model says."""
    return by_name(model, model.predict(inputs, verbose=0))


def test_three_learners_read_real_digits():
    from examples.digits import digits
    from examples.train_aggregation import accuracies, trained

    train, test = digits()
    found = accuracies(trained(train), test)
    assert len(found) == 3
    assert min(found.values()) > 0.9, found
