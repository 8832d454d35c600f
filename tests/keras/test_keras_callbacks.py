"""Callbacks: in the text, in Python, in the emitted module, and not in a saved model."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import graphdsl
from graphdsl.cli import main
from graphdsl.emit.python import emit_python

pytestmark = pytest.mark.keras

TEXT = """\
model m {
    input x: [4]
    head y (loss = mse) { Dense(1) }
    train {
        callbacks = [
            EarlyStopping(patience = 3, monitor = loss),
            ModelCheckpoint("best.keras", save_best_only = true),
            TerminateOnNaN,
        ]
    }
}
"""
CLASSES = ["EarlyStopping", "ModelCheckpoint", "TerminateOnNaN"]


def test_they_are_made_anew_each_time() -> None:
    graph = graphdsl.lower(TEXT)
    first, second = graphdsl.callbacks(graph), graphdsl.callbacks(graph)
    assert [type(made).__name__ for made in first] == CLASSES
    assert (first[0].patience, first[0].monitor) == (3, "loss")
    assert all(a is not b for a, b in zip(first, second, strict=True))


def test_a_model_without_any_has_none() -> None:
    assert graphdsl.callbacks(graphdsl.lower("model m { input x: [2]; Dense(1) }")) == []


def test_the_model_is_compiled_without_them() -> None:
    assert graphdsl.compile_string(TEXT).get_compile_config()["loss"] == "mse"


def test_the_module_makes_the_same(tmp_path: Path) -> None:
    module = tmp_path / "m.py"
    module.write_text(emit_python(graphdsl.lower(TEXT)), encoding="utf-8")
    made = runpy.run_path(str(module))["callbacks"]()
    assert [type(callback).__name__ for callback in made] == CLASSES


def test_what_keras_refuses_is_an_error() -> None:
    text = TEXT.replace("TerminateOnNaN", 'OrbaxCheckpoint("d")')
    with pytest.raises(graphdsl.GraphdslError, match="orbax-checkpoint"):
        graphdsl.callbacks(graphdsl.lower(text))


def test_saving_says_that_they_stay_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "m.gdl"
    file.write_text(TEXT, encoding="utf-8")
    assert main(["compile", str(file)]) == 0
    assert "warning[GDL818]: .keras cannot hold the callbacks" in capsys.readouterr().err
    assert main(["compile", str(file), "-o", str(tmp_path / "m.py")]) == 0
    assert capsys.readouterr().err == ""
