"""Preprocessing and augmentation, compared with symbolic and real calls of Keras."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdsl.layers.registry import LAYERS

from .preprocessing_cases import CATEGORIES, IMAGES, SOUND, cases
from .preprocessing_oracle import disagreement
from .values import random_cases

pytestmark = pytest.mark.keras

NAMES = (*IMAGES, *SOUND, *CATEGORIES)
DEVIATIONS = {
    r"we refuse: `value_range` of `\w+` cannot be": "Keras takes more than two and reads the first",
    r"we refuse: `num_(ops|bins)` of `\w+` cannot be `0`": "Keras takes none and has nothing to do",
    r"we accept, and it fails when run .*Lookup\.call": "without a vocabulary it has to be adapted",
    r"we accept, and it fails when run .*ZeroDivisionError": "a range of values without width",
    r"we accept, and it fails when run .*RandomPosterization": "bits that are no whole number",
}
"""Where we say something else than Keras, and why."""


@pytest.mark.parametrize("name", NAMES)
@random_cases
@given(data=st.data())
def test_random_calls(name: str, data: Any) -> None:
    args, operands = data.draw(cases(LAYERS[name]))
    found = disagreement(LAYERS[name], args, operands)
    known = found is not None and any(re.match(pattern, found, re.DOTALL) for pattern in DEVIATIONS)
    assert found is None or known, f"{name}({args}) of {operands}: {found}"
