"""Small pieces of prose that many messages share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from graphdsl.diagnostics.likeness import lexicon

_CLOSE = 0.7
"""How alike two words are of which one may have been meant as the other, from 0 to 1."""


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The one of `candidates` that `name` most likely was meant to be, or None."""
    return _closest(name, tuple(candidates))


@lru_cache(maxsize=1024)
def _closest(name: str, candidates: tuple[str, ...]) -> str | None:
    """Asked again for every part of a message, and for every place of the same mistake."""
    matcher = SequenceMatcher(b=name.lower())
    best, least = "", _CLOSE
    for most, lower in sorted(_likely(name, candidates), reverse=True):
        if most < least:
            break
        matcher.set_seq1(lower)
        ratio = matcher.ratio()
        if (ratio, lower) > (least, best) and ratio >= _CLOSE:
            best, least = lower, ratio
    same = [c for c in candidates if c.lower() == best] if best else []
    return next((c for c in same if c[0].isupper() == name[0].isupper()), (same or [None])[-1])


def _likely(name: str, candidates: tuple[str, ...]) -> Iterator[tuple[float, str]]:
    """The candidates that may be close enough, in lower case, with how close they are at most."""
    length = len(name)
    shortest, longest = int(length * _CLOSE / (2 - _CLOSE)), int(length * (2 - _CLOSE) / _CLOSE)
    for word, common in lexicon(candidates).alike(name, shortest, longest):
        most = 2 * common / (length + len(word))
        if most >= _CLOSE:
            yield most, word.lower()


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


def some(names: Sequence[str], told: int = 6) -> str:
    """`` `a`, `b` and 3 more ``: a few of many names."""
    more = f" and {len(names) - told:,} more" if len(names) > told else ""
    return ", ".join(f"`{name}`" for name in names[:told]) + more


def count(number: int, noun: str) -> str:
    """`1 layer`, `2 layers`, `3 branches`."""
    plural = noun + ("es" if noun.endswith(("s", "ch", "x")) else "s")
    return f"{number:,} {noun if number == 1 else plural}"
