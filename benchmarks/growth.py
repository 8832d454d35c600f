"""How lowering and checking grow: calls per second and bytes per call, up to 100,000 calls."""

from __future__ import annotations

import sys
import time

from benchmarks.measure import cost_of

SIZES = (1_000, 10_000, 100_000)

TEXT = """
block residual(units) {
    shortcut = _
    Dense(units, relu) -> BatchNormalization -> Dense(units)
    [_, shortcut] -> Add
}

model deep { input x: [64]; repeat REPEATS { residual(64) }; Dense(1) }
"""
CALLS_OF_A_ROUND = 4


def text_of(calls: int) -> str:
    """A model of that many calls."""
    return TEXT.replace("REPEATS", str(calls // CALLS_OF_A_ROUND))


def seconds_for(calls: int) -> float:
    """How long reading, lowering and checking take, in this process."""
    from graphdsl.pipeline import analyze
    from graphdsl.source import Source

    source = Source(text_of(calls))
    start = time.perf_counter()
    analysis = analyze(source)
    seconds = time.perf_counter() - start
    assert analysis.ok, analysis.diagnostics
    return seconds


def main() -> None:
    """Prints one line a size; every size is a process of its own."""
    program = "import sys; from benchmarks.growth import seconds_for; seconds_for(int(sys.argv[1]))"
    idle = cost_of([sys.executable, "-c", program, "8"])
    print(f"{'calls':>8} {'seconds':>8} {'calls/s':>9} {'bytes/call':>11}")
    seconds_for(8)
    for calls in SIZES:
        cost = cost_of([sys.executable, "-c", program, str(calls)])
        seconds = seconds_for(calls)
        each = (cost.bytes - idle.bytes) / calls
        print(f"{calls:8,} {seconds:8.2f} {calls / seconds:9,.0f} {each:11,.0f}")


if __name__ == "__main__":
    main()
