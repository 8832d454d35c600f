"""Building from a text, and from a graph, against the same model written by hand in Keras.

All in one warm process. What is compared takes turns; a ratio is the median of those of each round,
so that what else the machine does falls on both sides of it. Beside the times stand the calls of
Python functions that profiling counts: the same in every run, whatever else the machine does.
"""

from __future__ import annotations

import cProfile
import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import keras

from benchmarks.by_hand import MODELS
from graphdsl.api import compile_string, lower
from graphdsl.keras import build

ROUNDS = 11
TEXTS = Path(__file__).parent / "models"


def ways(name: str) -> dict[str, Callable[[], keras.Model]]:
    """The three ways to get one model; they have to give equal ones."""
    text = (TEXTS / f"{name}.gdl").read_text(encoding="utf-8")
    graph = lower(text)
    found = {
        "by hand": MODELS[name],
        "build": lambda: build(graph).model,
        "compile_string": lambda: compile_string(text),
    }
    sizes = {
        way: (len(m.layers), m.count_params()) for way, m in ((w, f()) for w, f in found.items())
    }
    if len(set(sizes.values())) > 1:
        raise SystemExit(f"{name}: the models differ (layers, parameters): {sizes}")
    return found


def seconds(make: Callable[[], keras.Model]) -> float:
    """The time of one building, with what was built before out of the way."""
    keras.utils.clear_session()
    gc.collect()
    start = time.process_time()
    model = make()
    took = time.process_time() - start
    del model
    return took


def calls(make: Callable[[], keras.Model]) -> int:
    """How many functions of Python are called to build the model."""
    keras.utils.clear_session()
    profile = cProfile.Profile()
    profile.runcall(make)
    return sum(entry.callcount for entry in profile.getstats())


def ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the ratios of each round."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def main(rounds: int = ROUNDS) -> None:
    """Prints a line for each model and the worst ratio of each way."""
    print(f"{'model':12}{'layers':>7}{'by hand':>10}{'build':>32}{'compile_string':>32}")
    ratios: dict[str, list[float]] = {"build": [], "compile_string": []}
    for name in MODELS:
        made = ways(name)
        took: dict[str, list[float]] = {way: [] for way in made}
        for number in range(rounds):
            order = list(made)[number % 3 :] + list(made)[: number % 3]
            for way in order:
                took[way].append(seconds(made[way]))
        median = {way: statistics.median(times) for way, times in took.items()}
        counted = {way: calls(make) for way, make in made.items()}
        line = f"{name:12}{len(made['by hand']().layers):7}{median['by hand']:9.3f}s"
        for way, found in ratios.items():
            found.append(ratio(took[way], took["by hand"]))
            line += f"{median[way]:9.3f}s {found[-1]:6.3f}×"
            line += f" ({counted[way] / counted['by hand']:.3f}× calls)"
        print(line, flush=True)
    worst = {way: max(found) for way, found in ratios.items()}
    print("worst ratio: " + ", ".join(f"{way} {ratio:.3f}" for way, ratio in worst.items()))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
