"""Recurrent layers, wrappers and attention, compared with symbolic and real calls of Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdsl.layers.families.index import FAMILIES
from graphdsl.layers.registry import KERAS_LAYERS

from .layer_oracle import disagreement, ours
from .sequence_cases import SEQUENCES, cases
from .tally import Tally
from .values import random_cases

pytestmark = pytest.mark.keras

NAMES = [n for family in SEQUENCES for n in FAMILIES[family] if n != "StackedRNNCells"]


@pytest.mark.parametrize("name", NAMES)
@random_cases
@given(data=st.data())
def test_random_calls(name: str, tally: Tally, data: Any) -> None:
    args, operands = data.draw(cases(KERAS_LAYERS[name]))
    tally.enter("layers", name, accepted=ours(KERAS_LAYERS[name], args, operands).refused is None)
    found = disagreement(KERAS_LAYERS[name], args, operands)
    assert found is None, f"{name}({args}) of {operands}: {found}"
