"""Monte Carlo dropout: how sure a trained classifier is, from 100 passes with dropout on.

    .venv/bin/python -m examples.parts.monte_carlo_dropout

Keras turns dropout off in prediction, whatever a call says; MCDropout stays on.
"""

from __future__ import annotations

from typing import NamedTuple

import keras
import numpy as np

import graphdsl
from examples.digits import digits

CLASSIFIER = """
model classifier {
    input image: [8, 8]
    Flatten
    repeat 2 { Dense(64, relu) -> Dropout(0.3) }
    head digit (loss = sparse_categorical_crossentropy, metrics = [accuracy]) { Dense(10, softmax) }
}
"""
PASSES = 100


class Uncertainty(NamedTuple):
    """Of each image and class."""

    mean: np.ndarray
    deviation: np.ndarray


def monte_carlo(epochs: int = 20, passes: int = PASSES) -> tuple[Uncertainty, np.ndarray]:
    """Mean and deviation of what the classifier says of the test images, and their labels."""
    train, test = digits()
    keras.utils.set_random_seed(0)
    classifier = graphdsl.compile_string(CLASSIFIER)
    classifier.fit(train.images, train.labels, epochs=epochs, verbose=0)
    doubting = graphdsl.replace(classifier, "Dropout", "MCDropout")
    said = np.stack([doubting.predict(test.images, verbose=0) for _ in range(passes)])
    return Uncertainty(said.mean(axis=0), said.std(axis=0)), test.labels


if __name__ == "__main__":
    found, labels = monte_carlo()
    best = found.mean.argmax(axis=-1)
    doubt = found.deviation[np.arange(len(best)), best]
    right = best == labels
    print(f"accuracy of the mean {right.mean():.3f}")
    print(
        f"deviation where it is right {doubt[right].mean():.3f}, wrong {doubt[~right].mean():.3f}"
    )
