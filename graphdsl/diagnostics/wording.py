"""Small pieces of prose that many messages share."""

from __future__ import annotations

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
