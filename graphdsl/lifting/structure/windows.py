"""Stretches of a body that stand there more than once: a tensor or a few go in, one comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graphdsl.graph import Ref
from graphdsl.lifting.items import Call, Item, Use
from graphdsl.lifting.structure.blocks import names_in
from graphdsl.lifting.structure.pieces import key

LONGEST: Final = 40
"""Items of a stretch; longer ones are found once shorter ones have become one item."""
TRIED: Final = 80
"""Forms of stretches that are looked at closely."""
STEPS: Final = 1_000_000
"""Items that are looked at in all, so that no graph takes more than seconds."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A stretch of `length` items that begins at each of `starts`, none of which overlap."""

    length: int
    starts: tuple[int, ...]
    forms: float
    """How many of its items are unlike each other, with half of the others."""
    inputs: int = 1
    """How many tensors go into it."""

    @property
    def gain(self) -> float:
        """About how many lines a block saves, what could be a loop counted once, and further
        inputs as what has to be named for them."""
        uses, further = len(self.starts), self.inputs - 1
        return uses * self.forms - (uses + 0.6 * self.length + 3) - further * (2 + uses / 2)


class Search:
    """Looks for stretches; remembers how much it has looked at."""

    def __init__(self, alone: Collection[str]) -> None:
        self.left = STEPS
        self._alone = alone
        self._numbers: dict[Hashable, int] = {}
        self._known: dict[int, tuple[Item, int]] = {}
        """By id, items and the numbers of their keys; an item that is here keeps its id."""

    def repeats(self, items: Sequence[Item], held: Mapping[Ref, int], inputs: int) -> list[Repeat]:
        """The stretches that are worth becoming a block, the best first; `held` counts what is
        read from outside of the body, and at most so many `inputs` go into one."""
        found: dict[int, list[int]] = {}
        sizes: dict[int, tuple[int, int]] = {}
        for start, length, form, entries in self._stretches(items, held, inputs):
            found.setdefault(form, []).append(start)
            sizes[form] = length, entries
        several = [(starts, *sizes[form]) for form, starts in found.items() if len(starts) > 1]
        several.sort(key=lambda one: -len(one[0]) * one[1])  # what can save most
        repeats = (repeat for one in several[:TRIED] for repeat in self._named_alike(items, *one))
        return sorted((r for r in repeats if r.gain >= 1), key=_order)

    def _named_alike(
        self, items: Sequence[Item], starts: Sequence[int], length: int, inputs: int
    ) -> Iterator[Repeat]:
        """The stretches of one form, parted by their names behind what they have in common."""
        keys = {self._of(item) for item in items[starts[0] : starts[0] + length]}
        forms = (len(keys) + length) / 2
        whole = Repeat(length, tuple(_apart(starts, length)), forms, inputs)
        if whole.gain < 1 or len(keys) == 1:  # equal items are a loop
            return
        parts: dict[Hashable, list[int]] = {}
        for start in starts:
            stretch = [i for i in items[start : start + length] if isinstance(i, (Call, Use))]
            names = names_in(stretch, self._alone)
            parts.setdefault(None if names is None else names[1], []).append(start)
        for alike in parts.values():
            repeat = Repeat(length, tuple(_apart(alike, length)), forms, inputs)
            if len(repeat.starts) > 1 and not self._cuts(items, repeat):
                yield repeat
        if len(parts) > 1 and not self._cuts(items, whole):
            yield whole

    def _cuts(self, items: Sequence[Item], repeat: Repeat) -> bool:
        """Whether most of the stretches end within a chain of uses of one block: it is a loop."""
        cut = sum(self._is_cut(items, start, repeat.length) for start in repeat.starts)
        return 2 * cut >= len(repeat.starts)

    def _is_cut(self, items: Sequence[Item], start: int, length: int) -> bool:
        end = start + length
        return self._chained(items, start) or self._chained(items, end)

    def _chained(self, items: Sequence[Item], at: int) -> bool:
        """Whether item `at` is one more use of the block before it, of whose result it is made."""
        if not 0 < at < len(items):
            return False
        one, other = items[at - 1], items[at]
        if not isinstance(one, Use) or not isinstance(other, Use) or other.source != one.result:
            return False
        return self._of(one) == self._of(other) != 0

    def _stretches(
        self, items: Sequence[Item], held: Mapping[Ref, int], inputs: int
    ) -> Iterator[tuple[int, int, int, int]]:
        """Start, length, form and number of inputs of every stretch with one way out."""
        numbers = [self._of(item) for item in items]
        often = Counter(numbers)
        places = {ref: at for at, item in enumerate(items) for ref in item.results}
        reads = _sources(items, places)
        last = _last_reads(items, places, held)
        for start in range(len(items)):
            if self.left < 0:
                break
            entries: dict[Ref, int] = {}
            form = reach = -1
            for at in range(start, min(start + LONGEST, len(items))):
                self.left -= 1
                if not numbers[at] or often[numbers[at]] < 2:
                    break
                steps = tuple(
                    place - start if place >= start else -1 - entries.setdefault(ref, len(entries))
                    for ref, place in reads[at]
                )
                if len(entries) > inputs:
                    break
                form = self._number((form, numbers[at], steps))
                if at > start and reach <= at and entries:
                    yield start, at - start + 1, form, len(entries)
                reach = max(reach, last[at])

    def _of(self, item: Item) -> int:
        """The number of the key of an item; 0 where nothing may be equal to it."""
        if id(item) not in self._known:
            form = key(item, self._alone)
            self._known[id(item)] = item, 0 if form is None else self._number(form)
        return self._known[id(item)][1]

    def _number(self, form: Hashable) -> int:
        return self._numbers.setdefault(form, len(self._numbers) + 1)


def _sources(items: Sequence[Item], places: Mapping[Ref, int]) -> list[tuple[tuple[Ref, int], ...]]:
    """By item, each tensor that it reads and where it is made; -1 stands for inputs."""
    return [tuple((ref, places.get(ref, -1)) for ref in item.reads) for item in items]


def _last_reads(
    items: Sequence[Item], places: Mapping[Ref, int], held: Mapping[Ref, int]
) -> list[int]:
    """For each item the place where its result is last read; past the end if from outside."""
    found = [-1] * len(items)
    for at, item in enumerate(items):
        for ref in item.reads:
            if ref in places:
                found[places[ref]] = at
    for ref in held:
        if ref in places:
            found[places[ref]] = len(items)
    return found


def _apart(starts: Sequence[int], length: int) -> Iterator[int]:
    """Those that begin behind the end of the one before."""
    end = -1
    for start in starts:
        if start >= end:
            yield start
            end = start + length


def _order(repeat: Repeat) -> tuple[float, int, int]:
    return (-repeat.gain, -repeat.length, repeat.starts[0])
