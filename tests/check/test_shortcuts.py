"""What is told of branches that were made smaller: each layer that is advised is put in, and the
model has no errors then."""

from __future__ import annotations

import pytest

from graphdsl.diagnostics.base import Level
from graphdsl.pipeline import analyze
from graphdsl.source import Source

ADD = "input x: {x}\na = x{large}\nb = x -> {way}{small}\n[a, b] -> Add"
JOIN = ADD.replace("Add", "Concatenate")
PLUS = ADD.replace("[a, b] -> Add", "a + b")
LARGE, SMALL = "large", "small"
HALVED = "Conv2D(8, 3, strides = 2, padding = same)"
CASES: list[tuple[str, str, str, dict[str, str]]] = [
    (ADD, "[32, 32, 8]", HALVED, {LARGE: "Conv2D(8, 1, strides = 2)", SMALL: "UpSampling2D(2)"}),
    (ADD, "[33, 21, 8]", HALVED, {LARGE: "Conv2D(8, 1, strides = 2)"}),
    (ADD, "[32, 32, 3]", HALVED, {LARGE: "Conv2D(8, 1, strides = 2)"}),
    (PLUS, "[32, 32, 8]", HALVED, {LARGE: "Conv2D(8, 1, strides = 2)", SMALL: "UpSampling2D(2)"}),
    (JOIN, "[32, 32, 8]", HALVED, {SMALL: "UpSampling2D(2)", LARGE: "AveragePooling2D(2)"}),
    (JOIN, "[33, 21, 3]", HALVED, {LARGE: "AveragePooling2D(2, padding = same)"}),
    (
        ADD,
        "[90, 8]",
        "AveragePooling1D(3)",
        {LARGE: "Conv1D(8, 1, strides = 3)", SMALL: "UpSampling1D(3)"},
    ),
    (
        ADD,
        "[8, 16, 32, 4]",
        "MaxPooling3D(4)",
        {LARGE: "Conv3D(4, 1, strides = 4)", SMALL: "UpSampling3D(4)"},
    ),
    (ADD, "[32, 16, 8]", "MaxPooling2D((2, 4))", {}),
    (ADD, "[?, 32, 8]", HALVED, {}),
]


def told(text: str) -> tuple[str, bool]:
    """The help of the errors of a model, and whether there are any."""
    found = analyze(Source(f"model m {{\n{text}\n}}\n")).diagnostics
    errors = [one for one in found if one.level is Level.ERROR]
    return "\n".join(one.best_help() or "" for one in errors), bool(errors)


@pytest.mark.parametrize(("form", "shape", "way", "advised"), CASES)
def test_what_is_advised_mends(form: str, shape: str, way: str, advised: dict[str, str]) -> None:
    filled = {"x": shape, "way": way, LARGE: "", SMALL: ""}
    help, wrong = told(form.format(**filled))
    assert wrong
    assert [line.split("`")[1] for line in help.splitlines() if "bring the" in line] == [
        *advised.values()
    ]
    for side, code in advised.items():
        _, still = told(form.format(**filled | {side: f" -> {code}"}))
        assert not still, code


def test_a_layer_of_a_block_is_named_once_and_all_its_uses_are_tried() -> None:
    block = "block body {{ Conv2D(8, 3{0}) -> ReLU -> Conv2D(8, 3{0}) }}\n"
    model = "model m { input x: [32, 32, 8]; y = x -> body -> body; x + y }\n"
    (found,) = analyze(Source(block.format("") + model)).diagnostics
    assert "write `padding = same` in each `Conv2D` in line 1" in (found.best_help() or "")
    assert not analyze(Source(block.format(", padding = same") + model)).diagnostics
