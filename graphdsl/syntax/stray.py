"""Characters that are no part of the language, and what was meant by them."""

from __future__ import annotations

import re
import unicodedata

from graphdsl.diagnostics.lexical import StrayCharacter
from graphdsl.source import Span

MEANT = {
    **dict.fromkeys("“”„‟", '"'),
    **dict.fromkeys("‘’‚‛", "'"),
    **dict.fromkeys("–—−‐‑", "-"),
    **dict.fromkeys((*"→⟶➔➜", "|>"), "->"),
    **dict.fromkeys("×·∗", "*"),
    **dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060", ""),
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "…": "...",
    "&&": "and",
    "||": "or",
}
"""What word processors and other languages write for signs of ours."""

HINTS = {
    "!": "write `not`",
    ".": "a dot only stands inside a name, such as `stem.mid`",
    "\\": "a statement goes on in the next line inside `( )` or `[ ]`, or before `->`",
    "$": 'an inserted name is written in braces, inside a string: `"conv{i}"`',
    "`": 'write a string with `"`',
    "&": "write `and`",
    "|": "write `or`",
}

_LONGEST = 24
_LAYER = re.compile(r"[ \t]*[A-Z]\w*")
"""What follows a `|` that is to join steps."""


def stray(span: Span) -> StrayCharacter:
    """The diagnostic for the stray characters at `span`."""
    text = span.text
    instead = MEANT.get(text)
    if instead is None and text.isspace():
        instead = " "
    hint = HINTS.get(text)
    if text == "|" and _LAYER.match(span.source.text, span.end):
        instead, hint = "->", "steps are joined by `->`"
    if instead == "":
        hint = "remove it"
    if text == "." and span.source.text[span.start - 1 : span.start] == ")":
        hint = "a part of a model is taken by its layers: `stage name from model since … until …`"
    if hint is None and any(c.isalnum() for c in text):
        hint = "names are made of the letters a to z, digits and `_`"
    return StrayCharacter(character=_called(text), instead=instead, hint=hint, span=span)


def _called(text: str) -> str:
    visible = all(c.isprintable() and not c.isspace() for c in text)
    if visible:
        return f"`{shortened(text)}`"
    name = unicodedata.name(text[0], "").lower()
    return f"the character U+{ord(text[0]):04X}{f' ({name})' if name else ''}"


def shortened(text: str) -> str:
    """At most a few words of `text`, for a message."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
