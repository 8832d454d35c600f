"""Slips with brackets, and with the bodies between braces."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.slips import (
    InsideBody,
    OutsideModel,
)
from graphdsl.diagnostics.syntax import (
    MissingBody,
    Unclosed,
    Unopened,
)
from graphdsl.syntax.brackets import CLOSING
from graphdsl.syntax.context import Context
from graphdsl.syntax.words import DECLARATIONS, HEADERS, OF_PYTHON, VALUES, with_body


def unclosed(c: Context) -> Diagnostic | None:
    """A new line, or the end of a body, while a bracket is open that nothing closes."""
    lost = [b for b in c.open_brackets if b not in c.partners]
    if not lost or not (c.is_end or c.text == "}" or c.is_first):
        return None
    opening = c.texts[lost[-1]]
    return Unclosed(
        opening=opening, closing=CLOSING[opening], where=c.span, span=c.tokens.span(lost[-1])
    )


def unopened(c: Context) -> Diagnostic | None:
    """A closing bracket that belongs to no opening one."""
    if c.text not in (")", "]", "}") or c.place in c.partners:
        return None
    opened = c.tokens.span(c.open_brackets[-1]) if c.open_brackets else None
    return Unopened(closing=c.text, opened=opened)


def inside_body(c: Context) -> Diagnostic | None:
    """A declaration of the top level inside a body."""
    word = c.texts[c.begin]
    if not c.in_body or word not in DECLARATIONS or c.place > c.begin + 1:
        return None
    if c.kind_name(c.begin + 1) not in ("NAME", "STRING", "NUMBER", "layer"):
        return None
    return InsideBody(keyword=word, span=c.tokens.span(c.begin))


def missing_body(c: Context) -> Diagnostic | None:
    """A header that no `{` follows."""
    if c.place == c.begin or c.open_brackets:
        return None
    word = c.texts[c.first]
    if word == "repeat" and c.place == c.first + 1 and c.kind_name(c.place) in ("NUMBER", "NAME"):
        header, end = f"repeat {c.text}", c.tokens.ends[c.place]
        return MissingBody(what="a loop", header=header, span=c.span._replace(start=end, end=end))
    if "_BODY" not in c.expected or word not in HEADERS:
        return None
    if c.texts[c.place - 1] == "else":
        return MissingBody(what="an `else`", header="else")
    return MissingBody(what=with_body(word), header=c.between(c.begin, c.place - 1))


def outside_model(c: Context) -> Diagnostic | None:
    """A statement at the top level of a file."""
    if c.in_body or c.texts[c.begin] in DECLARATIONS or c.place > c.begin:
        return None
    if c.is_end or (c.kind_name(c.place) not in VALUES and not c.text.isidentifier()):
        return None
    hint = OF_PYTHON.get(c.text)
    if c.texts[c.place + 1] == "=":
        hint = f"a number, string or list is written `let {c.text} = …`; a step stands in a model"
    known = f"`{c.text}`" if c.text in c.keywords or hint else "a step"
    return OutsideModel(found=known, hint=hint)
