"""Logs what every layer of a model gives: mean, deviation, and the share of zeros.

.venv/bin/python -m examples.parts.activation_logger
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import graphdsl
from examples.digits import digits

EXAMPLE = Path(__file__).parents[1] / "aggregation.gdl"


class Activation(NamedTuple):
    """Of one layer, over all images."""

    mean: float
    deviation: float
    zeros: float


def activations(model: Any, images: np.ndarray) -> dict[str, Activation]:
    """What each layer gives, by its name; `model` stays as it is."""
    logger = graphdsl.outputs(model)
    found = logger.predict(images, verbose=0)
    return {
        name: Activation(float(a.mean()), float(a.std()), float((a == 0).mean()))
        for name, a in found.items()
    }


if __name__ == "__main__":
    train, _ = digits()
    model = graphdsl.compile_file(EXAMPLE, params={"size": 8})
    for layer, told in activations(model, train.images).items():
        print(
            f"{layer:20} mean {told.mean:8.4f}  std {told.deviation:7.4f}  zeros {told.zeros:.2f}"
        )
