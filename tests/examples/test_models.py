"""Every example becomes a model that trains, and comes back whole from its file."""

from __future__ import annotations

import json

import numpy as np
import pytest

from graphdsl.cli import main
from graphdsl.graph.json import from_json
from tests.examples.catalogue import CASES, inputs_for, path_of, targets_for

pytestmark = pytest.mark.keras


@pytest.mark.parametrize(("file", "model"), CASES)
def test_compiles_trains_saves_and_loads(file, model, tmp_path):
    import keras

    saved, graph_file = tmp_path / "model.keras", tmp_path / "model.graph.json"
    for out in (saved, graph_file):
        assert main(["compile", str(path_of(file)), "--model", model, "-o", str(out)]) == 0
    graph = from_json(graph_file.read_text(encoding="utf-8"))
    built = keras.models.load_model(saved)

    random = np.random.default_rng(0)
    inputs = inputs_for(graph, random)
    outputs = {o.name: o for o in graph.outputs}
    shapes = _shapes(built)
    assert set(shapes) == set(outputs)
    before = _predictions(built, inputs)

    losses = built.train_on_batch(inputs, targets_for(graph, shapes, random), return_dict=True)
    assert all(np.isfinite(value) for value in losses.values()), losses
    trained = _predictions(built, inputs)
    assert any((before[name] != trained[name]).any() for name in outputs), "nothing was learnt"

    again = tmp_path / "again.keras"
    built.save(again)
    loaded = keras.models.load_model(again)
    for name, values in _predictions(loaded, inputs).items():
        np.testing.assert_array_equal(values, trained[name])
    assert json.loads(loaded.to_json()) == json.loads(built.to_json())


def _shapes(model) -> dict[str, tuple[int, ...]]:
    shape = model.output_shape
    return shape if isinstance(shape, dict) else {model.output_names[0]: shape}


def _predictions(model, inputs) -> dict[str, np.ndarray]:
    found = model.predict(inputs, verbose=0)
    return found if isinstance(found, dict) else {model.output_names[0]: found}


def test_three_learners_read_real_digits():
    from examples.train_aggregation import accuracies

    found = accuracies()
    assert len(found) == 3
    assert min(found.values()) > 0.9, found
