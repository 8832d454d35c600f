"""The shipped tables are those of the grammar."""

from __future__ import annotations

import logging

import pytest
from lark import Lark

from graphdsl.syntax import tables
from graphdsl.syntax.build_statements import Builder
from graphdsl.syntax.generate import grammar_path, tables_text
from graphdsl.syntax.lexer import RESERVED


def test_tables_are_up_to_date() -> None:
    found = tables.TABLES.read_text(encoding="utf-8")
    assert found == tables_text(), "run python -m graphdsl.syntax.generate"


def test_the_grammar_has_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("lark")
    logger.addHandler(caplog.handler)
    with caplog.at_level(logging.DEBUG, "lark"):
        Lark(grammar_path().read_text(encoding="utf-8"), parser="lalr", start="file", debug=True)
    assert caplog.messages == []


def test_every_rule_has_its_builder_method() -> None:
    actions = {rule.action for rule in tables.load().rules} - {"", "one", "more"}
    assert {action for action in actions if not hasattr(Builder, action)} == set()
    assert len(actions) > 50


def test_a_brace_is_never_both_a_body_and_a_dict() -> None:
    kinds = tables.load().kinds
    body, dict_ = kinds.index("_BODY"), kinds.index("_DICT")
    assert not [s for s, row in enumerate(tables.load().actions) if body in row and dict_ in row]


def test_reserved_words_are_those_that_the_grammar_names() -> None:
    text = grammar_path().read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "are reserved" in line)
    assert set(line.split("`")[1].split()) == RESERVED
