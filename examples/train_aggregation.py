"""Trains the three learners of aggregation.gdl at once, on real handwritten digits.

    .venv/bin/python examples/train_aggregation.py

The data are the 1,797 digits of 8×8 pixels that come with scikit-learn (`pip install
scikit-learn`); a quarter of them is kept back for the test.
"""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

import graphdsl

EXAMPLE = Path(__file__).with_name("aggregation.gdl")


def accuracies(epochs: int = 20) -> dict[str, float]:
    """Test accuracy of each learner, by the name of its output."""
    digits = load_digits()
    images = (digits.images / 16).astype(np.float32)
    train_x, test_x, train_y, test_y = train_test_split(
        images, digits.target, test_size=0.25, random_state=0, stratify=digits.target
    )
    keras.utils.set_random_seed(0)
    model = graphdsl.compile_file(EXAMPLE, params={"size": 8})

    def targets(labels: np.ndarray) -> dict[str, np.ndarray]:
        return dict.fromkeys(model.output_names, labels)

    model.fit(train_x, targets(train_y), epochs=epochs, batch_size=32, verbose=0)
    scores = model.evaluate(test_x, targets(test_y), return_dict=True, verbose=0)
    return {name: scores[f"{name}_accuracy"] for name in model.output_names}


if __name__ == "__main__":
    for name, accuracy in accuracies().items():
        print(f"{name}: test accuracy {accuracy:.3f}")
