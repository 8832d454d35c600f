"""The wheel holds all that the program reads: its tables and its schema, not only its modules."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROGRAM = """
import graphdsl, graphdsl.graph.json
assert graphdsl.__file__.startswith({folder!r}), graphdsl.__file__
from graphdsl.cli import main
graphdsl.graph.json.schema()
raise SystemExit(main(["check", {example!r}]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (found,) = out.glob("*.whl")
    return found


def test_it_runs_from_the_wheel(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    example = str(ROOT / "examples" / "aggregation.gdl")
    program = PROGRAM.format(folder=str(tmp_path), example=example)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_it_holds_what_belongs_to_the_program_alone(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "graphdsl/py.typed" in names
    assert "graphdsl/graph/json/graph.schema.json" in names
    assert not [n for n in names if n.startswith(("tests", "examples", "docs", "benchmarks"))]
    assert any(n.endswith("licenses/LICENSE") for n in names)
