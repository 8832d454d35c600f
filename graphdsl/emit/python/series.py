"""What changes from round to round: running numbers, and values from a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from graphdsl.emit.python.merging import Merger, Slot
from graphdsl.emit.python.names import Known, Scope, beginning, is_plain
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import (
    Call,
    Choice,
    Expr,
    Hole,
    Items,
    Literal,
    Name,
    Tensor,
    Text,
    leaves,
    rewrite,
)
from graphdsl.graph import Ref

NUMBER: Final = Name("i")
MOST_VARIABLES: Final = 2
"""Lists that a loop runs over at once."""
_MOST_VALUES: Final = 16
"""Values in a list that a loop runs over."""
_MOST_IN_CHOICE: Final = 24
"""Letters of a name that may stand twice in one line."""


@dataclass(frozen=True, slots=True)
class Series:
    """Rounds as one text, and what that text runs over."""

    steps: tuple[Step, ...]
    target: str
    source: Expr
    variables: int
    """Lists that it runs over besides the numbers."""
    uneven: int
    """Names that have no number in the first round."""


def series_of(
    rounds: Sequence[Sequence[Step]],
    local: Sequence[dict[Ref, Ref]],
    keys: Sequence[Text] | None,
    known: Known,
) -> tuple[Series, Expr | None] | None:
    """The rounds as one, and `keys` as one; None where they differ in no regular way."""
    merger = Merger(local, [None] * len(rounds), known)
    steps = [merger.step(column) for column in zip(*rounds, strict=True)]
    key = None if keys is None else merger.merge(keys, "key")
    find = _Finding(len(rounds), Scope(known))
    texts = [find.text(slot) for slot in merger.slots.values()]
    if None in texts or len(find.lists) > (MOST_VARIABLES if len(rounds) <= _MOST_VALUES else 0):
        return None

    def filled(expr: Expr) -> Expr | None:
        return texts[expr.index] if isinstance(expr, Hole) else None

    target, source = find.head()
    found = tuple(replace(step, value=rewrite(step.value, filled)) for step in steps)
    series = Series(found, target, source, len(find.lists), find.uneven)
    return series, None if key is None else rewrite(key, filled)


@dataclass(slots=True)
class _Finding:
    """Finds for each slot what stands there in all rounds."""

    rounds: int
    scope: Scope
    start: int | None = None
    """The first number; None while no name needs one."""
    lists: dict[tuple[Expr, ...], str] = field(default_factory=dict[tuple[Expr, ...], str])
    """Values that are not numbers in a row, and their variable."""
    uneven: int = 0

    def text(self, slot: Slot) -> Expr | None:
        """The expression for one slot; None if there is none."""
        values = slot.values
        if len(set(values)) == 1:
            return values[0]
        if any(isinstance(value, Tensor) for value in values):
            return None
        texts = [value for value in values if isinstance(value, Text)]
        if texts:
            return self._name(texts) if len(texts) == len(values) else None
        if values not in self.lists:
            self.lists[values] = self.scope.take(slot.hint or "value")
        return Name(self.lists[values])

    def _name(self, texts: Sequence[Text]) -> Expr | None:
        """A name with a running number; the others begin and end alike."""
        varying = _varying(texts)
        if varying is None:
            return None
        place, strings = varying
        parts = texts[0].parts
        numbered = _numbered(strings)
        if numbered is not None and self.start in (None, numbered[1]):
            self.start = numbered[1]
            inner = tuple(p for p in (numbered[0], NUMBER, numbered[2]) if p != "")
            return Text((*parts[:place], *inner, *parts[place + 1 :]))
        if not _is_uneven(strings) or place != len(parts) - 1 or self.start not in (None, 0):
            return None
        self.start = 0
        self.uneven += 1
        return Choice(NUMBER, Text((*parts[:-1], f"{strings[0]}_", NUMBER)), texts[0])

    def head(self) -> tuple[str, Expr]:
        """The variables of the loop and what it runs over."""
        names = list(self.lists.values())
        columns = list(self.lists)
        rows = [row[0] if len(row) == 1 else Items(row, "()") for row in zip(*columns, strict=True)]
        target = ", ".join(names)
        if self.start is None:
            return (target, Items(tuple(rows), "()")) if names else ("_", _range(0, self.rounds))
        if not names:
            return NUMBER.id, _range(self.start, self.rounds)
        begin = (("start", Literal(self.start)),) if self.start else ()
        source = Call(Name("enumerate"), (Items(tuple(rows), "()"),), begin)
        inner = target if len(names) == 1 else f"({target})"
        return f"{NUMBER.id}, {inner}", source


def texts_in(expr: Expr) -> list[Text]:
    """The names in an expression."""
    return [leaf for leaf in leaves(expr) if isinstance(leaf, Text)]


def is_regular(texts: Sequence[Text]) -> bool:
    """Whether names are all equal, or go on with a running number."""
    if len(set(texts)) == 1:
        return True
    varying = _varying(texts)
    return varying is not None and (_numbered(varying[1]) is not None or _is_uneven(varying[1]))


def _varying(texts: Sequence[Text]) -> tuple[int, list[str]] | None:
    """The only part in which names differ, and what it is in each."""
    if len({len(text.parts) for text in texts}) > 1:
        return None
    if not all(is_plain(part) for t in texts for part in t.parts if isinstance(part, str)):
        return None
    columns = list(zip(*(text.parts for text in texts), strict=True))
    varying = [n for n, column in enumerate(columns) if len(set(column)) > 1]
    strings = [part for n in varying for part in columns[n] if isinstance(part, str)]
    return (varying[0], strings) if len(varying) == 1 and len(strings) == len(texts) else None


def _is_uneven(names: Sequence[str]) -> bool:
    """Whether names are numbered as Keras does it: `dense`, `dense_1`, `dense_2` …"""
    base = names[0]
    numbered = [f"{base}_{n}" for n in range(1, len(names))]
    return len(base) <= _MOST_IN_CHOICE and list(names[1:]) == numbered


def _range(start: int, count: int) -> Expr:
    ends = (start, start + count) if start else (count,)
    return Call(Name("range"), tuple(Literal(end) for end in ends))


def _numbered(texts: Sequence[str]) -> tuple[str, int, str] | None:
    """What stands before and behind numbers that go up by one, and the first of them."""
    first = re.sub(r"\d+$", "", beginning(texts[0], texts[-1]))
    reverse = [text[len(first) :][::-1] for text in texts]
    last = re.sub(r"\d+$", "", beginning(reverse[0], reverse[-1]))[::-1]
    middles = [text[len(first) : len(text) - len(last)] for text in texts]
    if not re.fullmatch(r"0|[1-9]\d{0,8}", middles[0]):
        return None
    start = int(middles[0])
    expected = [f"{first}{number}{last}" for number in range(start, start + len(texts))]
    return (first, start, last) if expected == list(texts) else None
