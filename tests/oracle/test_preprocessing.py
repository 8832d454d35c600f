"""Preprocessing and augmentation, compared with symbolic and real calls of Keras."""

from __future__ import annotations

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


@pytest.mark.parametrize("name", NAMES)
@random_cases
@given(data=st.data())
def test_random_calls(name: str, data: Any) -> None:
    args, operands = data.draw(cases(LAYERS[name]))
    found = disagreement(LAYERS[name], args, operands)
    assert found is None, f"{name}({args}) of {operands}: {found}"
