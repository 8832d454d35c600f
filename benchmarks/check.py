"""`graphdsl check` of a file of 180 layers against a process that only imports Keras."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import side_by_side

ROUNDS = 11
LAYERS = 180


def written_out(layers: int) -> str:
    """A residual network with `layers` layers, every one of them a line of its own."""
    lines = ["model wide {", "    input image: [64, 64, 3]", "    Conv2D(32, 3, padding = same)"]
    for number in range((layers - 4) // 4):
        lines += [
            f"    skip_{number} = _",
            "    Conv2D(32, 3, padding = same, kernel_initializer = he_normal)",
            "    BatchNormalization(momentum = 0.9)",
            "    ReLU",
            f"    [_, skip_{number}] -> Add",
        ]
    lines += ["    GlobalAveragePooling2D", "    Dropout(0.2)", "    Dense(10, softmax)", "}"]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Prints both costs and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wide.gdl"
        path.write_text(written_out(LAYERS), encoding="utf-8")
        program = str(Path(sys.executable).with_name("graphdsl"))
        costs = side_by_side(
            {
                "graphdsl check": [program, "check", str(path)],
                "import keras": [sys.executable, "-c", "import keras"],
            },
            ROUNDS,
        )
    for name, cost in costs.items():
        print(f"{name:16} {cost.seconds:8.3f} s {cost.bytes / 2**20:8.0f} MiB")
    ours, keras = costs.values()
    print(f"time    1/{keras.seconds / ours.seconds:.1f}   (at most 1/12)")
    print(f"memory  1/{keras.bytes / ours.bytes:.1f}   (at most 1/8)")


if __name__ == "__main__":
    main()
