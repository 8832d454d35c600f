"""Slips of who writes Python every day: layers that are called, letters before strings."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.slips import CallOfCall, StringPrefix
from graphdsl.syntax.context import Context

MERGES = frozenset(
    ["Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract"]
)
"""Layers of Keras that take one list of tensors."""
PREFIXES = frozenset(["f", "r", "b", "u", "fr", "rf", "br", "rb"])
"""What stands before a string in Python."""


def call_of_call(c: Context) -> Diagnostic | None:
    """A layer that is called: `Dense(64)(x)`."""
    if c.text != "(" or c.place == 0 or c.texts[c.place - 1] != ")":
        return None
    opening = c.partners.get(c.place - 1, 0)
    closing = c.partners.get(c.place)
    if closing is None or c.kind_name(opening - 1) not in ("NAME", "DOTTED"):
        return None
    bare = opening == c.place - 2
    return CallOfCall(
        layer=c.between(opening - 1, c.place - (3 if bare else 1)),
        called_with=_called_with(c, closing, c.texts[opening - 1].rpartition(".")[2]),
        span=c.tokens.source.span(c.tokens.starts[c.place], c.tokens.ends[closing]),
    )


def _called_with(c: Context, closing: int, layer: str) -> str:
    """What stands left of `->`: a list for a layer that joins tensors, else a value or several."""
    text = c.between(c.place, closing)
    is_one = closing == c.place + 2 or c.partners.get(c.place + 1) == closing - 1
    if layer in MERGES and not is_one and "=" not in c.texts[c.place : closing]:
        return f"[{text[1:-1].strip()}]"
    if not is_one:
        return text
    in_list = layer not in MERGES and c.texts[c.place + 1] == "[" and closing == c.place + 4
    return c.between(c.place + 1 + in_list, closing - 1 - in_list)


def string_prefix(c: Context) -> Diagnostic | None:
    """A letter that touches a string: `f"a"`."""
    before = c.place - 1
    if c.kind_name(c.place) != "STRING" or c.kind_name(before) != "NAME":
        return None
    if (
        c.texts[before].lower() not in PREFIXES
        or c.tokens.ends[before] != c.tokens.span(c.place)[1]
    ):
        return None
    return StringPrefix(prefix=c.texts[before], span=c.tokens.span(before))
