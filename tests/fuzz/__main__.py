"""`make fuzz`: feeds many inputs, says what came of them, and keeps those that fail."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.inputs import KINDS
from tests.fuzz.run import run
from tests.fuzz.worker import Failure, Tally

FAILURES = Path("fuzz-failures")


def main() -> int:
    """Runs as it is asked to; 1 if something failed."""
    options = _options()
    start, kept = time.monotonic(), 0

    def progress(done: int, tally: Tally) -> None:
        nonlocal kept
        each = done / (time.monotonic() - start)
        for failure in tally.failures[kept:]:
            _keep(failure, options.seed)
        kept = len(tally.failures)
        print(f"\r{done:,} of {options.inputs:,}, {each:,.0f} a second, {kept} failed", end="")
        sys.stdout.flush()

    first = options.first
    tally = run(options.seed, range(first, first + options.inputs), options.jobs, progress)
    print(f"\n{time.monotonic() - start:,.0f} seconds, seed {options.seed}\n")
    print(_table(tally))
    return 1 if tally.failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def _table(tally: Tally) -> str:
    """One line a kind, the failures by their place, the slowest."""
    rows = [("kind of input", "inputs", "right", "in diagnostics", "failed", "ms each")]
    for kind in (*KINDS, ""):
        counts = [_of(counter, kind) for counter in (tally.right, tally.wrong, tally.failed)]
        number = round(sum(counts))
        each = 1000 * _of(tally.seconds, kind) / max(number, 1)
        rows.append((kind or "all", f"{number:,}", *(f"{c:,}" for c in counts), f"{each:.2f}"))
    lines = [f"{row[0]:22}" + "".join(f"{cell:>15}" for cell in row[1:]) for row in rows]
    lines.append("\nslowest")
    lines += [f"{s.seconds:8.2f} s  number {s.number}, {s.kind}" for s in tally.slowest]
    places = Counter(failure.place for failure in tally.failures)
    lines += ["\nfailed" if places else "\nnothing failed"]
    lines += [f"{number:8}  {place}" for place, number in places.most_common()]
    return "\n".join(lines)


def _of(counter: Counter[str], kind: str) -> int:
    return counter[kind] if kind else sum(counter.values())


def _keep(failure: Failure, seed: int) -> None:
    """Writes the input, as it was and as small as it became, and what came of it."""
    FAILURES.mkdir(exist_ok=True)
    name = f"{seed}-{failure.number}"
    (FAILURES / f"{name}{failure.given.ending}").write_bytes(failure.given.data)
    (FAILURES / f"{name}.txt").write_text(failure.told, encoding="utf-8", errors="replace")
    if failure.small is not None:
        (FAILURES / f"{name}-small{failure.given.ending}").write_bytes(failure.small)


if __name__ == "__main__":
    sys.exit(main())
