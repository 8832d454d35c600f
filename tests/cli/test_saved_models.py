"""What a command is given need not be GDL: saved models and graph files are read as data."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import h5py
import pytest

from graphdsl.cli import main
from graphdsl.opening import analyze_file
from graphdsl.origins import Origins

GDL = "model small { input x: [4]; Dense(3, relu); Dense(2) }\n"


def layer(cls: str, name: str, **config: object) -> dict[str, object]:
    return {"module": "keras.layers", "class_name": cls, "config": {"name": name, **config}}


CONFIG = {
    "module": "keras",
    "class_name": "Sequential",
    "config": {
        "name": "small",
        "layers": [
            layer("InputLayer", "x", batch_shape=[None, 4], dtype="float32"),
            layer("Dense", "dense", units=3, activation="relu"),
            layer("Dense", "dense_1", units=2),
        ],
    },
}


OLD = {
    "class_name": "Sequential",
    "keras_version": "2.2.4",
    "config": {
        "name": "small",
        "layers": [
            {"class_name": "InputLayer", "config": {"name": "x", "batch_input_shape": [None, 4]}},
            {"class_name": "Dense", "config": {"name": "dense", "units": 3, "activation": "relu"}},
            {"class_name": "Dense", "config": {"name": "dense_1", "units": 2}},
        ],
    },
}
"""The same as Keras 2 has it."""
OLD_FILES = ("old.json", "old.h5", "old.hdf5", "old.keras")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one model in all forms."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.gdl").write_text(GDL)
    (tmp_path / "small.json").write_text(json.dumps(CONFIG))
    with zipfile.ZipFile(tmp_path / "trained.keras", "w") as archive:
        archive.writestr("config.json", json.dumps(CONFIG))
        archive.writestr("metadata.json", '{"keras_version": "3.15.0"}')
    assert main(["compile", "small.gdl", "-o", "small.graph.json"]) == 0
    (tmp_path / "old.json").write_text(json.dumps(OLD))
    for name in ("old.h5", "old.hdf5", "old.keras"):  # Keras 2 writes HDF5 to all of them
        with h5py.File(tmp_path / name, "w") as file:
            file.attrs["model_config"] = json.dumps(OLD).encode()
    (tmp_path / "graph.json").write_bytes((tmp_path / "small.graph.json").read_bytes())
    return tmp_path


FILES = ("small.json", "trained.keras", "small.graph.json", "graph.json", *OLD_FILES)


@pytest.mark.parametrize("file", FILES)
def test_a_model_is_the_same_in_every_form(file: str, capfd: pytest.CaptureFixture[str]) -> None:
    main(["summary", "small.gdl"])
    as_gdl = capfd.readouterr().out
    assert main(["summary", file]) == 0
    assert capfd.readouterr().out == as_gdl
    assert main(["check", file]) == main(["draw", file, "-o", "picture.svg"]) == 0
    assert Path("picture.svg").read_text().startswith("<?xml")


@pytest.mark.parametrize("file", ["trained.keras", "old.h5"])
def test_a_saved_model_is_written_as_python_without_its_weights(
    file: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["compile", file, "-o", "small.py"]) == 0
    told = capfd.readouterr()
    assert f"warning[GDL073]: the weights in `{file}` are not taken over" in told.err
    assert told.out == "wrote small.py: 2 layers, 23 parameters, output `dense_1`\n"


@pytest.mark.parametrize(
    "line",
    [
        ["compile", "trained.keras"],
        ["compile", "trained.keras", "-o", "./trained.keras"],
        ["compile", "small.json", "-o", "small.json"],
        ["compile", "small.graph.json", "-o", "small.graph.json"],
    ],
)
def test_nothing_is_written_over_what_it_is_made_from(
    line: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    before = Path(line[1]).read_bytes()
    assert main(line) == 2
    assert "error[GDL026]" in capfd.readouterr().err
    assert Path(line[1]).read_bytes() == before


def test_parameters_and_names_of_models_are_those_of_gdl(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["summary", "small.json", "--model", "smal"]) == 1
    assert main(["check", "small.json", "--set", "width=3", "--format", "short"]) == 1
    told = capfd.readouterr().err
    assert "error[GDL211]: there is no model `smal` in this file" in told
    assert "small.json: error[GDL212]: the model `small` has no parameter `width`" in told


@pytest.mark.parametrize(
    ("cls", "kind", "code", "said"),
    [
        ("Dens", "layer", "GDL201", "unknown layer `Dens`"),
        ("Lambda", "layer", "GDL574", "`Lambda` cannot stand here: it holds a Python function"),
        ("sofmax", "function", "GDL201", "unknown function `sofmax`"),
    ],
)
def test_a_class_that_is_not_known_is_told(
    folder: Path, cls: str, kind: str, code: str, said: str
) -> None:
    graph = json.loads((folder / "graph.json").read_text())
    graph["layers"][0] |= {"class": cls, "kind": kind, "args": {}}
    (folder / "wrong.graph.json").write_text(json.dumps(graph))
    (found,) = analyze_file("wrong.graph.json").diagnostics
    assert (found.code, found.message()) == (code, said)


def test_a_call_that_keras_would_refuse_is_told(folder: Path) -> None:
    config = json.loads(json.dumps(CONFIG))
    config["config"]["layers"][1] = layer("Conv2D", "conv", filters=3, kernel_size=[3, 3])
    (folder / "wrong.json").write_text(json.dumps(config))
    analysis = analyze_file("wrong.json")
    assert [d.code for d in analysis.diagnostics] == ["GDL501"]
    assert repr(analysis.diagnostics[0].span) == "wrong.json:1:1"
    assert isinstance(analysis.models["small"].origins, Origins)


def test_a_graph_file_is_looked_at_as_closely_as_its_text(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "m.gdl"
    text.write_text(
        "model m {\n    input x: [4]\n    input y: [4]\n    x -> Dense(2, softmax) as out\n"
        "    head z (loss = hinge) from out { Dense(2, softmax) }\n}\n"
    )
    graph = tmp_path / "m.graph.json"
    assert main(["compile", str(text), "-o", str(graph)]) == 0
    capfd.readouterr()
    ours, theirs = analyze_file(str(text)), analyze_file(str(graph))
    assert [(d.code, d.message()) for d in theirs.diagnostics] == [
        (d.code, d.message()) for d in ours.diagnostics
    ]
    assert {d.code for d in theirs.diagnostics} == {"GDL306", "GDL622"}
