"""`graphdsl import`: a saved model becomes the text that means it, and nothing is overwritten."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

import graphdsl
from graphdsl.cli import main
from graphdsl.comparing import equal
from graphdsl.opening import analyze_file
from tests.cli.test_saved_models import CONFIG

TEXT = """\
gdl 1

model small {
    input x: [4]

    Dense(3, relu)
    Dense(2)
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a saved model."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.json").write_text(json.dumps(CONFIG))
    return tmp_path


def test_is_written_beside_the_file(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "small.json"]) == 0
    assert (folder / "small.gdl").read_text() == TEXT
    assert capfd.readouterr().out == "wrote small.gdl: 2 layers in 8 lines\n"


def test_goes_to_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "small.json", "-o", "-", "--flat"]) == 0
    told = capfd.readouterr()
    assert told.out == TEXT
    assert told.err == ""


def test_does_not_overwrite_what_it_reads(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "small.json"]) == 0
    assert main(["import", "small.gdl"]) == 2
    assert "GDL" in capfd.readouterr().err
    assert Path("small.gdl").read_text() == TEXT


def test_what_is_wrong_is_told_and_nothing_written(capfd: pytest.CaptureFixture[str]) -> None:
    Path("bad.json").write_text("{}")
    assert main(["import", "bad.json"]) == 1
    assert "error[GDL0" in capfd.readouterr().err
    assert not Path("bad.gdl").exists()


def test_the_text_means_the_model() -> None:
    text = graphdsl.decompile("small.json")
    assert text == TEXT == graphdsl.decompile(Path("small.json"), flat=True)
    saved = analyze_file("small.json").one
    assert saved is not None
    assert equal(graphdsl.lower(text), saved.graph)


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(graphdsl.GraphdslError):
        graphdsl.decompile("nowhere.json")


ARRAY = [[0.5 * row + column for column in range(4)] for row in range(30)]
WITH_ARRAY = {
    "class_name": "Functional",
    "config": {
        "name": "placed",
        "layers": [
            {
                "module": "keras.layers",
                "class_name": "InputLayer",
                "name": "x",
                "config": {"name": "x", "batch_shape": [None, 30, 4]},
                "inbound_nodes": [],
            },
            {
                "module": "keras.src.ops.numpy",
                "class_name": "Add",
                "name": "add",
                "config": {"name": "add"},
                "inbound_nodes": [
                    {
                        "args": [
                            {
                                "class_name": "__keras_tensor__",
                                "config": {
                                    "shape": [None, 30, 4],
                                    "dtype": "float32",
                                    "keras_history": ["x", 0, 0],
                                },
                            },
                            {
                                "class_name": "__numpy__",
                                "config": {"value": ARRAY, "dtype": "float32"},
                            },
                        ],
                        "kwargs": {},
                    }
                ],
            },
        ],
        "input_layers": ["x", 0, 0],
        "output_layers": [["add", 0, 0]],
    },
}


@pytest.fixture
def placed() -> str:
    """A saved model with an array that is long for a text."""
    Path("placed.json").write_text(json.dumps(WITH_ARRAY))
    return "placed.json"


def test_long_arrays_lie_beside_the_text(placed: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["import", placed, "-o", "new.gdl"]) == 0
    assert capfd.readouterr().out == (
        "wrote new.gdl: 2 layers in 10 lines; its long arrays are in new.arrays.npz\n"
    )
    assert 'import "new.arrays.npz" as arrays' in Path("new.gdl").read_text()
    first = Path("new.arrays.npz").read_bytes()
    saved, read = analyze_file(placed).one, analyze_file("new.gdl").one
    assert saved is not None
    assert read is not None
    assert equal(read.graph, saved.graph)
    assert main(["import", placed, "-o", "new.gdl"]) == 0
    assert Path("new.arrays.npz").read_bytes() == first
    assert main(["diff", placed, "new.gdl"]) == 0


def test_operations_write_arrays_too(placed: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["cutout", placed, "--keep", "add", "-o", "part.gdl"]) == 0
    assert capfd.readouterr().out.endswith("; its long arrays are in part.arrays.npz\n")
    assert main(["check", "part.gdl"]) == 0


def test_on_standard_output_all_stands_in_the_text(
    placed: str, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", placed, "-o", "-"]) == 0
    assert capfd.readouterr().out == graphdsl.decompile(placed)
    assert main(["import", placed, "-o", "/dev/stdout", "--to", "gdl"]) == 0
    assert not list(folder.glob("*.npz"))


@pytest.mark.parametrize(("name", "code"), [("new.gdl", "GDL002"), ("new.arrays.npz", "GDL005")])
def test_both_files_are_written_or_none(
    placed: str, name: str, code: str, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / name).mkdir()
    assert main(["import", placed, "-o", "new.gdl"]) == 1
    assert code in capfd.readouterr().err
    assert sorted(p.name for p in folder.glob("new*")) == [name]
    assert not list(folder.glob(".*"))


def test_where_the_weights_are(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile("small model.keras", "w") as file:
        file.writestr("config.json", json.dumps(CONFIG))
    assert main(["import", "small model.keras"]) == 0
    told = capfd.readouterr()
    assert told.out == "wrote small model.gdl: 2 layers in 8 lines\n"
    command = "graphdsl compile 'small model.gdl' --weights 'small model.keras'"
    assert told.err == f"its weights stay in small model.keras: {command}\n"
    assert main(["import", "small model.keras", "-o", "-"]) == 0
    assert "weights" not in capfd.readouterr().err


def test_a_folder_in_the_place_of_the_arrays(
    placed: str, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "new.arrays.npz").mkdir()
    assert main(["import", placed, "-o", "new.gdl"]) == 1
    said = capfd.readouterr().err
    assert "cannot write `new.arrays.npz`: it is a folder" in said
    assert "name a file in it" not in said
    assert not (folder / "new.gdl").exists()


def test_help_tells_that_files_are_replaced(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "--help"]) == 0
    assert "files that are there already are replaced" in " ".join(capfd.readouterr().out.split())


def test_what_outputs_are_given_in_comes_back(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text, graph = tmp_path / "m.gdl", tmp_path / "m.graph.json"
    text.write_text("model m { input x: [4]; a = Dense(1); b = Dense(2); output: [a, {c: [b]}] }")
    assert main(["compile", str(text), "-o", str(graph)]) == 0
    again = tmp_path / "again.gdl"
    assert main(["import", str(graph), "-o", str(again)]) == 0
    assert "    output: [a, {c: [b]}]\n" in again.read_text()
    text.write_text("model m { input x: [4]; a = Dense(1); b = Dense(2); output a, b }")
    capfd.readouterr()
    assert main(["diff", str(text), str(again)]) == 1
    assert "~ outputs given in: {a, b} → [a, {c: [b]}]\n" in capfd.readouterr().out
