"""What two models differ in: by layer, argument by argument, whatever their texts look like."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import graphdsl
from graphdsl.cli import main
from graphdsl.comparing import equal
from graphdsl.comparing.differences import differences
from graphdsl.comparing.telling import as_text

BASE = "model m { input x: [4]; Dense(8, relu) as a; Dense(8) as b; [_, a] -> Add; Dense(1) as y }"


def told(after: str, before: str = BASE) -> list[str]:
    """The lines about the changes from one text to the other."""
    found = differences(graphdsl.lower(before), graphdsl.lower(after))
    return as_text(found, "one", "two").splitlines()[1:]


CASES = {
    "an argument": (
        BASE.replace("8, relu", "8, tanh"),
        ["~ a: activation relu → tanh"],
    ),
    "an argument that is left out": (
        BASE.replace("8, relu", "8"),
        ["~ a: activation relu → default"],
    ),
    "a size": (
        BASE.replace("Dense(1) as y", "Dense(3) as y"),
        ["~ y: units 1 → 3", "  y: gives float32[1] → float32[3]", "parameters: 121 → 139 (+18)"],
    ),
    "a class": (
        BASE.replace("Add", "Multiply(name = 'add')"),
        ["~ add: class Add → Multiply"],
    ),
    "a layer more": (
        BASE.replace("Dense(8) as b", "Dense(8) as b; Dropout(0.5) as d"),
        ["+ d: Dropout(rate = 0.5)", "~ add: reads [b, a] → [d, a]"],
    ),
    "a layer less": (
        BASE.replace("[_, a] -> Add; ", ""),
        ["- add: Add()", "~ y: reads add → b"],
    ),
    "frozen": (BASE.replace("Dense(8) as b", "frozen Dense(8) as b"), ["~ b: frozen no → yes"]),
    "a segment": (
        BASE.replace("Dense(8) as b", "stage s { Dense(8, name = 'b') }"),
        [
            "- b: Dense(units = 8)",
            "~ add: reads [b, a] → [s_b, a]",
            "s:",
            "  + s_b: Dense(units = 8)",
        ],
    ),
    "an operation": (
        BASE.replace("[_, a] -> Add; ", "_ + a; "),
        ["- add: Add()", "~ y: reads add → add(b, a)", "+ operation add(b, a)"],
    ),
    "an input": (
        BASE.replace("x: [4]", "x: int32[4]"),
        ["~ input x: float32[4] → int32[4]"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_changes(case: str) -> None:
    after, expected = CASES[case]
    assert told(after) == expected


def test_training_is_told_by_entry() -> None:
    before = "model m { input x: [4]; head y (loss = mse) { Dense(1) } }"
    after = before.replace("mse", "mae").replace("} }", "}; train { optimizer = SGD() } }")
    assert told(after, before) == [
        "~ training optimizer: RMSprop() → SGD()",
        "~ training loss: mse → mae",
    ]


def test_another_text_of_the_same_model() -> None:
    other = """
        block _pair {
            Dense(8, relu, name = "a") as first -> Dense(8, name = "b")
            [_, first] -> Add
        }
        model m { input x: [4]; _pair; Dense(units = 1, use_bias = true) as y }
    """
    assert told(other) == []
    assert equal(graphdsl.lower(BASE), graphdsl.lower(other))


def test_models_inside() -> None:
    before = "model t { input a: [4]; Dense(8) }\nmodel m { input x: [4]; t as u; Dense(1) as y }"
    graphs = [graphdsl.lower(text, model="m") for text in (before, before.replace("8", "9"))]
    lines = as_text(differences(*graphs), "one", "two").splitlines()
    assert "~ u/dense: units 8 → 9" in lines


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.gdl").write_text(BASE)
    Path("two.gdl").write_text(BASE.replace("8, relu", "8, tanh"))


@pytest.mark.usefixtures("files")
def test_the_command(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "one.gdl", "two.gdl"]) == 1
    assert capfd.readouterr().out == "one.gdl → two.gdl\n~ a: activation relu → tanh\n"
    assert main(["diff", "one.gdl", "two.gdl", "--format", "json"]) == 1
    told = json.loads(capfd.readouterr().out)
    assert told["equal"] is False
    assert told["changes"] == [
        {
            "change": "changed",
            "subject": "layer",
            "name": "a",
            "facts": {"activation": {"before": "relu", "after": "tanh"}},
        }
    ]
    assert main(["compile", "one.gdl", "-o", "one.graph.json"]) == 0
    capfd.readouterr()
    assert main(["diff", "one.gdl", "one.graph.json"]) == 0
    assert capfd.readouterr().out == ""


@pytest.mark.usefixtures("files")
def test_what_cannot_be_read_is_trouble(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "one.gdl", "nowhere.keras"]) == 2
    assert "error[GDL" in capfd.readouterr().err
