"""Tokens in words: what a reader is told stands somewhere, or could stand there."""

from __future__ import annotations

from collections.abc import Set

from graphdsl.syntax.lexer import RESERVED, Tokens, kinds
from graphdsl.syntax.stray import shortened

CONSTANTS = ("true", "false", "none", "?")

VALUES = frozenset(
    ["NAME", "DOTTED", "NUMBER", "STRING", "(", "[", "_DICT", "-", "+", "not", "_", *CONSTANTS]
)
"""What an expression begins with."""

ENDS = frozenset(["NAME", "DOTTED", "NUMBER", "STRING", ")", "]", "}", "_", *CONSTANTS])
"""What an expression ends with."""

EXPECTED = {
    "model": "a `model`",
    "block": "a `block`",
    "NAME": "a name",
    "STRING": "a string",
    "NUMBER": "a number",
    "_NEWLINE": "the end of the line",
    "_BODY": "`{`",
    **{sign: f"`{sign}`" for sign in (",", ")", "]", "}", "=", ":", "->", "as", "in", "else")},
}
"""What is worth telling that it could stand somewhere, in this order."""

SHOWN = 4
"""Alternatives that are told."""


def described(tokens: Tokens, place: int) -> str:
    """What stands at `place`."""
    known, text = kinds(), tokens.texts[place]
    kind = tokens.kinds[place]
    if kind == known.end:
        return "the end of the file"
    if kind == known.newline:
        return "`;`" if text == ";" else "the end of the line"
    if kind in (known.name, known.dotted):
        return f"the name `{shortened(text)}`"
    if kind == known.number:
        return f"the number `{shortened(text)}`"
    if kind == known.string:
        return f"the string `{shortened(text)}`"
    return f"the word `{text}`" if text in RESERVED or text in known.keywords else f"`{text}`"


def expectation(expected: Set[str]) -> tuple[str, ...]:
    """What could stand at a place, from most to least telling."""
    words: list[str] = []
    rest = expected
    if "NUMBER" in expected and "NAME" in expected:
        words.append("a step" if "frozen" in expected else "a value")
        rest = expected - VALUES - RESERVED  # which are names of arguments there
    words += (word for kind, word in EXPECTED.items() if kind in rest)
    return tuple(words[:SHOWN])


OF_PYTHON = {
    "from": 'layers need no import; another file is used with `import "file.gdl" as name`',
    "def": "what is used several times is written as a `block name(parameter) { … }`",
    "class": "a layer that is written in Python is declared with `extern layer Name(parameter)`",
    "elif": "write `else if`",
    "while": "loops are `for name in 1..4 { … }` and `repeat 4 { … }`",
    "return": "a body gives what its flow is at the end; `output a, b` gives several results",
}
"""What to write for statements of Python, by their first word."""
OF_PYTHON_WITH_BODY = frozenset(["def", "class", "elif", "while"])
"""Those of them that lines belong to which are indented deeper."""
HEADERS = frozenset(
    ["stem", "stage", "branch", "head", "aux", "for", "if", "repeat", "model", "block", "frozen"]
)
"""Words that begin a statement with a body."""
DECLARATIONS = frozenset(["model", "block", "layer", "extern", "import", "gdl"])
"""Words that begin what only stands at the top level."""


def with_body(word: str) -> str:
    """What begins with `word` and has a body: `a branch`, `a loop`."""
    what = {"if": "an `if`", "for": "a loop", "repeat": "a loop", "aux": "an aux"}.get(word)
    return what or f"a {word}"
