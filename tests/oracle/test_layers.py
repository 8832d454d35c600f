"""What a layer takes, gives and weighs, compared with symbolic and real calls of Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdsl.layers.families.index import FAMILIES
from graphdsl.layers.registry import KERAS_LAYERS

from .deviations import t
from .layer_cases import PLAIN_FAMILIES, cases
from .layer_oracle import disagreement, ours
from .tally import Tally
from .values import random_cases

pytestmark = pytest.mark.keras

NAMES = [name for family in PLAIN_FAMILIES for name in FAMILIES[family]]


@pytest.mark.parametrize("name", NAMES)
@random_cases
@given(data=st.data())
def test_random_calls(name: str, tally: Tally, data: Any) -> None:
    args, operands = data.draw(cases(KERAS_LAYERS[name]))
    tally.enter("layers", name, accepted=ours(KERAS_LAYERS[name], args, operands).refused is None)
    found = disagreement(KERAS_LAYERS[name], args, operands)
    assert found is None, f"{name}({args}) of {operands}: {found}"


@pytest.mark.parametrize("dtype", ["float8_e5m2", "string", "float16", "int64", "bool", None])
@pytest.mark.parametrize("reverse", [True, False])
def test_the_dtype_of_the_way_back(dtype: str | None, reverse: bool) -> None:
    args = {"input_dim": 3, "output_dim": 2, "reverse_dtype": dtype}
    given = {"inputs": t(2, dtype="float32" if reverse else "int32"), "reverse": reverse}
    assert disagreement(KERAS_LAYERS["ReversibleEmbedding"], args, given) is None
