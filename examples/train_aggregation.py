"""Trains the three learners of aggregation.gdl at once, on real handwritten digits.

.venv/bin/python -m examples.train_aggregation
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras

import graphdsl
from examples.digits import Digits, digits

EXAMPLE = Path(__file__).with_name("aggregation.gdl")


def trained(data: Digits, epochs: int = 20) -> Any:
    """The model, trained; every learner has the same targets."""
    keras.utils.set_random_seed(0)
    model = graphdsl.compile_file(EXAMPLE, params={"size": 8})
    targets = dict.fromkeys(model.output_names, data.labels)
    model.fit(data.images, targets, epochs=epochs, batch_size=32, verbose=0)
    return model


def accuracies(model: Any, data: Digits) -> dict[str, float]:
    """Accuracy of each learner, by the name of its output."""
    targets = dict.fromkeys(model.output_names, data.labels)
    scores = model.evaluate(data.images, targets, return_dict=True, verbose=0)
    return {name: scores[f"{name}_accuracy"] for name in model.output_names}


if __name__ == "__main__":
    train, test = digits()
    for name, accuracy in accuracies(trained(train), test).items():
        print(f"{name}: test accuracy {accuracy:.3f}")
