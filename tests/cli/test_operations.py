"""Graph operations on the command line: what they write, what they say, what they refuse."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

import graphdsl
from graphdsl.cli import main

MODEL = """\
model m(width = 5) {
    input x: [6]
    stem { Dense(8, relu) -> Dropout(0.5) }
    branch learner[2] {
        Dense(width, relu)
        head digit (loss = sparse_categorical_crossentropy, metrics = [accuracy]) {
            Dense(3, softmax)
        }
    }
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.gdl").write_text(MODEL)
    return tmp_path


def text(path):
    return Path(path).read_text(encoding="utf-8")


def test_text_to_text(capfd):
    assert main(["cutout", "m.gdl", "--keep", "learner_2", "-o", "best.gdl"]) == 0
    out, err = capfd.readouterr()
    assert out == "wrote best.gdl: 4 layers, 119 parameters, output `learner_2_digit`\n"
    assert err == ""
    graph = graphdsl.load("best.gdl")
    assert list(graph.layers) == [
        "stem_dense",
        "stem_dropout",
        "learner_2_dense",
        "learner_2_digit",
    ]
    assert graph.outputs[0].loss == "sparse_categorical_crossentropy"


def test_it_is_written_beside_its_input_and_never_over_it(folder, capfd):
    assert main(["freeze", "m.gdl", "stem"]) == 0
    assert sorted(os.listdir(folder)) == ["m.gdl", "m_freeze.gdl"]
    assert text("m.gdl") == MODEL
    assert main(["freeze", "m.gdl", "stem", "-o", "m.gdl"]) == 2
    assert "GDL026" in capfd.readouterr().err
    assert text("m.gdl") == MODEL


@pytest.mark.parametrize(
    ("argv", "layers"),
    [
        (["replace", "m.gdl", "Dropout -> MCDropout(0.2)"], ["MCDropout"]),
        (["insert", "m.gdl", "BatchNormalization", "--after", "stem"], ["BatchNormalization"]),
        (["insert", "m.gdl", "LayerNormalization", "--before", "learner_*_dense"],
         ["LayerNormalization"]),
        (["prepend", "m.gdl", "Rescaling(1 / 255)"], ["Rescaling"]),
        (["nest", "m.gdl", "stem"], ["stem"]),
    ],
)  # fmt: skip
def test_others(argv, layers):
    assert main([*argv, "-o", "out.gdl"]) == 0
    graph = graphdsl.load("out.gdl", model="m")
    found = {layer.cls for layer in graph.layers.values()}
    assert found >= set(layers)


def test_several_files_and_standard_output(capfd):
    assert main(["cutout", "m.gdl", "--keep", "learner_1", "-o", "a.gdl"]) == 0
    assert main(["cutout", "m.gdl", "--keep", "learner_2", "-o", "b.gdl"]) == 0
    capfd.readouterr()
    assert main(["merge", "a.gdl", "b.gdl", "--join", "Average", "-o", "-"]) == 0
    out, err = capfd.readouterr()
    assert "Average" in out
    assert "wrote <stdout>" in err


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["cutout", "m.gdl", "--keep", "learner_9"], "GDL320"),
        (["cutout", "m.gdl", "--keep", "learner_1", "--since", "learner_2_dense"], "GDL323"),
        (["cutout", "m.gdl", "--keep", "x"], "GDL321"),
        (["replace", "m.gdl", "Dropot -> MCDropout"], "GDL333"),
        (["replace", "m.gdl", "Dropout"], "GDL332"),
        (["replace", "m.gdl", "Dropout -> Dropot"], "GDL201"),
        (["insert", "m.gdl", "Conv2D(3, 3)", "--after", "stem"], "GDL326"),
        (["insert", "m.gdl", "Conv2D(3, 3", "--after", "stem"], "GDL"),
        (["prepend", "m.gdl", "Dense(7)"], "GDL326"),
        (["prepend", "m.gdl", "Dense(6)", "--shape", "x"], "GDL"),
        (["merge", "m.gdl", "m.gdl", "--factors", "1"], "GDL329"),
        (["cutout", "missing.gdl", "--keep", "y"], "GDL0"),
    ],
)
def test_what_is_refused(argv, code, folder, capfd):
    before = sorted(os.listdir(folder))
    assert main([*argv, "-o", "out.gdl"]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert f"error[{code}" in err
    assert sorted(os.listdir(folder)) == before


@pytest.fixture
def trained(folder):
    import keras

    keras.utils.set_random_seed(0)
    model = graphdsl.compile_file("m.gdl")
    random = np.random.default_rng(0)
    x, y = random.random((64, 6), "float32"), random.integers(0, 3, 64)
    model.fit(x, dict.fromkeys(model.output_names, y), epochs=1, verbose=0)
    model.save("t.keras")
    model.save_weights("t.weights.h5")
    np.savez("val.npz", x=x, y=y)
    return model


@pytest.mark.keras
@pytest.mark.parametrize(
    "source",
    [
        ["m.gdl", "--weights", "t.keras"],
        ["m.gdl", "--weights", "t.weights.h5"],
        ["m.gdl", "--weights", "m=t.keras"],
        ["t.keras"],
    ],
)
def test_weights_come_along_and_the_cut_proves_itself(source, trained, capfd):
    import keras

    assert main(["cutout", *source, "--keep", "learner_2_digit", "-o", "best.keras"]) == 0
    out, err = capfd.readouterr()
    assert out == "wrote best.keras: 4 layers, 119 parameters, output `learner_2_digit`\n"
    assert "weights of 3 layers from t." in err
    assert "the state of the optimizer is left behind" in err
    assert "run beside its parent on random inputs: largest difference 0\n" in err
    best = keras.models.load_model("best.keras")
    x = np.load("val.npz")["x"]
    expected = trained.predict(x, verbose=0)["learner_2_digit"]
    assert np.array_equal(best.predict(x, verbose=0), expected)


@pytest.mark.keras
def test_an_interior_start_with_weights(trained, capfd):
    argv = ["cutout", "m.gdl", "--weights", "t.keras", "--keep", "learner_1", "--since", "stem"]
    assert main([*argv, "-o", "tail.keras"]) == 0
    assert "largest difference 0\n" in capfd.readouterr().err
    import keras

    assert keras.models.load_model("tail.keras").input_shape == (None, 8)


@pytest.mark.keras
def test_the_best_on_data(trained, capfd):
    argv = ["cutout", "m.gdl", "--weights", "t.keras", "--keep", "learner_*", "--best", "val.npz"]
    assert main([*argv, "--metric", "accuracy", "-o", "best.keras"]) == 0
    out, err = capfd.readouterr()
    rows = [line for line in err.splitlines() if "learner_" in line and "from" not in line]
    assert len(rows) == 2
    (chosen,) = [row.split()[1] for row in rows if row.startswith(">")]
    assert f"output `{chosen}`" in out
    data = np.load("val.npz")
    scores = {
        name: float((said.argmax(-1) == data["y"]).mean())
        for name, said in trained.predict(data["x"], verbose=0).items()
    }
    assert scores[chosen] == max(scores.values())


@pytest.mark.keras
@pytest.mark.parametrize(
    ("arrays", "metric", "code"),
    [
        ({"z": [1]}, "accuracy", "GDL350"),
        ({"x": np.ones((4, 5)), "y": np.ones(4)}, "accuracy", "GDL350"),
        ({"x": np.ones((4, 6)), "y": np.ones(4)}, "acuracy", "GDL351"),
        (None, "accuracy", "GDL350"),
    ],
)
def test_data_that_do_not_fit(arrays, metric, code, trained, folder, capfd):
    if arrays is None:
        (folder / "bad.npz").write_bytes(b"PK no archive")
    else:
        np.savez("bad.npz", **arrays)
    argv = ["cutout", "m.gdl", "--weights", "t.keras", "--keep", "learner_*", "--best", "bad.npz"]
    assert main([*argv, "--metric", metric, "-o", "best.keras"]) == 1
    assert f"error[{code}]" in capfd.readouterr().err
    assert not (folder / "best.keras").exists()


@pytest.mark.keras
def test_strict_weights_and_renaming(trained, folder, capfd):
    renamed = MODEL.replace("learner[2]", "pupil[2]").replace("model m(", "model n(")
    (folder / "n.gdl").write_text(renamed)
    argv = ["compile", "n.gdl", "--weights", "t.keras", "--strict-weights", "-o", "n.keras"]
    assert main(argv) == 1
    assert "error[GDL041]" in capfd.readouterr().err
    assert not (folder / "n.keras").exists()
    assert main([*argv, "--rename", "learner_*=pupil_*"]) == 0
    assert "weights of 5 layers from t.keras" in capfd.readouterr().err


@pytest.mark.keras
def test_a_saved_model_is_compiled_with_its_weights(trained, capfd):
    import keras

    assert main(["compile", "t.keras", "-o", "u.keras"]) == 0
    assert "weights of 5 layers from t.keras" in capfd.readouterr().err
    again = keras.models.load_model("u.keras")
    assert all(map(np.array_equal, again.get_weights(), trained.get_weights()))
