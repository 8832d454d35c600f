"""`draw --diff` and `diff -o`: files of every kind, exit codes, what goes wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphdsl.cli import main
from tests.emit.pairs import PAIRS

OLD, NEW = PAIRS["removed"]
SAVED = Path(__file__).parents[1] / "saved" / "keras2"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.gdl").write_text(OLD)
    (tmp_path / "new.gdl").write_text(NEW)
    return tmp_path


BEGINS = {
    "svg": b"<?xml",
    "png": b"\x89PNG",
    "dot": b"digraph",
    "mmd": b"flowchart",
    "html": b"<!DOCTYPE html>",
}


@pytest.mark.parametrize("form", BEGINS)
def test_both_commands_write_the_same_picture(here: Path, form: str) -> None:
    assert main(["draw", "new.gdl", "--diff", "old.gdl", "-o", f"one.{form}"]) == 0
    assert main(["diff", "old.gdl", "new.gdl", "-o", f"two.{form}"]) == 1
    one, two = ((here / f"{name}.{form}").read_bytes() for name in ("one", "two"))
    assert one == two
    assert one.startswith(BEGINS[form])


def test_text_and_json_by_ending(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.gdl", "new.gdl"]) == 1
    printed = capsys.readouterr().out
    assert main(["diff", "old.gdl", "new.gdl", "-o", "d.txt"]) == 1
    assert (here / "d.txt").read_text() == printed
    assert main(["diff", "old.gdl", "new.gdl", "-o", "d.json"]) == 1
    assert json.loads((here / "d.json").read_text())["equal"] is False
    capsys.readouterr()
    assert main(["diff", "old.gdl", "new.gdl", "--to", "mmd"]) == 1
    assert capsys.readouterr().out.startswith("flowchart")


def test_a_tree_for_the_terminal(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", "new.gdl", "--diff", "old.gdl", "--text"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["old.gdl → new.gdl", "− 1 removed, → 1 rewired"]
    assert any(line.startswith("- │  └─ body_drop: Dropout 0.2") for line in lines)


def test_equal_models(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.gdl", "old.gdl", "-o", "same.svg"]) == 0
    assert ">nothing differs</text>" in (here / "same.svg").read_text()
    assert main(["draw", "old.gdl", "--diff", "old.gdl", "--text"]) == 0
    assert "nothing differs\n" in capsys.readouterr().out


def test_files_of_other_kinds(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "old.gdl", "-o", "old.graph.json"]) == 0
    capsys.readouterr()
    assert main(["draw", "new.gdl", "--diff", "old.graph.json", "--text"]) == 0
    assert "body_drop: Dropout 0.2" in capsys.readouterr().out
    saved = sorted(map(str, SAVED.glob("*.h5")))[0]
    assert main(["draw", saved, "--diff", "old.gdl", "--text"]) == 0
    assert "- ├─ stem" in capsys.readouterr().out
    assert main(["diff", saved, saved, "-o", "same.dot"]) == 0


def test_names_tell_files_of_one_name_apart(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, text in (("one", OLD), ("two", NEW)):
        (here / folder).mkdir()
        (here / folder / "m.gdl").write_text(text)
    files = [str(here / folder / "m.gdl") for folder in ("two", "one")]
    assert main(["draw", files[0], "--diff", files[1], "--text"]) == 0
    assert capsys.readouterr().out.startswith("one/m.gdl → two/m.gdl\n")


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("none.gdl", None, "GDL001"),
        ("broken.gdl", "model m { input x: [4]; Dens(2) }", "broken.gdl:1:25"),
        ("broken.keras", "not a zip", "broken.keras"),
        ("broken.graph.json", "{", "broken.graph.json"),
        ("broken.h5", "no", "broken.h5"),
    ],
)
def test_an_old_file_that_cannot_be_read(
    here: Path,
    capsys: pytest.CaptureFixture[str],
    file: str,
    content: str | None,
    said: str,
) -> None:
    if content is not None:
        (here / file).write_text(content)
    assert main(["draw", "new.gdl", "--diff", file, "-o", "out.svg"]) == 1
    assert said in capsys.readouterr().err
    assert main(["diff", file, "new.gdl", "-o", "out.svg"]) == 2
    assert said in capsys.readouterr().err
    assert not (here / "out.svg").exists()


def test_the_old_file_is_not_written_over(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "old.json").write_text("{}")
    assert main(["diff", "old.json", "new.gdl", "-o", "old.json"]) == 2
    assert "GDL0" in capsys.readouterr().err
    assert (here / "old.json").read_text() == "{}"


def test_an_ending_and_a_format_that_contradict(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "old.gdl", "new.gdl", "--format", "json", "-o", "x.svg"]) == 2
    assert "GDL025" in capsys.readouterr().out
    assert not (here / "x.svg").exists()


def test_where_nothing_can_be_written_diff_is_in_trouble(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "old.gdl", "new.gdl", "-o", "none/x.dot"]) == 2
    assert "none/x.dot" in capsys.readouterr().err
