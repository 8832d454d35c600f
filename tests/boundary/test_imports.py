"""Commands that need no Keras do not import it; nor what else would slow their start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

MODEL = """\
model small {
    input image: [28, 28]
    stem { Flatten }
    Dense(64, relu)
    head digit (loss = sparse_categorical_crossentropy) { Dense(10, softmax) }
}
"""
HEAVY = ("keras", "tensorflow", "jax", "torch", "numpy", "pydantic", "typer", "rich", "lark")
SCRIPT = """
import json, sys
from graphdsl.cli import main
code = main(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    json.dump([code, sorted({name.partition(".")[0] for name in sys.modules})], file)
"""
COMMANDS: dict[str, tuple[list[str], set[str]]] = {
    "help": (["--help"], set()),
    "command help": (["compile", "--help"], set()),
    "version": (["--version"], set()),
    "wrong usage": (["chek"], set()),
    "check": (["check", "model.gdl"], set()),
    "check as json": (["check", "model.gdl", "--format", "json"], set()),
    "check of a missing file": (["check", "none.gdl"], set()),
    "summary": (["summary", "model.gdl"], set()),
    "cutout": (["cutout", "model.gdl", "--keep", "*", "-o", "part.gdl"], set()),
    "freeze": (["freeze", "model.gdl", "-o", "part.py"], set()),
    "draw": (["draw", "model.gdl", "-o", "model.svg"], set()),
    "watch of a missing file": (["watch", "none.gdl"], set()),
    "fmt": (["fmt", "model.gdl"], set()),
    "python": (["compile", "model.gdl", "-o", "model.py"], set()),
    "graph": (["compile", "model.gdl", "-o", "model.graph.json"], set()),
    "check as sarif": (["check", "model.gdl", "--format", "sarif"], set()),
    "explain": (["explain", "GDL203"], set()),
    "schema": (["schema"], set()),
    "import": (["import", "model.gdl", "-o", "again.gdl"], set()),
    "diff": (["diff", "model.gdl", "model.gdl"], set()),
}
"""Command lines, and which heavy packages they may import."""
CODES = {"wrong usage": 2, "check of a missing file": 1, "watch of a missing file": 1}


def imported(folder: Path, *arguments: str, before: str = "") -> tuple[int, set[str]]:
    """The exit code of a command line and the top-level packages it has imported at its end."""
    (folder / "model.gdl").write_text(MODEL)
    report = folder / "report.json"
    command = [sys.executable, "-c", before + SCRIPT, report, *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    code, packages = json.loads(report.read_text())
    return code, set(packages)


@pytest.mark.parametrize("name", COMMANDS)
def test_imports_nothing_heavy(tmp_path, name):
    arguments, allowed = COMMANDS[name]
    code, packages = imported(tmp_path, *arguments)
    assert packages & set(HEAVY) == allowed
    assert code == CODES.get(name, 0)


@pytest.mark.keras
def test_what_does_import_keras_is_caught(tmp_path):
    code, packages = imported(tmp_path, "compile", "model.gdl", "-o", "model.keras")
    assert code == 0
    assert {"keras", "tensorflow"} <= packages & set(HEAVY)


def test_an_import_that_slips_in_is_caught(tmp_path):
    (tmp_path / "keras.py").write_text("")
    _, packages = imported(tmp_path, "--help", before="import keras")
    assert packages & set(HEAVY) == {"keras"}
