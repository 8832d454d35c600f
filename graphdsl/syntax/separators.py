"""Two things side by side, with nothing between them or the wrong sign."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.syntax import MissingSeparator, UnexpectedText
from graphdsl.syntax.context import Context
from graphdsl.syntax.words import ENDS, OF_PYTHON, VALUES, described


def missing_separator(c: Context) -> Diagnostic | None:
    """A value behind a value: `Dense(64 relu)`, `Dense 64`, `[28 28]`."""
    begins = c.kind_name(c.place) in VALUES - {"(", "[", "-", "+"}
    before = c.place - 1 - (bool(c.open_brackets) and c.kind_name(c.place - 1) == "_NEWLINE")
    if c.place == c.begin or not begins or c.kind_name(before) not in ENDS:
        return None
    if before < c.place - 1:
        is_sign = c.texts[before + 1] == ";"
        return MissingSeparator(
            found=c.found,
            behind=described(c.tokens, before),
            in_brackets=True,
            instead=is_sign,
            span=c.tokens.span(before + 1 if is_sign else c.place),
        )
    if c.texts[c.place - 1] == "lambda":
        hint = "a file holds no Python: write a tensor expression, such as `_ * 2 + 1`"
        return UnexpectedText(found="`lambda`", hint=hint, span=c.tokens.span(c.place - 1))
    wanted = "," if c.open_brackets else "_NEWLINE"
    if wanted not in c.expected:
        return None
    return MissingSeparator(
        found=c.found,
        behind=described(c.tokens, c.place - 1),
        in_brackets=bool(c.open_brackets),
        hint=_between(c),
    )


def _between(c: Context) -> str | None:
    """What two things side by side most likely were meant to be."""
    before, is_value = c.texts[c.place - 1], c.kind_name(c.place) in ("NUMBER", "STRING", "NAME")
    if "//" in c.texts[c.begin : c.place]:
        return "a comment begins with `#`"
    if c.place == c.begin + 1 and before in OF_PYTHON:
        return OF_PYTHON[before]
    if before == "}" and c.text == "elif":
        return OF_PYTHON["elif"]
    if c.kind_name(c.place - 1) not in ("NAME", "DOTTED", "NUMBER") or not is_value:
        return None
    if c.open_brackets:
        if c.kind_name(c.place - 1) == c.kind_name(c.place) == "NUMBER":
            return f"write `{before}, {c.text}`"
        is_name = c.kind_name(c.place - 1) != "NUMBER"
        starts = (
            is_name and c.texts[c.place - 2] in ("(", ",") and c.texts[c.open_brackets[-1]] == "("
        )
        return f"an argument with a name is written `{before} = {c.text}`" if starts else None
    is_argument = c.kind_name(c.place) != "NAME" and c.kind_name(c.place - 1) != "NUMBER"
    return f"arguments stand in parentheses: `{before}({c.text})`" if is_argument else None
