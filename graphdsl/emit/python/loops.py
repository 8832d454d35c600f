"""Loops, where they read better than the statements one by one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from graphdsl.emit.python.merging import shape
from graphdsl.emit.python.names import Known
from graphdsl.emit.python.series import MOST_VARIABLES, Series, is_regular, series_of, texts_in
from graphdsl.emit.python.steps import For, Step
from graphdsl.emit.python.tree import Tensor
from graphdsl.graph import Ref

_LONGEST_ROUND: Final = 8
_FEWEST_ROUNDS: Final = 3
_FEWEST_UNEVEN: Final = 8
"""Statements that a loop must replace where names in the first round have no number."""


def looped(steps: Sequence[Step], results: Sequence[Ref], known: Known) -> tuple[Step, ...]:
    """The steps, with runs that differ only in numbers and list values as loops."""
    return _Rolling(steps, results, known).rolled()


class _Rolling:
    def __init__(self, steps: Sequence[Step], results: Sequence[Ref], known: Known) -> None:
        self._steps = steps
        self._known = known
        self._prints = [_print(step) for step in steps]
        self._reads = [step.reads() for step in steps]
        self._texts = [texts_in(step.value) for step in steps]
        self._alike = [self._likeness(size) for size in range(_LONGEST_ROUND + 1)]
        self._readers: dict[Ref, list[int]] = {ref: [len(steps)] for ref in results}
        for number, read in enumerate(self._reads):
            for ref in dict.fromkeys(read):
                self._readers.setdefault(ref, []).append(number)

    def rolled(self) -> tuple[Step, ...]:
        """Every step, alone or in a loop."""
        found: list[Step] = []
        number = 0
        while number < len(self._steps):
            loop = next(filter(None, (self._loop(number, p) for p in self._periods(number))), None)
            if loop is None:
                found.append(self._steps[number])
                number += 1
            else:
                found.append(loop[0])
                number += loop[1]
        return tuple(found)

    def _periods(self, start: int) -> range:
        room = len(self._steps) - start
        return range(1, min(_LONGEST_ROUND, room // _FEWEST_ROUNDS) + 1)

    def _likeness(self, size: int) -> list[int]:
        """By step, how many from it on look like those `size` further on."""
        prints = self._prints
        found = [0] * (len(prints) + 1)
        for number in range(len(prints) - size - 1, -1, -1):
            if size and prints[number] is not None and prints[number] == prints[number + size]:
                found[number] = found[number + 1] + 1
        return found

    def _loop(self, start: int, size: int) -> tuple[Step, int] | None:
        """The loop that begins at `start` with rounds of `size`, and how many steps it takes."""
        count = self._alike[size][start] // size + 1
        if count < _FEWEST_ROUNDS or not self._may_be(start, size):
            return None
        begin = self._moving(start, size)
        if begin is None:
            return None
        for variables in (0, MOST_VARIABLES):
            loop = self._longest(start, size, count, begin, variables)
            if loop is not None:
                return loop
        return None

    def _longest(
        self, start: int, size: int, count: int, begin: Ref, variables: int
    ) -> tuple[Step, int] | None:
        """The longest loop that runs over at most so many lists, if it reads well."""
        found: tuple[Step, Series] | None = None
        good, bad = 0, count + 1
        attempt = _FEWEST_ROUNDS
        while good < attempt < bad:
            rolled = self._rolled(start, size, attempt, begin)
            if rolled is None or rolled[1].variables > variables:
                bad = attempt
            else:
                good, found = attempt, rolled
            attempt = min(2 * good, count) if bad > count else (good + bad) // 2
        if found is None or not _reads_well(found[1], size, good):
            return None
        return found[0], size * good

    def _may_be(self, start: int, size: int) -> bool:
        """Whether the names of the first rounds go on in a regular way."""
        for number in range(start, start + size):
            rounds = self._texts[number : number + _FEWEST_ROUNDS * size : size]
            if len({len(texts) for texts in rounds}) > 1:
                return False
            if not all(is_regular(column) for column in zip(*rounds, strict=True)):
                return False
        return True

    def _moving(self, start: int, size: int) -> Ref | None:
        """What the first round begins with: where the second reads the result of the first."""
        result = self._steps[start + size - 1].gives[0]
        pairs = zip(self._reads[start], self._reads[start + size], strict=False)
        return next((a for a, b in pairs if b == result), None)

    def _rolled(self, start: int, size: int, count: int, begin: Ref) -> tuple[Step, Series] | None:
        run = self._steps[start : start + size * count]
        if not self._is_run(start, size * count, begin):
            return None
        last = run[-1].gives[0]
        rounds = [run[n : n + size] for n in range(0, len(run), size)]
        local = [_local(part, rounds[0], last) for part in rounds]
        for number, names in enumerate(local):
            names[begin if number == 0 else rounds[number - 1][-1].gives[0]] = last
        found = series_of(rounds, local, None, self._known)
        if found is None:
            return None
        inner = [*found[0].steps[:-1], replace(found[0].steps[-1], gives=(last,))]
        head = For(found[0].target, found[0].source)
        step = replace(run[-1], value=Tensor(begin), head=head, inner=tuple(inner))
        return step, found[0]

    def _is_run(self, start: int, size: int, begin: Ref) -> bool:
        """Whether each step reads the one before it, and nothing else does."""
        before = begin
        for number in range(start, start + size):
            step = self._steps[number]
            read = self._reads[number]
            if step.section != self._steps[start].section or before not in read:
                return False
            if before != begin and self._readers.get(before) != [number]:
                return False
            if begin in read and number != start:
                return False
            before = step.gives[0]
        return True


def _print(step: Step) -> Hashable:
    """Equal for steps that may be rounds of one loop; None for one that cannot be in any."""
    if step.kind != "value" or len(step.gives) != 1 or step.head is not None:
        return None
    return shape(step.value, {})


def _local(part: Sequence[Step], first: Sequence[Step], last: Ref) -> dict[Ref, Ref]:
    names: Mapping[Ref, Ref] = {
        step.gives[0]: like.gives[0] for step, like in zip(part[:-1], first[:-1], strict=True)
    }
    return {**names, part[-1].gives[0]: last}


def _reads_well(series: Series, size: int, count: int) -> bool:
    """Whether the loop is better than its statements one by one."""
    if series.uneven:
        return series.variables < 2 and size * count >= _FEWEST_UNEVEN
    return size * count - size - 1 > (series.variables > 0)
