"""`compile` where it needs Keras: what it writes, and what it leaves alone when that fails."""

from __future__ import annotations

import json
import os

import pytest

import graphdsl
from graphdsl.cli import main
from tests.cli.test_commands import IDLE

pytestmark = pytest.mark.keras

MODEL = """\
model small {
    input image: [8, 8]
    stem { Flatten -> Dense(16, relu) }
    aux early (loss = sparse_categorical_crossentropy, weight = 0.3) { Dense(10, softmax) }
    head digit (loss = sparse_categorical_crossentropy) { Dense(10, softmax) }
}
"""
SAID = "wrote small.{}: 4 layers, 1,380 parameters, outputs `early` and `digit`\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)
    (tmp_path / "small.gdl").write_text(MODEL)
    return tmp_path


def test_keras_file(folder, capfd):
    assert main(["compile", "small.gdl"]) == 0
    assert capfd.readouterr() == (SAID.format("keras"), "")
    import keras

    model = keras.models.load_model(folder / "small.keras")
    assert (model.name, model.count_params()) == ("small", 1380)
    assert model.optimizer is not None
    assert sorted(os.listdir(folder)) == ["small.gdl", "small.keras"]


def test_without_what_only_training_needs(folder, capfd):
    assert main(["compile", "small.gdl", "-o", "tiny.keras", "--inference"]) == 0
    assert capfd.readouterr().out.startswith("wrote tiny.keras: 3 layers, 1,210 parameters, output")
    import keras

    model = keras.models.load_model(folder / "tiny.keras")
    assert model.count_params() == 1210


def test_a_model_of_auxiliary_outputs_alone_is_refused_for_inference(folder, capfd):
    (folder / "aux.gdl").write_text("model m { input x: [4]; aux z (loss = mse) { Dense(1) } }")
    assert main(["compile", "aux.gdl", "--inference"]) == 1
    out, err = capfd.readouterr()
    assert (out, "error[GDL610]: nothing is left of `m`" in err) == ("", True)
    assert not (folder / "aux.keras").exists()
    from graphdsl.keras import build

    built = build(graphdsl.load(folder / "aux.gdl"), inference=True)
    assert [problem.diagnostic.code for problem in built.problems] == ["GDL610"]


def test_the_numbers_are_those_of_the_model(folder, capfd):
    (folder / "idle.gdl").write_text(IDLE)
    for form in ("keras", "graph.json"):
        assert main(["compile", "idle.gdl", "--model", "m", "-o", f"idle.{form}"]) == 0
        assert ": 6 layers, 42 parameters, outputs" in capfd.readouterr().out
    import keras

    from graphdsl import load

    model = keras.models.load_model(folder / "idle.keras")
    graph = load(folder / "idle.graph.json")
    assert model.count_params() == 42
    assert [layer.name for layer in model.layers] == ["x", *graph.layers]


def test_json_to_a_file_and_to_standard_output(folder, capfd):
    assert main(["compile", "small.gdl", "--to", "json"]) == 0
    assert capfd.readouterr() == (SAID.format("json"), "")
    written = (folder / "small.json").read_text()
    assert json.loads(written)["class_name"] == "Functional"
    assert main(["compile", "small.gdl", "-o", "-", "--to", "json"]) == 0
    out, err = capfd.readouterr()
    assert out == written
    assert err.startswith("wrote <stdout>: 4 layers")


def full_disk(model, path):
    path.write_bytes(b"half")
    raise OSError(28, "No space left on device")


def refused(model, path):
    from graphdsl.diagnostics.saving import CannotSave
    from graphdsl.keras.problems import BuildProblem

    path.write_bytes(b"half")
    return (BuildProblem(CannotSave(form=".keras", words="no")),)


def interrupted(model, path):
    path.write_bytes(b"half")
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("save", "code", "said"),
    [
        (full_disk, 1, "cannot write `small.keras`: no space left on device"),
        (refused, 1, "Keras cannot save the model as .keras: no"),
        (interrupted, 130, ""),
    ],
)
def test_a_failure_leaves_the_old_file(folder, capfd, monkeypatch, save, code, said):
    from graphdsl.keras import saving

    monkeypatch.setattr(saving, "save", save)
    (folder / "small.keras").write_bytes(b"old")
    assert main(["compile", "small.gdl"]) == code
    out, err = capfd.readouterr()
    assert (out, said in err) == ("", True)
    assert (folder / "small.keras").read_bytes() == b"old"
    assert sorted(os.listdir(folder)) == ["small.gdl", "small.keras"]


def test_a_missing_backend_is_told(capfd, monkeypatch):
    from graphdsl import pipeline

    def build(*_, **__):
        raise ModuleNotFoundError("No module named 'tensorflow'", name="tensorflow")

    monkeypatch.setattr(pipeline, "build", build)
    assert main(["compile", "small.gdl"]) == 1
    assert "GDL009" in capfd.readouterr().err


FROZEN = """\
model tuned {
    input x: [4]
    frozen stem { Dense(5, relu) -> Dense(3) }
    head y (loss = mse) { Dense(1) }
}
"""
UNFILLED = """\
warning[GDL626]: `stem` is frozen, and not all of it got weights: the rest stays random
 --> tuned.gdl:3:5
  |
3 |     frozen stem { Dense(5, relu) -> Dense(3) }
  |     ^^^^^^^^^^^
  |
  = note: without weights: `stem_dense_1`
  = help: weights are found by the names of layers and have to fit: tell other names by `--rename old=new`, or leave out `frozen`

1 warning
"""  # noqa: E501


def test_frozen_parts_are_doubted_after_weights_were_given(folder, capfd):
    (folder / "tuned.gdl").write_text(FROZEN)
    trained = graphdsl.compile_string(FROZEN.replace("frozen ", ""))
    trained.save(folder / "all.keras")
    text = "model m { input x: [4]; Dense(5) as stem_dense; Dense(9) as z }"
    graphdsl.compile_string(text).save(folder / "half.keras")
    capfd.readouterr()
    strict = "--warn-as-error"
    assert main(["compile", "tuned.gdl", strict, "--weights", "all.keras"]) == 0
    assert capfd.readouterr().err == "weights of 3 layers from all.keras\n"
    assert main(["compile", "tuned.gdl", "--weights", "half.keras"]) == 0
    assert capfd.readouterr().err.endswith(UNFILLED)
    options = ["--weights", "half.keras", "-o", "two.keras"]
    assert main(["compile", "tuned.gdl", strict, *options]) == 1
    assert "error[GDL626]" in capfd.readouterr().err
    assert not (folder / "two.keras").exists()
    assert main(["compile", "tuned.gdl", "--ignore", "GDL626", *options]) == 0
    assert "GDL626" not in capfd.readouterr().err
    for form in ("json", "py"):
        assert main(["compile", "tuned.gdl", "--weights", "all.keras", "-o", f"t.{form}"]) == 0
        assert "nothing here gives it weights" in capfd.readouterr().err, "it holds no weights"


def test_operations_doubt_frozen_parts_after_weights_were_given(folder, capfd):
    (folder / "tuned.gdl").write_text(FROZEN)
    (folder / "free.gdl").write_text(FROZEN.replace("frozen ", ""))
    graphdsl.compile_file(folder / "free.gdl").save(folder / "all.keras")
    text = "model m { input x: [4]; Dense(5) as stem_dense; Dense(9) as z }"
    graphdsl.compile_string(text).save(folder / "half.keras")
    capfd.readouterr()
    assert main(["outputs", "tuned.gdl", "y", "--weights", "all.keras"]) == 0
    assert "GDL626" not in capfd.readouterr().err
    assert main(["freeze", "free.gdl", "stem", "--weights", "half.keras", "-o", "f.keras"]) == 0
    assert "GDL626" in capfd.readouterr().err
    assert main(["compile", "f.keras", "--weights", "half.keras", "-o", "g.keras"]) == 0
    assert "GDL626" in capfd.readouterr().err
