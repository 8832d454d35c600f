"""Puts deeper learners on the trained first layers of others, see deeper.gdl.

.venv/bin/python -m examples.parts.deeper_learners
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras

import graphdsl
from examples.digits import digits
from examples.train_aggregation import accuracies, trained

EXAMPLE = Path(__file__).with_name("deeper.gdl")


def deeper_learners(epochs: int = 20) -> tuple[Any, Any, dict[str, float]]:
    """The first model, the deeper one, and the accuracies of its learners."""
    train, test = digits()
    first = trained(train, epochs)
    keras.utils.set_random_seed(1)
    deeper = graphdsl.compile_file(EXAMPLE, weights={"base.aggregation": first})
    targets = dict.fromkeys(deeper.output_names, train.labels)
    deeper.fit(train.images, targets, epochs=epochs, batch_size=32, verbose=0)
    return first, deeper, accuracies(deeper, test)


if __name__ == "__main__":
    for name, accuracy in deeper_learners()[2].items():
        print(f"{name}: test accuracy {accuracy:.3f}")
