"""A run in several processes; one that dies or hangs is replaced, and its input is a failure."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import wait

from tests.fuzz.inputs import numbered
from tests.fuzz.worker import Failure, Tally, work

BLOCK = 250
STUCK = 120.0
"""Seconds without a further input after which a process is given up: it hangs inside C code."""
_SPAWN = multiprocessing.get_context("spawn")


class Worker:
    """A process, and the block of numbers that it works on."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.at = _SPAWN.Value("q", -1)
        self.connection, other = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=work, args=(seed, other, self.at), daemon=True)
        self.process.start()
        other.close()
        self.block = range(0)
        self._seen, self._since = -1, time.monotonic()

    def take(self, block: range) -> None:
        """Begins a block."""
        self.block = block
        self.connection.send(block)

    def is_lost(self) -> bool:
        """Whether it has died, or does not get on."""
        if self.at.value != self._seen:
            self._seen, self._since = self.at.value, time.monotonic()
        return not self.process.is_alive() or time.monotonic() - self._since > STUCK

    def give_up(self) -> tuple[Tally, list[range]]:
        """Ends it: the input that it was at, as a failure, and the numbers to be done again."""
        how = "hangs" if self.process.is_alive() else f"ends with {self.process.exitcode}"
        self.process.kill()
        self.process.join()
        number = max(self.at.value, self.block.start)
        given, tally = numbered(self.seed, number), Tally()
        tally.failed[given.kind] += 1
        tally.failures.append(Failure(number, given, f"the process {how}", how))
        start, stop = self.block.start, self.block.stop
        return tally, [part for part in (range(start, number), range(number + 1, stop)) if part]


def run(seed: int, numbers: range, jobs: int, progress: Callable[[int, Tally], None]) -> Tally:
    """What came of the inputs of these numbers."""
    todo = [numbers[at : at + BLOCK] for at in range(0, len(numbers), BLOCK)][::-1]
    whole, done = Tally(), 0
    workers = [Worker(seed) for _ in range(min(jobs, len(todo)))]
    for worker in workers:
        worker.take(todo.pop())
    while any(worker.block for worker in workers):
        wait([worker.connection for worker in workers], timeout=1)
        for place, worker in enumerate(workers):
            if not worker.block:
                continue
            tally, left = _result(worker)
            if tally is None:
                continue
            done += len(worker.block) - sum(map(len, left))
            whole.add(tally)
            progress(done, whole)
            todo += left
            if worker.process.is_alive():
                worker.block = range(0)
            else:
                workers[place] = worker = Worker(seed)
            if todo:
                worker.take(todo.pop())
    _end(workers)
    return whole


def _result(worker: Worker) -> tuple[Tally | None, list[range]]:
    """What a worker has to tell, and the parts of its block that are still to be done."""
    try:
        if worker.connection.poll():
            return worker.connection.recv(), []
    except (EOFError, OSError):
        worker.process.join(1)
    return worker.give_up() if worker.is_lost() else (None, [])


def _end(workers: list[Worker]) -> None:
    for worker in workers:
        worker.connection.send(None)
        worker.process.join(10)
