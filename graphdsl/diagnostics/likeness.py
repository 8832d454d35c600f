"""Which of many words may be like another one: told by their letters, before they are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache


class Lexicon:
    """Candidates by length, with their letters, so that a word is compared with few of them.

    A file may have thousands of misspelt words, and each has hundreds of candidates.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._by_length: dict[int, list[tuple[str, frozenset[str]]]] = {}
        for word in dict.fromkeys(words):
            self._by_length.setdefault(len(word), []).append((word, letters(word)))

    def alike(self, name: str, shortest: int, longest: int) -> Iterator[tuple[str, int]]:
        """The candidates of such a length, each with how many letters it has in common with `name`,
        wherever they stand; case does not count."""
        own = letters(name)
        for length in range(shortest, longest + 1):
            for word, its in self._by_length.get(length, ()):
                yield word, len(own & its)


def letters(word: str) -> frozenset[str]:
    """The letters of a word, each once more for every time it comes again: `l`, `l l` in `all`."""
    lower = word.lower()
    once = frozenset(lower)
    if len(once) == len(lower):
        return once
    again = (letter * lower[: at + 1].count(letter) for at, letter in enumerate(lower))
    return frozenset(again)


@lru_cache(maxsize=16)
def lexicon(words: tuple[str, ...]) -> Lexicon:
    """The lexicon of `words`; most words of a file have the same candidates."""
    return Lexicon(words)


@lru_cache(maxsize=16)
def classes(words: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `words` that begin with a capital letter, as classes do."""
    return tuple(word for word in words if word[:1].isupper())
