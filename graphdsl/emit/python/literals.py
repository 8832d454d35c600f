"""Constants as Python writes them, in the spelling that formatters leave alone."""

from __future__ import annotations

import math
import re
from typing import Final

_ESCAPES: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def string(text: str) -> str:
    """`text` as a literal, in double quotes unless single ones need fewer escapes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return f"{quote}{escaped(text, quote)}{quote}"


def escaped(text: str, quote: str) -> str:
    """What stands between the quotes of a string literal."""
    return "".join(_escape(char, quote) for char in text)


def _escape(char: str, quote: str) -> str:
    if char == quote:
        return "\\" + char
    if char in _ESCAPES:
        return _ESCAPES[char]
    return char if char.isprintable() else repr(char)[1:-1]


def number(value: float) -> str:
    """`1e-4`, `0.001`, `64`; infinities and nan as calls, since they have no literal."""
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return re.sub(r"e([+-])0*(\d)", lambda m: f"e{m[1].strip('+')}{m[2]}", repr(value))


def scalar(value: object) -> str:
    """One constant that is not a collection."""
    if isinstance(value, str):
        return string(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value)
    return "..." if value is ... else repr(value)
