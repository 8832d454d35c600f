"""Shapes that no memory holds: what is advised can be written."""

from __future__ import annotations

import pytest

from graphdsl.pipeline import analyze
from graphdsl.source import Source

CASES = {
    "Reshape([10, 10])": ("GDL511", "the product of the sizes stays the same"),
    "Flatten -> Reshape([1000000, 999999, 1000000])": (
        "GDL511",
        "write `(1000000, 1000000, 1000000)`",
    ),
    "a = Flatten\n    b = Flatten -> Dense(3)\n    [a, b] -> Add": ("GDL502", ""),
    "a = Dense(4)\n    b = Dense(3)\n    [a, b] -> Add": ("GDL502", "write `4` instead of `3`"),
    "a = Dense(4000000000)\n    b = Dense(3)\n    [a, b] -> Add": (
        "GDL502",
        "write `3` instead of",
    ),
}


@pytest.mark.parametrize("body", CASES)
def test_advice_is_of_sizes_that_there_are(body: str) -> None:
    text = f"model m {{\n    input x: [1000000, 1000000, 1000000]\n    {body}\n}}\n"
    (found,) = analyze(Source(text, "m.gdl")).diagnostics
    code, help = CASES[body]
    assert found.code == code
    assert help in (found.best_help() or "")
    assert "000000000000" not in (found.best_help() or "")


def test_a_dimension_that_is_too_large_is_told_the_largest() -> None:
    (found,) = analyze(Source("model m { input x: [3000000000]; Dense(2) }", "m.gdl")).diagnostics
    assert found.message() == (
        "a dimension must be at most 2,147,483,647, not the number `3000000000`"
    )
