"""Which warnings are told: `--select`, `--ignore`, `--warn-as-error`, and comments that allow."""

from __future__ import annotations

import pytest

from graphdsl.diagnostics.base import Level
from graphdsl.diagnostics.selection import Selection, prefix
from graphdsl.pipeline import analyze
from graphdsl.source import Source

TEXT = """\
model m(width = 64) {
    input x: [4]
    input y: [4]
    unused = x -> Dense(8)
    x -> Dense(2)
}
"""
CODES = ["GDL203", "GDL306", "GDL305"]


def told(text: str) -> list[str]:
    return [d.code for d in analyze(Source(text)).diagnostics]


@pytest.mark.parametrize(
    ("select", "ignore", "codes"),
    [
        ((), (), CODES),
        (("GDL3",), (), ["GDL306", "GDL305"]),
        ((), ("GDL3",), ["GDL203"]),
        (("GDL",), ("GDL3",), ["GDL203"]),
        (("GDL3",), ("GDL305",), ["GDL306"]),
        (("GDL305",), ("GDL3",), ["GDL305"]),
        (("GDL305",), ("GDL305",), []),
        (("GDL5",), (), []),
    ],
)
def test_the_longer_beginning_decides(
    select: tuple[str, ...], ignore: tuple[str, ...], codes: list[str]
) -> None:
    found = analyze(Source(TEXT)).diagnostics
    assert [d.code for d in Selection(select, ignore).of(found)] == codes


def test_errors_are_always_told() -> None:
    found = analyze(Source(TEXT.replace("Dense(2)", "Dens(2)"))).diagnostics
    assert "GDL201" in [d.code for d in Selection(("GDL5",), ("GDL2",)).of(found)]


def test_strict_makes_errors_of_the_warnings_that_are_told() -> None:
    found = Selection((), ("GDL2",), strict=True).of(analyze(Source(TEXT)).diagnostics)
    assert [(d.code, d.level) for d in found] == [("GDL306", Level.ERROR), ("GDL305", Level.ERROR)]


@pytest.mark.parametrize("text", ["", "GDL", "unused", "GDL3055", "E501", "-1", "GDL30x"])
def test_what_is_no_beginning_of_a_code(text: str) -> None:
    assert prefix(text) is None


ALLOWED = """\
model m(width = 64) {  # gdl: allow GDL203
    input x: [4]
    input y: [4]  #gdl:allow GDL306: for later
    # gdl: allow GDL305 - kept for logging
    # and another comment between

    unused = x -> Dense(8)
    x -> Dense(2)
}
"""


def test_a_comment_allows_in_its_line_or_the_next() -> None:
    assert told(ALLOWED) == []


def test_several_codes_stand_in_one_comment() -> None:
    text = "model m(w = 1) { input x: [4]; input y: [4]; x -> Dense(2) }"
    assert told(text) == ["GDL203", "GDL306"]
    assert told(text + "  # gdl: allow GDL203, GDL306") == []


def test_an_error_cannot_be_allowed() -> None:
    text = "model m { input x: [4]; x -> Dens(2) }  # gdl: allow GDL201"
    assert told(text) == ["GDL201"]


def test_what_allows_nothing_is_told() -> None:
    text = ALLOWED.replace("input y: [4]", "")
    assert told(text) == ["GDL125"]


def test_what_is_not_understood_is_told_even_beside_errors() -> None:
    text = "model m { input x: [4]; x -> Dens(2) }  # gdl: ignore GDL201"
    assert sorted(told(text)) == ["GDL125", "GDL201"]


def test_other_comments_and_strings_allow_nothing() -> None:
    text = 'model m { input x: [4]; x -> Dense(2, name = "gdl: allow GDL203") }  # about gdl: x'
    assert "GDL125" not in told(text)


@pytest.mark.parametrize("where", ["model", "block"])
def test_of_a_block_that_other_files_use_nothing_is_said(where: str) -> None:
    text = f"{where} b {{ input x: [4]; Dense(2) }}" if where == "model" else "block b { Dense(2) }"
    assert told(text + "  # gdl: allow GDL305") == []
    assert told(text.replace("Dense(2)", "Dense(2)  # gdl: allow GDL305\n")) == (
        ["GDL125"] if where == "model" else []
    )


def test_what_is_told_only_while_a_model_is_written_may_be_allowed() -> None:
    assert told("model m { input x: [4]  # gdl: allow GDL816\n Dense(2) }") == []
