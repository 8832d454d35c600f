"""Misspelt names: which one was meant for certain, and the edit that writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from graphdsl.diagnostics.base import Edit
from graphdsl.diagnostics.likeness import lexicon
from graphdsl.source import Span

_SHORT = 2
_LONG = 8
"""Letters from which on a name may have two slips."""


def certain(name: str, candidates: Iterable[str]) -> str | None:
    """The one of `candidates` that `name` is a slip of, or None if there are several, or none.

    A slip is a letter too many, too few, another one, or two that changed places; case does not
    count. Long names may have two of them, and those of one letter none. Another number is no
    slip: `conv2` was not meant to be `conv1`.

    >>> certain("rellu", ["relu", "relu6", "elu"]), certain("Conv", ["Conv1D", "Conv2D"])
    ('relu', None)
    """
    return _certain(name, tuple(candidates))


@lru_cache(maxsize=128)
def _certain(name: str, candidates: tuple[str, ...]) -> str | None:
    """Asked again for every part of a message, and for every place of the same mistake."""
    most_slips = 1 + (len(name) >= _LONG)
    shortest, longest = len(name) - most_slips, len(name) + most_slips
    known = [
        word
        for word, common in lexicon(candidates).alike(name, shortest, longest)
        if max(len(name), len(word)) - common <= most_slips
        and word != name
        and _comparable(name, word)
    ]
    for most in range(most_slips + 1):
        found = [c for c in known if _is_within(name.lower(), c.lower(), most)]
        if found:
            return _same(name, found)
    return None


def _comparable(name: str, candidate: str) -> bool:
    """Whether there is enough of both to tell a slip by, and the same numbers."""
    if name.lower() == candidate.lower():
        return bool(name)
    short, long = sorted((len(name), len(candidate)))
    return short > 1 and long > _SHORT and _numbers(name) == _numbers(candidate)


def _numbers(name: str) -> list[str]:
    return re.findall(r"[0-9]+", name)


def _same(name: str, found: list[str]) -> str | None:
    """The one word that was found, in the spelling that begins as `name` does."""
    if len({word.lower() for word in found}) > 1:
        return None
    return next((w for w in found if w[0].isupper() == name[0].isupper()), found[0])


def respelt(span: Span, written: str, meant: str | None) -> tuple[Edit, ...]:
    """`meant` for the word `written`, where that stands in `span` just once."""
    if not meant or not written:
        return ()
    places = list(re.finditer(rf"(?<![\w.]){re.escape(written)}(?![\w.])", span.text))
    if len(places) != 1:
        return ()
    start, end = (span.start + offset for offset in places[0].span())
    return (Edit(span.source.span(start, end), meant),)


def _is_within(one: str, other: str, most: int) -> bool:
    """Whether at most `most` slips lead from `one` to `other` (optimal string alignment)."""
    if abs(len(one) - len(other)) > most:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
    return row[-1] <= most
