"""Trains three learners on one stem and cuts out the one that won, with its weights.

    .venv/bin/python -m examples.parts.best_learner

On the command line, with the data in an .npz file:

    graphdsl cutout aggregation.gdl --weights trained.keras --keep 'learner_*' --best val.npz
"""

from __future__ import annotations

from typing import Any

import graphdsl
from examples.digits import digits
from examples.train_aggregation import accuracies, trained


def best_learner(epochs: int = 20) -> tuple[Any, float, float]:
    """The best learner as a model of its own, its accuracy there, and that of its branch."""
    train, test = digits()
    model = trained(train, epochs)
    found = accuracies(model, test)
    name = max(found, key=lambda output: found[output])
    best = graphdsl.cutout(model, keep=name)
    scores = best.evaluate(test.images, test.labels, return_dict=True, verbose=0)
    return best, scores["accuracy"], found[name]


if __name__ == "__main__":
    model, alone, among_others = best_learner()
    model.summary()
    print(f"accuracy as a branch {among_others:.4f}, as a model {alone:.4f}")
