"""What a command says of a package that is not installed, and of values in a graph file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from graphdsl.cli import main

MODEL = "model m {\n    input x: [4]\n    head y (loss = mse) { Dense(1) }\n}\n"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "m.gdl"
    path.write_text(MODEL, encoding="utf-8")
    return path


def test_a_missing_package_is_told_with_what_to_install(
    model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "graphviz", None)
    assert main(["draw", str(model), "-o", str(model.with_suffix(".dot"))]) == 1
    said = capsys.readouterr().err
    assert "error[GDL050]: the Python package `graphviz`" in said
    assert "pip install graphviz" in said


def test_losses_of_a_graph_file_are_checked(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    graph = model.with_name("m.graph.json")
    assert main(["compile", str(model), "-o", str(graph)]) == 0
    assert main(["check", str(graph)]) == 0
    text = graph.read_text(encoding="utf-8")
    assert '"mse"' in text
    graph.write_text(text.replace('"mse"', '"msee"'), encoding="utf-8")
    assert main(["check", str(graph)]) == 1
    assert "error[GDL403]: `loss` of `y` cannot be `msee`" in capsys.readouterr().err


def test_an_unknown_entry_of_a_graph_file_is_left_to_keras(model: Path) -> None:
    graph = model.with_name("m.graph.json")
    assert main(["compile", str(model), "-o", str(graph)]) == 0
    content = json.loads(graph.read_text(encoding="utf-8"))
    content["train"] = {"optimizer": "adam", "epochs": 5}
    graph.write_text(json.dumps(content), encoding="utf-8")
    assert main(["check", str(graph)]) == 0
