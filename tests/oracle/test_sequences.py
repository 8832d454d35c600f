"""Recurrent layers, wrappers and attention, compared with symbolic and real calls of Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdsl.graph import Layer
from graphdsl.layers.families.index import FAMILIES
from graphdsl.layers.registry import KERAS_LAYERS

from .deviations import t
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


LSTM, GRU = (Layer("", "layer", name, {"units": 1}) for name in ("LSTMCell", "GRUCell"))
MASKED = {"sequences": t(2, 1), "mask": t(2, dtype="bool")}
STARTED = {"sequences": t(2, 1), "initial_state": [[t(1), t(1)]]}


def stacked(*cells: Layer) -> Layer:
    return Layer("", "layer", "StackedRNNCells", {"cells": list(cells)})


@pytest.mark.parametrize("unroll", [False, True])
@pytest.mark.parametrize("operands", [{"sequences": t(2, 1)}, MASKED, STARTED])
@pytest.mark.parametrize(
    "cell", [[LSTM], [LSTM, GRU], stacked(LSTM), stacked(LSTM, GRU), [stacked(LSTM)]]
)
def test_a_list_of_one_cell(cell: Any, operands: Any, unroll: bool) -> None:
    args = {"cell": cell, "unroll": unroll}
    assert disagreement(KERAS_LAYERS["RNN"], args, operands) is None


@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "GRU", "ConvLSTM1D"])
@pytest.mark.parametrize("dropout", [-0.5, 0, 0.5, 1, 2.5])
def test_whole_numbers_where_something_is_dropped(name: str, dropout: float) -> None:
    image = name == "ConvLSTM1D"
    args = {"filters": 1, "kernel_size": 1} if image else {"units": 1}
    given = t(*(2, 3, 1) if image else (2, 1), dtype="int32")
    found = disagreement(KERAS_LAYERS[name], args | {"dropout": dropout}, {"sequences": given})
    assert found is None
