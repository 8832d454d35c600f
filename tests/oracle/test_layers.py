"""What a layer takes, gives and weighs, compared with symbolic and real calls of Keras."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdsl.layers.families.index import FAMILIES
from graphdsl.layers.registry import LAYERS

from .layer_cases import PLAIN_FAMILIES, cases
from .layer_oracle import disagreement, ours
from .values import CASES, random_cases

pytestmark = pytest.mark.keras

NAMES = [name for family in PLAIN_FAMILIES for name in FAMILIES[family]]
accepted: Counter[str] = Counter()
refused: Counter[str] = Counter()


@pytest.mark.parametrize("name", NAMES)
@random_cases
@given(data=st.data())
def test_random_calls(name: str, data: Any) -> None:
    args, operands = data.draw(cases(LAYERS[name]))
    fine = ours(LAYERS[name], args, operands).refused is None
    (accepted if fine else refused)[name] += 1
    found = disagreement(LAYERS[name], args, operands)
    assert found is None, f"{name}({args}) of {operands}: {found}"


def test_random_calls_are_of_both_sorts() -> None:
    """The strategies would prove little if they found only calls that are fine, or none."""
    if CASES < 50 or len(accepted) < len(NAMES):
        return
    for name in NAMES:
        print(f"{name}: {accepted[name]} accepted, {refused[name]} refused by both")
    assert [n for n in NAMES if not accepted[n] or not refused[n]] == []
