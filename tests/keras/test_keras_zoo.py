"""Models of every kind: each trains a step, is saved, and loads where graphdsl is not."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from tests.keras import data
from tests.keras.zoo import ZOO

pytestmark = pytest.mark.keras

LOADING = """
import json, sys
from pathlib import Path

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "graphdsl":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Blocked())
try:
    import graphdsl
except ModuleNotFoundError:
    pass
else:
    sys.exit("graphdsl can be imported")

import keras, numpy as np, tensorflow as tf

folder, told = Path(sys.argv[1]), {}
for file in sorted(folder.glob("*.keras")):
    model = keras.models.load_model(file)
    given = dict(np.load(file.with_suffix(".in.npz")))
    given = {k: tf.constant(v.tolist()) if v.dtype.kind == "U" else v for k, v in given.items()}
    result = model(next(iter(given.values())) if len(given) == 1 else given)
    result = result if isinstance(result, dict) else {"": result}
    np.savez(file.with_suffix(".out.npz"), **result)
    told[file.stem] = {
        "operations": [operation.name for operation in model.operations],
        "outputs": model.output_names,
        "compiled": model.compiled,
        "config": model.get_compile_config(),
        "trained": [list(w.shape) for w in model.trainable_weights],
    }
print(json.dumps(told, default=str))
"""


@pytest.fixture(scope="module")
def built():
    from graphdsl.keras import build

    found = {name: (graph(), build(graph())) for name, graph in ZOO.items()}
    for name, (_, result) in found.items():
        assert result.model is not None, (name, [p.diagnostic.message() for p in result.problems])
    return found


@pytest.fixture(scope="module")
def trained(built):
    """What one step of training says, by model."""
    found = {}
    for name, (graph, result) in built.items():
        model = result.model
        model.run_eagerly = True  # one step is done before a graph would be traced
        found[name] = model.train_on_batch(
            data.given(graph), data.targets(graph, model), return_dict=True
        )
    return found


@pytest.fixture(scope="module")
def loaded(built, trained, tmp_path_factory):
    """Predictions here, and what a process without graphdsl loads and predicts."""
    from graphdsl.keras import save

    folder = tmp_path_factory.mktemp("saved")
    here = {}
    for name, (graph, result) in built.items():
        given = data.inputs(graph)
        predicted = result.model(data.given(graph))
        here[name] = predicted if isinstance(predicted, dict) else {"": predicted}
        save(result.model, folder / f"{name}.keras")
        plain = {
            k: v if isinstance(v, np.ndarray) else v.numpy().astype("U") for k, v in given.items()
        }
        np.savez(folder / f"{name}.in.npz", **plain)
    run = subprocess.run(
        [sys.executable, "-c", LOADING, str(folder)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    there = {name: dict(np.load(folder / f"{name}.out.npz")) for name in ZOO}
    return here, there, json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", ZOO)
def test_a_step_of_training_moves_the_weights_and_has_a_loss(name, built, trained):
    assert np.isfinite(trained[name]["loss"])
    assert int(built[name][1].model.optimizer.iterations.numpy()) == 1


@pytest.mark.parametrize("name", ZOO)
def test_a_saved_model_predicts_the_same_without_graphdsl(name, loaded):
    here, there, _ = loaded
    assert here[name].keys() == there[name].keys()
    for output, value in here[name].items():
        np.testing.assert_allclose(there[name][output], value, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ZOO)
def test_a_saved_model_keeps_names_and_training(name, built, loaded):
    model, told = built[name][1].model, loaded[2][name]
    assert told["operations"] == [operation.name for operation in model.operations]
    assert told["outputs"] == model.output_names
    assert told["compiled"]
    config = json.loads(json.dumps(model.get_compile_config(), default=str))
    if name == "regularized":  # Keras reads this one, and does not write it down again
        del config["loss"]["config"]["delta"]
    assert told["config"] == config
    assert told["trained"] == [list(w.shape) for w in model.trainable_weights]


@pytest.mark.parametrize("name", ZOO)
def test_every_layer_operation_and_output_has_the_name_in_the_graph(name, built):
    graph, result = built[name]
    model = result.model
    layers = {i.name for i in graph.inputs} | {o.name for o in graph.outputs}
    layers |= {layer.name for layer in graph.layers.values() if layer.kind != "function"}
    assert {layer.name for layer in model.layers} == layers
    operations = {operation.name for operation in model.operations} - layers
    calls = {n.name for n in graph.nodes.values() if graph.layer_of(n).kind == "function"}
    outputs = {o.name for o in graph.outputs}
    expected = {
        n if n not in outputs else f"{n}_{graph.nodes[n].layer and graph.layers[n].cls}"
        for n in calls
    }
    assert {n for n in operations if not n.endswith("_mask")} == expected
    assert sorted(model.output_names) == sorted(outputs)


@pytest.mark.parametrize("name", ZOO)
def test_names_do_not_depend_on_what_was_built_before(name, built):
    from graphdsl.keras import build

    again = build(ZOO[name]()).model
    assert again.to_json() == built[name][1].model.to_json()
