"""`graphdsl import`: a saved model becomes the text that means it, and nothing is overwritten."""

from __future__ import annotations

import json
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
    assert told.err == "wrote <stdout>: 2 layers in 8 lines\n"


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
