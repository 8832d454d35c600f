"""Every example is good GDL, and what is made of it without Keras is as the golden files say."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from graphdsl.cli import main
from tests.examples.catalogue import CASES, EXAMPLES, MODELS, path_of
from tests.golden import check_golden

GOLDEN = Path(__file__).with_name("golden")


def run(capsys, *argv: str) -> str:
    """Standard output of a command that has to succeed."""
    code = main(list(argv))
    said = capsys.readouterr()
    assert code == 0, said.err
    return said.out


def test_every_example_is_in_the_catalogue():
    assert sorted(p.stem for p in EXAMPLES.glob("*.gdl")) == sorted(MODELS)


@pytest.mark.parametrize("file", MODELS)
def test_the_file_is_without_fault(file, capsys):
    assert main(["check", str(path_of(file))]) == 0
    assert "warning" not in capsys.readouterr().err


@pytest.mark.parametrize("file", MODELS)
def test_the_file_is_formatted(file, capsys):
    run(capsys, "fmt", "--check", str(path_of(file)))


@pytest.mark.parametrize("file", MODELS)
def test_the_file_is_small_and_says_what_it_shows(file):
    lines = path_of(file).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert len(lines) <= 80


@pytest.mark.parametrize("form", ["graph.json", "py", "dot"])
@pytest.mark.parametrize(("file", "model"), CASES)
def test_golden_file(file, model, form, tmp_path, capsys):
    out = tmp_path / f"{model}.{form}"
    command = "draw" if form == "dot" else "compile"
    run(capsys, command, str(path_of(file)), "--model", model, "-o", str(out))
    check_golden(GOLDEN / file / out.name, out.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "model"), CASES)
def test_golden_summary(file, model, capsys):
    text = run(capsys, "summary", str(path_of(file)), "--model", model)
    check_golden(GOLDEN / file / f"{model}.summary.txt", text)


@pytest.mark.parametrize(("file", "model"), CASES)
def test_picture(file, model, tmp_path, capsys):
    out = tmp_path / "picture.svg"
    run(capsys, "draw", str(path_of(file)), "--model", model, "-o", str(out))
    root = ET.fromstring(out.read_bytes())
    assert root.tag.endswith("svg")
    assert "".join(root.itertext()).strip()


def test_golden_python_is_formatted_as_ruff_does_by_itself():
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--check", str(GOLDEN)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
