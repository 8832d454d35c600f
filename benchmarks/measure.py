"""Whole processes, measured side by side: time and peak memory, alternating, medians."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What one process took."""

    seconds: float
    bytes: int
    """Most memory that it held at once."""


def cost_of(argv: Sequence[str]) -> Cost:
    """Runs a process, silently; it has to succeed."""
    start = time.perf_counter()
    silence = os.open(os.devnull, os.O_WRONLY)
    quiet = [(os.POSIX_SPAWN_DUP2, silence, 1), (os.POSIX_SPAWN_DUP2, silence, 2)]
    process = os.posix_spawn(argv[0], argv, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    os.close(silence)
    if status:
        raise SystemExit(f"failed: {' '.join(argv)}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(seconds, usage.ru_maxrss * unit)


def side_by_side(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """The medians of each command over `rounds`, after one round to warm the disk's cache.

    The commands take turns, so that what else the machine does falls on all of them alike.
    """
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, argv in commands.items():
            cost = cost_of(argv)
            if number:
                found[name].append(cost)
    return {
        name: Cost(
            statistics.median(c.seconds for c in costs),
            int(statistics.median(c.bytes for c in costs)),
        )
        for name, costs in found.items()
    }
