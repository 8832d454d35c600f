"""Printing never changes the meaning, whatever the program and however it is laid out."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdsl.source import Source
from graphdsl.syntax import ast
from graphdsl.syntax.lexer import kinds, tokenize
from graphdsl.syntax.parser import parse
from graphdsl.syntax.printer import format_source, print_file
from tests.syntax.programs import files
from tests.syntax.trees import nodes, without_parentheses

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@settings(max_examples=60)
@given(files)
def test_what_is_printed_reads_as_the_same_tree(file: ast.File) -> None:
    text = print_file(file)
    parsed = parse(Source(text))
    assert parsed.diagnostics == (), text
    assert without_parentheses(parsed.file.items) == without_parentheses(file.items), text


@settings(max_examples=60)
@given(files, st.randoms(use_true_random=False))
def test_formatting_any_layout_keeps_tree_and_comments(
    file: ast.File, choice: random.Random
) -> None:
    text = laid_out(print_file(file), choice)
    before = parse(Source(text))
    assert before.diagnostics == (), text
    formatted = format_source(Source(text))
    after = parse(Source(formatted))
    assert after.file == before.file, formatted
    assert comments(after.file) == comments(before.file), formatted
    assert format_source(Source(formatted)) == formatted, text


@settings(max_examples=30)
@given(files, st.randoms(use_true_random=False))
def test_the_span_of_a_value_is_its_text(file: ast.File, choice: random.Random) -> None:
    text = laid_out(print_file(file), choice)
    values = (ast.Name, ast.Number, ast.String, ast.List, ast.Call, ast.Binary, ast.Index, ast.Dict)
    for node in nodes(parse(Source(text)).file):
        if not isinstance(node, values) or not node.span.text:
            continue
        alone = parse(Source(f"model m {{ x = f(\n{node.span.text}\n) }}"))
        if isinstance(node, ast.Name):
            assert node.span.text == node.id
            continue
        assert alone.diagnostics == (), node.span.text
        assert node in list(nodes(alone.file)), node.span.text


def comments(file: ast.File) -> list[str]:
    return sorted(comment.text for comment in file.comments)


def laid_out(text: str, choice: random.Random) -> str:
    """`text` with other line ends, spaces and comments between its tokens."""
    tokens, known = tokenize(Source(text)), kinds()
    dicts = {n.span.start for n in nodes(parse(Source(text)).file) if isinstance(n, ast.Dict)}
    out: list[str] = []
    open_brackets: list[str] = []
    for kind, word, start in zip(tokens.kinds, tokens.texts, tokens.starts, strict=True):
        if kind == known.end:
            break
        if kind == known.newline:
            out.append(choice.choice(["\n", "\n\n\n", " ; ", " # note\n", "\n\n  # own\n", ";;\n"]))
            continue
        out.append(choice.choice([" ", "  \t"]))
        in_brackets = bool(open_brackets) and open_brackets[-1] != "body"
        if (in_brackets or word in ("->", "else", "}")) and choice.random() < 0.15:
            out.append(choice.choice(["\n", "# why\n", "\n\n # above\n # it\n", "\r\n"]))
        out.append(word)
        if word in ("(", "[", "{"):
            is_body = word == "{" and start not in dicts
            open_brackets.append("body" if is_body else word)
            out.append(choice.choice(["", "", "\n\n", " # brace\n"]) if is_body else "")
        elif word in (")", "]", "}"):
            open_brackets.pop()
    return "".join(out) + choice.choice(["", "\n", "\n\n# end", "  # last"])
