"""Texts mended by the edits of their diagnostics."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from graphdsl.diagnostics.base import Diagnostic, Edit
from graphdsl.fixing import fix
from graphdsl.pipeline import analyze
from graphdsl.source import Source
from tests.diagnostics.told import Told, place

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.gdl"))


def told(source: Source) -> tuple[Diagnostic, ...]:
    return analyze(source).diagnostics


def fixed(text: str) -> tuple[str, list[str], list[str]]:
    result = fix(Source(text), told)
    return result.source.text, [d.code for d in result.mended], [d.code for d in result.left]


def test_what_is_certain_is_mended_and_the_rest_is_left() -> None:
    text = "model m { input x: [4]; Dens(8, activation: relu) -> Conv2D(3, 3) }"
    mended, gone, left = fixed(text)
    assert mended == "model m { input x: [4]; Dense(8, activation = relu) -> Conv2D(3, 3) }"
    assert (gone, left) == (["GDL111", "GDL201"], ["GDL501"])


def test_a_text_without_mistakes_stays_as_it_is() -> None:
    text = "model m { input x: [4]; Dense(8) }\r\n"
    assert fixed(text) == (text, [], [])


def test_edits_that_touch_are_made_one_after_the_other() -> None:
    text = "model m {\n    input x: [4]\n    Dense(8)  # gdl: allow GDL305, GDL306, GDL203\n}\n"
    mended, gone, left = fixed(text)
    assert mended == "model m {\n    input x: [4]\n    Dense(8)\n}\n"
    assert (gone, left) == (["GDL125"] * 3, [])


def test_a_comment_of_its_own_goes_with_its_line() -> None:
    text = "model m {\n    input x: [4]\n    # gdl: allow GDL305\n    Dense(8)\n}\n"
    assert fixed(text)[0] == "model m {\n    input x: [4]\n    Dense(8)\n}\n"


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("Relu", "ReLU"),
        ("Linear(3)", None),
        ("MaxPool(2)", None),
        ("parts.thing(3)", None),
        ("keras.layers.Dens(3)", "Dense(3)"),
        ("Dense([3])", "Dense(3)"),
        ("Dense(units = (3,))", "Dense(units = 3)"),
        ("Reshape(target_shape = 4)", "Reshape(target_shape = (4,))"),
        ("Dense(units = relu)", None),
        ("Dense(output_dim = 3)", "Dense(units = 3)"),
        ("Dense(units = 3, output_dim = 3)", None),
        (
            "Dense(3, kernel_initializer = HeNormal(sed = 1))",
            "Dense(3, kernel_initializer = HeNormal(seed = 1))",
        ),
        ("Dense(3, activation = activation)", None),
        ("Dense(3, activatio = relu)", "Dense(3, activation = relu)"),
        ('Dense(3, name = f"a")', 'Dense(3, name = "a")'),
        ("Dense(3; relu)", "Dense(3, relu)"),
        ("for i in range(3) { Dense(3 + i) }", "for i in 0..2 { Dense(3 + i) }"),
        ("_ | Dense(3)", "_ -> Dense(3)"),
        ("[conv1, conv2] -> Add", None),
        ("[conv1, y] -> Add", None),
        ("inner(g = 3)", None),
        ("Conv2D(8, 3, relu)", "Conv2D(8, 3, activation = relu)"),
        (
            "Conv2D(8, 3, relu, use_bias = false)",
            "Conv2D(8, 3, activation = relu, use_bias = false)",
        ),
        ("Conv2D(8, 3, relu, valid)", None),
    ],
)
def test_only_what_was_meant_for_certain_is_written(line: str, mended: str | None) -> None:
    text = "block inner(f) {{ Dense(f) }}\nmodel m {{\n    input x: [8, 8, 3]\n"
    text += "    conv1 = Conv2D(3, 3)\n    {}\n}}\n"
    assert fixed(text.format(line))[0] == text.format(mended or line)


def test_a_size_of_keras_is_a_question_mark() -> None:
    text = "model m { input x: [None, 8]; LSTM(3) }"
    assert fixed(text) == (text.replace("None", "?"), ["GDL201"], [])


@pytest.mark.parametrize(("instead", "again"), [("Den)se", False), ("Den", True)])
def test_an_edit_that_does_not_mend_is_not_kept(instead: str, again: bool) -> None:
    """A diagnostic that comes again, or makes a syntax error, is a bug of its fix."""
    text = "model m { input x: [4]; Dense(8) }"

    def always(source: Source) -> tuple[Diagnostic, ...]:
        here = place(source, "Den")
        wrong = Told(headline="wrong", span=here, edits=(Edit(here, instead),))
        return (wrong, *told(source)) if again or source.text == text else told(source)

    result = fix(Source(text), always)
    assert (result.source.text, result.mended) == (text, ())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_a_misspelt_name_in_an_example_is_mended(path: Path) -> None:
    """A letter of a layer's name is doubled; the same text comes back."""
    text = path.read_text(encoding="utf-8")
    names = [
        m for m in re.finditer(r"\b[A-Z][a-z]+[A-Za-z0-9]{2,}(?=\()", text) if _is_code(text, m)
    ]
    chosen = random.Random(path.stem).sample(names, min(3, len(names)))
    broken = text
    for match in sorted(chosen, key=lambda m: m.start(), reverse=True):
        at = match.start() + 3
        broken = broken[:at] + broken[at - 1] + broken[at:]
    source = Source(broken, str(path), path)
    assert fix(source, told).source.text == text


def _is_code(text: str, match: re.Match[str]) -> bool:
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return "#" not in line and not re.search(r"\b(block|model|layer)\s$", line)


@pytest.mark.parametrize("size", ["None", "none", "?"])
def test_a_batch_dimension_is_taken_out(size: str) -> None:
    text = f"model m {{ input x: [{size}, 28, 28, 3]; Conv2D(3, 3) }}"
    assert fixed(text)[0] == "model m { input x: [28, 28, 3]; Conv2D(3, 3) }"


def test_an_open_size_that_is_meant_stays() -> None:
    text = "model m { input x: [?, 28, 28, 3]; TimeDistributed(Conv2D(3, 3)) -> Conv2D(3, 3) }"
    mended, gone, left = fixed(text)
    assert (mended, gone, left) == (text, [], ["GDL501"])
