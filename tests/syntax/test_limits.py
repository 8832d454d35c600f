"""What is too deep, too long or too wrong is a diagnostic, whatever its size."""

from __future__ import annotations

import pytest

from graphdsl.source import Source
from graphdsl.syntax.nesting import LIMIT
from graphdsl.syntax.parser import parse
from graphdsl.syntax.printer import format_source
from graphdsl.syntax.recovery import ERRORS

MANY = 4_000

DEEP = {
    "parentheses": "model m { x = " + "(" * MANY + "1" + ")" * MANY + " }",
    "unclosed parentheses": "model m { x = " + "(" * MANY,
    "lists": "let x = " + "[" * MANY + "]" * MANY,
    "dicts": "let x = " + "{a: " * MANY + "1" + "}" * MANY,
    "calls": "let x = " + "f(" * MANY + ")" * MANY,
    "bodies": "model m { " + "stage a { " * MANY + "}" * MANY + " }",
    "signs": "let x = " + "-" * MANY + "1",
    "negations": "let x = " + "not " * MANY + "1",
    "sums": "let x = 1" + " + 1" * MANY,
    "powers": "let x = 1" + " ** 1" * MANY,
    "indices": "let x = y" + "[0]" * MANY,
    "conditionals": "let x = 1" + " if 1 else 1" * MANY,
    "branches": "model m { if a { }" + " else if a { }" * MANY + " }",
    "arguments": f"model m {{ Dense({'-' * MANY}1) -> f(a = {'-' * MANY}1) }}",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_nesting_without_bound(text: str) -> None:
    codes = [d.code for d in parse(Source(text)).diagnostics]
    assert "GDL705" in codes
    assert set(codes) <= {"GDL705", "GDL108"}


def test_nesting_up_to_the_limit_is_read_and_printed() -> None:
    deep = f"let x = {'(' * LIMIT}1{')' * LIMIT}\n"
    parsed = parse(Source(deep.replace("(", "(", 1)))
    assert parsed.diagnostics == ()
    assert parse(Source(format_source(Source(deep)))).file == parsed.file
    assert parse(Source(f"let x = ({deep[8:-1]})")).diagnostics[0].code == "GDL705"


def test_numbers_without_bound() -> None:
    texts = ("9" * 1_000_000, "0x" + "f" * 1_000_000, "1e999", "1" + "_1" * 500_000)
    for text in texts:
        parsed = parse(Source(f"let x = {text}"))
        assert [d.code for d in parsed.diagnostics] == ["GDL703"]


def test_errors_without_bound() -> None:
    wrong = [
        "let x = = 1\n" * MANY,
        "model a {\n" * MANY,
        "$ " * MANY,
        "model m { " + "f(\n" * MANY,
        "Dense(3)\n}\n" * MANY,
        ")" * MANY,
        "(" * MANY + "]" * MANY,
        "{" * MANY + ")" * MANY,
        "model m { " + "repeat (\n" * MANY,
    ]
    for text in wrong:
        diagnostics = parse(Source(text)).diagnostics
        assert 0 < len(diagnostics) <= ERRORS + 1
    too_many = parse(Source(wrong[0])).diagnostics
    assert [d.code for d in too_many[-2:]] == ["GDL101", "GDL706"]


def test_a_long_text_without_line_ends() -> None:
    text = "model m { " + "a -> " * MANY + "b; " * MANY + " " * 1_000_000 + "}"
    assert parse(Source(text)).diagnostics == ()
