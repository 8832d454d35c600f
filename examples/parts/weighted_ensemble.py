"""A weighted ensemble of three models that were trained apart, as one model under one input.

.venv/bin/python -m examples.parts.weighted_ensemble
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

import graphdsl
from examples.digits import Digits, digits

LEARNER = """
model learner(width = 32) {
    input image: [8, 8]
    Flatten -> Dense(width, relu)
    head digit (loss = sparse_categorical_crossentropy, metrics = [accuracy]) { Dense(10, softmax) }
}
"""
WIDTHS = (8, 16, 32)


def accuracy(model: Any, data: Digits) -> float:
    """The share of images that the model reads right."""
    said = model.predict(data.images, verbose=0)
    return float((said.argmax(axis=-1) == data.labels).mean())


def weighted_ensemble(epochs: int = 10) -> tuple[Any, list[Any], np.ndarray]:
    """The ensemble, the models in it, and the factors: their accuracies, which add up to 1."""
    train, _ = digits()
    models: list[Any] = []
    for seed, width in enumerate(WIDTHS):
        keras.utils.set_random_seed(seed)
        model = graphdsl.compile_string(LEARNER, params={"width": width})
        model.fit(train.images, train.labels, epochs=epochs, verbose=0)
        models.append(model)
    scores = np.array([accuracy(model, train) for model in models])
    factors = scores / scores.sum()
    return graphdsl.merge(models, factors=[float(f) for f in factors]), models, factors


if __name__ == "__main__":
    _, test = digits()
    ensemble, models, factors = weighted_ensemble()
    for model, factor in zip(models, factors, strict=True):
        print(f"accuracy {accuracy(model, test):.3f}, factor {factor:.3f}")
    print(f"together {accuracy(ensemble, test):.3f}")
