"""What the table of deviations says still holds."""

from __future__ import annotations

import keras
import pytest

from graphdsl.layers.registry import KERAS_LAYERS

from . import layer_oracle, preprocessing_oracle
from .deviations import DEVIATIONS, Deviation, deviation
from .preprocessing_cases import CATEGORIES, IMAGES, SOUND

pytestmark = pytest.mark.keras

PREPROCESSING = {*IMAGES, *SOUND, *CATEGORIES}


@pytest.mark.parametrize("row", DEVIATIONS, ids=lambda row: f"{row.example}-{row.said}")
def test_the_example_falls_under_its_row(row: Deviation) -> None:
    cls = KERAS_LAYERS[row.example]
    operands = row.given if isinstance(row.given, dict) else {next(iter(cls.operands)): row.given}
    oracle = preprocessing_oracle if row.example in PREPROCESSING else layer_oracle
    assert deviation(row.example, oracle.difference(cls, row.args, operands)) == row
    assert oracle.disagreement(cls, row.args, operands) is None


def test_a_low_rank_adaptation_is_not_normalised_in_training() -> None:
    around = keras.layers.SpectralNormalization(keras.layers.Dense(2, lora_rank=1))
    assert around(keras.ops.ones((2, 3))).shape == (2, 2)
    with pytest.raises(AttributeError):
        around(keras.ops.ones((2, 3)), training=True)
