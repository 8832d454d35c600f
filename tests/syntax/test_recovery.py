"""After an error the parser finds its way back: each mistake is told once, and the rest is read."""

from __future__ import annotations

import pytest

from graphdsl.source import Source
from graphdsl.syntax import ast
from graphdsl.syntax.parser import parse

MISTAKES = """\
model first(width: 64) {
    Flatten
}
model second {
    input x [3]
    Dense(64)(x)
    branch {
        Dense(3
        ReLU
    }
    head age (loss = ) { Dense(1) }
    y = x +
    z = [a b]
    if x < y < z { Flatten } else { Flatten Dense(3) }
    train { optimizer: Adam() }
    tail = Dense(3)
}
block third( { Dense }
let last = 1
"""


def test_each_of_many_mistakes_is_told_once() -> None:
    parsed = parse(Source(MISTAKES))
    lines = [d.span.begin.line for d in parsed.diagnostics]
    assert lines == [1, 5, 6, 7, 8, 11, 12, 13, 14, 14, 15, 18]
    second, last = parsed.file.items
    assert isinstance(second, ast.Model)
    assert isinstance(last, ast.Let)
    assert second.body is not None
    assert [type(s).__name__ for s in second.body.statements] == ["Train", "Pipeline"]


BODY_LEFT_OPEN = """\
model a {
    stem {
        Flatten
    Dense(3)
}
model b { Dense }
model c { Dense }
"""


def test_a_missing_brace_costs_one_error_and_no_other_model() -> None:
    parsed = parse(Source(BODY_LEFT_OPEN))
    assert [(d.code, d.span.begin.line) for d in parsed.diagnostics] == [("GDL108", 2)]
    assert [i.name.id for i in parsed.file.items if isinstance(i, ast.Model)] == ["a", "b", "c"]


def test_a_missing_brace_and_one_too_many_do_not_hide_each_other() -> None:
    text = (
        "model a {\n    stem { Flatten\n    Dense(3)\n}\n"
        "model b {\n    stem { Flatten }}\n    Dense(3)\n}\n"
    )
    parsed = parse(Source(text))
    told = [(d.code, d.span.begin) for d in parsed.diagnostics]
    assert told == [("GDL108", (2, 10)), ("GDL109", (6, 21))]
    assert [
        len(i.body.statements) for i in parsed.file.items if isinstance(i, ast.Model) and i.body
    ] == [2, 2]


def test_an_unfinished_file_keeps_what_was_read() -> None:
    parsed = parse(Source("model a {\n    stem { Flatten }\n    stage b {\n        Dense(3)"))
    assert [d.code for d in parsed.diagnostics] == ["GDL108"]
    (model,) = parsed.file.items
    assert isinstance(model, ast.Model)
    assert model.body is not None
    assert len(model.body.statements) == 2


@pytest.mark.parametrize("extra", [")", "]", "}"])
def test_one_bracket_too_many_is_one_error(extra: str) -> None:
    text = (
        f"model a {{ Dense(3){extra}\n}}\nlet x = 1"
        if extra != "}"
        else "model a { X } }\nlet x = 1"
    )
    parsed = parse(Source(text))
    assert [d.code for d in parsed.diagnostics] == ["GDL109"]
    assert [type(item).__name__ for item in parsed.file.items] == ["Model", "Let"]


def test_statements_outside_of_models_are_told_once_for_each_run_of_them() -> None:
    text = "Dense(3)\nReLU\nx = 3\nlet a = 1\nFlatten\nFlatten\n"
    parsed = parse(Source(text))
    assert [(d.code, d.span.begin.line) for d in parsed.diagnostics] == [
        ("GDL118", 1),
        ("GDL118", 5),
    ]


def test_what_follows_from_a_stray_character_is_not_told() -> None:
    parsed = parse(Source('model a {\n    größe = 3\n    f("x)\n    a && b\n    Flatten\n}\n'))
    assert [d.code for d in parsed.diagnostics] == ["GDL103", "GDL104", "GDL103"]
    (model,) = parsed.file.items
    assert isinstance(model, ast.Model)
    assert model.body is not None
    assert len(model.body.statements) == 1
