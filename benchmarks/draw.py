"""`graphdsl draw` of ResNet50 against `plot_model`, as whole processes; and of 5,000 layers.

    python -m benchmarks.draw            five rounds
    python -m benchmarks.draw 3          three

`plot_model` has no command: a script has to build the model first, and needs pydot and the `dot` of
Graphviz. `draw` reads the saved model, or its text, which `graphdsl import` made of it.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.growth import text_of
from benchmarks.measure import Cost, cost_of, side_by_side

ROUNDS = 5
LAYERS = 5_000
SAVE = "import keras, sys; keras.applications.ResNet50(weights=None).save(sys.argv[1])"
PLOT = """\
import sys

import keras

model = keras.applications.ResNet50(weights=None)
keras.utils.plot_model(
    model,
    to_file=sys.argv[1],
    show_shapes=True,
    show_layer_activations=True,
    expand_nested=True,
)
"""


def plot_model_is_missing() -> str:
    """What keeps Keras from drawing here; nothing if it can."""
    if importlib.util.find_spec("pydot") is None:
        return "plot_model needs pydot: python -m pip install pydot"
    if shutil.which("dot") is None:
        return "plot_model needs Graphviz: on Debian and Ubuntu, apt install graphviz"
    return ""


def drawn_by_us(folder: Path) -> dict[str, list[str]]:
    """Commands that draw ResNet50, from what they read to what they write."""
    program = str(Path(sys.executable).with_name("graphdsl"))
    saved, text = folder / "resnet50.keras", folder / "resnet50.gdl"
    cost_of([sys.executable, "-c", SAVE, str(saved)])
    cost_of([program, "import", str(saved), "-o", str(text)])
    ways = {
        "draw .keras to .svg": (saved, "svg"),
        "draw .gdl to .svg": (text, "svg"),
        "draw .gdl to .png": (text, "png"),
    }
    return {
        name: [program, "draw", str(model), "-o", str(folder / f"ours.{ending}")]
        for name, (model, ending) in ways.items()
    }


def resnet50(folder: Path, rounds: int) -> None:
    commands: Mapping[str, list[str]] = drawn_by_us(folder)
    missing = plot_model_is_missing()
    if not missing:
        plot = [sys.executable, "-c", PLOT, str(folder / "theirs.png")]
        commands = {**commands, "plot_model to .png": plot}
    costs = side_by_side(commands, rounds)
    theirs = costs.pop("plot_model to .png", None)
    for name, cost in costs.items():
        told = f"   1/{theirs.seconds / cost.seconds:.1f}   (at most 1/8)" if theirs else ""
        print(shown(name, cost) + told)
    print(shown("plot_model to .png", theirs) if theirs else missing)


def five_thousand(folder: Path) -> None:
    """Once as blocks in a loop, and once with every layer in a line of its own."""
    program = str(Path(sys.executable).with_name("graphdsl"))
    lines = "\n".join("    Dense(64, relu)" for _ in range(LAYERS))
    texts = {
        "blocks": text_of(LAYERS),
        "lines": f"model long {{\n    input x: [64]\n{lines}\n}}\n",
    }
    for name, text in texts.items():
        path = folder / f"{name}.gdl"
        path.write_text(text, encoding="utf-8")
        cost = cost_of([program, "draw", str(path), "-o", str(folder / f"{name}.svg")])
        print(f"{shown(f'{LAYERS:,} layers, {name}', cost)}   (at most 10 s)")


def shown(name: str, cost: Cost) -> str:
    return f"{name:22} {cost.seconds:8.3f} s {cost.bytes / 2**20:8.0f} MiB"


def main(rounds: int = ROUNDS) -> None:
    """Prints a line for every way to draw, and the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        resnet50(Path(folder), rounds)
        five_thousand(Path(folder))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
