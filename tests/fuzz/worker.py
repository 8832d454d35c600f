"""One process of a run: feeds the inputs of a block, and tells what came of them."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from os import path
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

from tests.fuzz.checks import check, low_bounds, prepare
from tests.fuzz.inputs import Input, numbered
from tests.fuzz.limits import limit_memory, within
from tests.fuzz.reducing import reduced

MEMORY_FOLDER = "/dev/shm"
REDUCED_OF_A_KIND = 3
"""Failures at one place that are made small; of the others the first ones say enough."""


class Slow(NamedTuple):
    """An input by how long it took."""

    seconds: float
    number: int
    kind: str


class Failure(NamedTuple):
    """An input for which something does not hold."""

    number: int
    given: Input
    place: str
    told: str
    small: bytes | None = None


@dataclass
class Tally:
    """What came of a number of inputs."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    """Those that ended in diagnostics."""
    failed: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    slowest: list[Slow] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Adds up."""
        self.right += other.right
        self.wrong += other.wrong
        self.failed += other.failed
        self.seconds += other.seconds
        self.slowest = sorted([*self.slowest, *other.slowest], reverse=True)[:5]
        self.failures += other.failures

    def took(self, slow: Slow) -> None:
        """Notes how long an input took."""
        self.seconds[slow.kind] += slow.seconds
        self.slowest = sorted([*self.slowest, slow], reverse=True)[:5]


def folder() -> TemporaryDirectory[str]:
    """A folder for the inputs, in memory where there is one."""
    return TemporaryDirectory(dir=MEMORY_FOLDER if path.isdir(MEMORY_FOLDER) else None)


def work(seed: int, blocks: Connection, at: Synchronized[int]) -> None:
    """Feeds the blocks of numbers that come, until None comes; `at` tells which input is fed."""
    limit_memory()
    seen: Counter[str] = Counter()
    with folder() as name, low_bounds():
        prepare(Path(name))
        while (block := blocks.recv()) is not None:
            blocks.send(fed(seed, block, at, Path(name), seen))


def fed(
    seed: int, block: Iterable[int], at: Synchronized[int], place: Path, seen: Counter[str]
) -> Tally:
    """What comes of the inputs of one block."""
    tally = Tally()
    for number in block:
        at.value = number
        given = numbered(seed, number)
        start = process_time()
        try:
            with within():
                right = check(given, place)
        except BaseException as error:  # whatever it is, it is what is looked for
            if isinstance(error, KeyboardInterrupt):
                raise
            tally.failed[given.kind] += 1
            tally.failures.append(_failure(number, given, error, place, seen))
        else:
            (tally.right if right else tally.wrong)[given.kind] += 1
        tally.took(Slow(process_time() - start, number, given.kind))
    return tally


def _failure(
    number: int, given: Input, error: BaseException, place: Path, seen: Counter[str]
) -> Failure:
    where = place_of(error)
    seen[where] += 1
    small = None
    if seen[where] <= REDUCED_OF_A_KIND:
        small = reduced(given.data, lambda data: _fails_at(where, given, data, place))
    return Failure(number, given, where, "".join(traceback.format_exception(error)), small)


def _fails_at(where: str, given: Input, data: bytes, place: Path) -> bool:
    try:
        with within():
            check(Input(given.kind, data, given.ending), place, thorough=True)
    except BaseException as error:
        return place_of(error) == where
    return False


def place_of(error: BaseException) -> str:
    """What tells one failure from another: its kind and the function that it came up in."""
    kind = type(error).__name__
    if kind in ("TooLong", "MemoryError", "RecursionError"):
        return kind  # where it is found is chance
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    return f"{kind} in {Path(last.filename).name}, {last.name}"
