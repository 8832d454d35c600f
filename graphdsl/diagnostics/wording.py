"""Small pieces of prose that many messages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The one of `candidates` that `name` most likely was meant to be, or None."""
    return _closest(name, tuple(candidates))


@lru_cache(maxsize=1024)
def _closest(name: str, candidates: tuple[str, ...]) -> str | None:
    """Asked again for every part of a message, and for every place of the same mistake."""
    known = {c.lower(): c for c in candidates}
    found = get_close_matches(name.lower(), list(known), n=1, cutoff=0.7)
    return known[found[0]] if found else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str | None:
    """`did you mean …?` if a candidate is close."""
    found = closest(name, candidates)
    return f"did you mean `{found}`?" if found else None


_RANGE = re.compile(r"\brange\(\s*(?:(\w+)\s*,\s*)?(\w+)\s*\)")


def with_ranges(text: str) -> str:
    """`text` with `0..2` for Python's `range(3)`.

    >>> with_ranges("for i in range(3)"), with_ranges("range(1, n)")
    ('for i in 0..2', '1..n - 1')
    """

    def ours(found: re.Match[str]) -> str:
        last = str(int(found[2]) - 1) if found[2].isdecimal() else f"{found[2]} - 1"
        return f"{found[1] or 0}..{last}"

    return _RANGE.sub(ours, text)


def listing(words: Sequence[str], last: str = "and") -> str:
    """`` `a`, `b` and `c` ``."""
    return enumeration([f"`{w}`" for w in words], last)


def enumeration(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def count(number: int, noun: str) -> str:
    """`1 layer`, `2 layers`, `3 branches`."""
    plural = noun + ("es" if noun.endswith(("s", "ch", "x")) else "s")
    return f"{number:,} {noun if number == 1 else plural}"
