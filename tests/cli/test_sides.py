"""Which of two compared files `--model`, `--old-model` and `--set` speak of; files not there."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from graphdsl.cli import main

SEVERAL = """\
model one(width = 4) { input x: [3]; Dense(width) as a; Dense(1) as b }
model two(width = 5, last = 2) { input x: [3]; Dense(width) as a; Dense(last) as b }
"""
SINGLE = "model other { input x: [3]; Dense(4) as a; Dense(1) as b }\n"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("several.gdl").write_text(SEVERAL)
    Path("single.gdl").write_text(SINGLE)
    assert main(["compile", "single.gdl", "-o", "single.graph.json"]) == 0
    capsys.readouterr()

    def command(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        return code, *capsys.readouterr()

    return command


@pytest.mark.parametrize("other", ["single.gdl", "single.graph.json"])
def test_a_model_and_a_parameter_that_one_file_has(run, other):
    assert run("diff", "several.gdl", other, "--model", "one") == (0, "", "")
    assert run("diff", other, "several.gdl", "--model", "one") == (0, "", "")
    code, out, _ = run("diff", "several.gdl", other, "--model", "one", "--set", "width=9")
    assert (code, out.splitlines()[1]) == (1, "~ a: units 9 → 4")
    code, out, _ = run("draw", other, "--diff", "several.gdl", "--model", "two", "--text")
    assert (code, "units 5 → 4" in out) == (0, True)


def test_two_models_of_one_file(run):
    pair = ("--old-model", "one", "--model", "two")
    code, out, _ = run("diff", "several.gdl", "several.gdl", *pair, "--set", "last=7")
    assert (code, out.splitlines()[0]) == (1, "several.gdl (one) → several.gdl (two)")
    assert "~ b: units 1 → 7" in out.splitlines()
    code, out, _ = run("draw", "several.gdl", "--diff", "several.gdl", *pair, "--text")
    assert (code, out.splitlines()[0]) == (0, "several.gdl (one) → several.gdl (two)")


def test_what_neither_file_has(run):
    code, _, said = run("diff", "several.gdl", "single.gdl", "--model", "three")
    assert (code, said.count("there is no model `three`")) == (2, 2)
    code, _, said = run("diff", "single.gdl", "single.gdl", "--set", "wide=1")
    assert (code, said.count("has no parameter `wide`")) == (2, 1)
    code, _, said = run("draw", "single.gdl", "--diff", "several.gdl", "--old-model", "three")
    assert (code, said.count("there is no model `three`")) == (1, 1)


def test_what_is_to_be_named_of_several_models(run):
    code, _, said = run("diff", "several.gdl", "single.gdl", "--model", "other")
    assert (code, "name one of them: `--old-model two`" in said) == (2, True)
    code, _, said = run("draw", "single.gdl", "--old-model", "one")
    assert (code, "add `--diff OLD`" in said) == (2, True)


def test_standard_input_is_read_once(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SEVERAL.encode())))
    assert run("diff", "-", "single.gdl", "--old-model", "two", "--set", "last=1")[0] == 1
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SINGLE.encode())))
    assert run("diff", "-", "several.gdl", "--model", "one") == (0, "", "")


@pytest.mark.parametrize("command", [("diff", "-", "-"), ("draw", "-", "--diff", "-")])
def test_standard_input_has_one_model(run, command):
    code, out, said = run(*command)
    assert (code, out) == (2, "")
    assert "standard input has one text; name a file for one of the models" in said


def test_a_file_that_git_says_is_not_there(run, tmp_path):
    code, out, said = run("diff", "/dev/null", "single.gdl")
    assert (code, said, {line[0] for line in out.splitlines()[1:-1]}) == (1, "", {"+"})
    code, out, said = run("diff", "single.graph.json", "/dev/null")
    assert (code, said, {line[0] for line in out.splitlines()[1:-1]}) == (1, "", {"-"})
    assert run("diff", "/dev/null", "/dev/null") == (0, "", "")
    assert run("diff", "/dev/null", "several.gdl", "--model", "two", "-o", "new.svg")[0] == 1
    assert "4 added" in (tmp_path / "new.svg").read_text()
    code, _, said = run("diff", "/dev/null", "several.gdl", "--model", "three")
    assert (code, said.count("error[")) == (2, 1)
