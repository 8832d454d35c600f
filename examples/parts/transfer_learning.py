"""Transfer learning in two phases, see transfer.gdl.

    .venv/bin/python -m examples.parts.transfer_learning

A model learns the digits 0 to 7. Its head is dropped and its stem frozen; a new head learns 8 and 9
from 200 samples. Then all of it is trained on.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import keras

import graphdsl
from examples.digits import digits

EXAMPLE = Path(__file__).with_name("transfer.gdl")
SAMPLES = 200


class Accuracies(NamedTuple):
    """On digits that were kept back."""

    eight_digits: float
    frozen: float
    unfrozen: float


def transfer_learning(epochs: int = 20) -> Accuracies:
    """How well it goes after each phase."""
    train, test = digits()
    keras.utils.set_random_seed(0)
    first = graphdsl.compile_file(EXAMPLE, model="eight_digits")
    eight, nine = train.of(*range(8)), train.of(8, 9).first(SAMPLES)
    first.fit(eight.images, eight.labels, epochs=epochs, verbose=0)

    frozen = graphdsl.compile_file(EXAMPLE, model="eight_or_nine", weights={"eight_digits": first})
    frozen.fit(nine.images, nine.labels, epochs=epochs, verbose=0)

    unfrozen = graphdsl.unfreeze(frozen)
    unfrozen.fit(nine.images, nine.labels, epochs=epochs, verbose=0)

    tests = (test.of(*range(8)), test.of(8, 9), test.of(8, 9))
    models = (first, frozen, unfrozen)
    return Accuracies(
        *(
            model.evaluate(data.images, data.labels, return_dict=True, verbose=0)["accuracy"]
            for model, data in zip(models, tests, strict=True)
        )
    )


if __name__ == "__main__":
    for phase, accuracy in transfer_learning()._asdict().items():
        print(f"{phase}: test accuracy {accuracy:.3f}")
