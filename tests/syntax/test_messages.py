"""Whole messages as they are read: `name.gdl` has the mistakes, `name.txt` what is told of them."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from graphdsl.diagnostics import syntax
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.rendering.render import render_all
from graphdsl.source import Source
from graphdsl.syntax.parser import parse
from tests.golden import check_golden

FILES = sorted((Path(__file__).parent / "messages").glob("*.gdl"))


def told(path: Path) -> tuple[Diagnostic, ...]:
    text = path.read_bytes().decode("utf-8")
    return parse(Source(text, path.name)).diagnostics


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_messages(path: Path) -> None:
    check_golden(path.with_suffix(".txt"), render_all(told(path)) + "\n")


def test_every_diagnostic_of_syntax_is_shown() -> None:
    classes = {
        value
        for _, value in inspect.getmembers(syntax, inspect.isclass)
        if issubclass(value, Diagnostic) and value.__module__ == syntax.__name__
    }
    shown = {type(diagnostic) for path in FILES for diagnostic in told(path)}
    assert {c.__name__ for c in classes - shown} == {"TooManyErrors"}
