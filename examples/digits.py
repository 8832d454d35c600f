"""Handwritten digits for the examples: 1,797 of 8×8 pixels, which come with scikit-learn.

pip install scikit-learn
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Digits(NamedTuple):
    """Images with numbers from 0 to 1, and what they show."""

    images: np.ndarray
    labels: np.ndarray

    def of(self, *classes: int) -> Digits:
        """Those of some classes, which are counted from 0 then."""
        chosen = np.isin(self.labels, classes)
        labels = np.searchsorted(np.array(classes), self.labels[chosen])
        return Digits(self.images[chosen], labels)

    def first(self, count: int) -> Digits:
        """The first ones."""
        return Digits(self.images[:count], self.labels[:count])


def digits() -> tuple[Digits, Digits]:
    """Those to train with, and a quarter that is kept back for the test."""
    data = load_digits()
    images = (data.images / 16).astype(np.float32)
    train_x, test_x, train_y, test_y = train_test_split(
        images, data.target, test_size=0.25, random_state=0, stratify=data.target
    )
    return Digits(train_x, train_y), Digits(test_x, test_y)
