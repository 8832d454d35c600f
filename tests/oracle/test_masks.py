"""Masks that are given in a call: Keras looks at them when it runs the layer, graphdsl before."""

from __future__ import annotations

from typing import Any

import pytest

from graphdsl.graph import Layer
from graphdsl.layers.registry import KERAS_LAYERS
from graphdsl.layers.tensors import BATCH, Dim, Sym, TensorType

from .layer_oracle import disagreement, ours

pytestmark = pytest.mark.keras

STEPS = TensorType((BATCH, 6, 8))
WORDS = TensorType((BATCH, 4, 8))
ATTENTION = {"query": STEPS, "value": WORDS}
HEADS = {"num_heads": 2, "key_dim": 3}
GROUPS = {"head_dim": 3, "num_query_heads": 2, "num_key_value_heads": 1}
ROWS = TensorType((BATCH, 6, 8, 2))
CELL = Layer("", "layer", "GRUCell", {"units": 2})
WIDER = Layer("", "layer", "GRUCell", {"units": 5})
LSTM = Layer("", "layer", "LSTM", {"units": 3})


def m(*shape: Dim) -> TensorType:
    return TensorType((BATCH, *shape), "bool")


CASES: list[tuple[str, dict[str, Any], dict[str, Any], list[TensorType], list[TensorType]]] = [
    (
        "MultiHeadAttention",
        HEADS,
        ATTENTION | {"attention_mask": None},
        [m(6, 4), m(1, 4), m(6, 1), m(2, 6, 4), m(Sym("n"), 4), TensorType((6, 4), "bool")],
        [m(4, 6), m(6), m(4), m(), m(3, 6, 4), m(1, 1, 6, 4)],
    ),
    (
        "MultiHeadAttention",
        HEADS,
        ATTENTION | {"value_mask": None},
        [m(4), m(1), m(1, 4)],
        [m(6), m(), m(4, 4)],
    ),
    ("MultiHeadAttention", HEADS, ATTENTION | {"key_mask": None}, [m(4)], [m(6)]),
    ("GroupQueryAttention", GROUPS, ATTENTION | {"attention_mask": None}, [m(6, 4)], [m(4, 6)]),
    ("GroupQueryAttention", GROUPS, ATTENTION | {"query_mask": None}, [m(6), m(1)], [m(4)]),
    ("LSTM", {"units": 3}, {"sequences": STEPS, "mask": None},
     [m(6), m(6, 1), m(6, 3)], [m(5), m(1), m(), m(6, 6), m(6, 1, 1)]),
    ("GRU", {"units": 3, "unroll": True}, {"sequences": STEPS, "mask": None},
     [m(6), m(6, 1)], [m(6, 3), m(6, 6), m(6, 1, 1)]),
    ("RNN", {"cell": [CELL, WIDER]}, {"sequences": STEPS, "mask": None},
     [m(6), m(6, 1)], [m(6, 2), m(6, 5)]),
    ("ConvLSTM1D", {"filters": 2, "kernel_size": 2}, {"sequences": ROWS, "mask": None},
     [m(6), m(6, 1), m(6, 7), m(6, 1, 2)], [m(6, 8)]),
    ("Bidirectional", {"layer": LSTM}, {"sequences": STEPS, "mask": None},
     [m(6), m(6, 3)], [m(5), m(), m(6, 6)]),
    ("GlobalAveragePooling1D", {}, {"inputs": STEPS, "mask": None}, [m(6)], [m(5), m(6, 1), m()]),
    ("BatchNormalization", {}, {"inputs": STEPS, "mask": None}, [m(6)], [m(6, 1), m()]),
    ("Softmax", {}, {"inputs": STEPS, "mask": None}, [m(6, 8), m(6, 1)], [m(6), m(5, 8), m()]),
    ("TimeDistributed", {"layer": LSTM}, {"inputs": TensorType((BATCH, 6, 4, 8)), "mask": None},
     [m(6, 4)], [m(5), m()]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "args", "operands", "fine", "wrong"), CASES)
def test_a_mask(
    name: str,
    args: dict[str, Any],
    operands: dict[str, Any],
    fine: list[TensorType],
    wrong: list[TensorType],
) -> None:
    asked = next(operand for operand, given in operands.items() if given is None)
    for mask in (*fine, *wrong):
        call = operands | {asked: mask}
        refused = ours(KERAS_LAYERS[name], args, call).refused
        assert (refused is not None) == (mask in wrong), mask
        assert disagreement(KERAS_LAYERS[name], args, call) is None


@pytest.mark.parametrize("name", ["Attention", "AdditiveAttention"])
def test_masks_of_query_and_value(name: str) -> None:
    for masks, fits in (
        ([m(6), m(4)], True),
        ([m(6), m(6, 4)], True),
        ([m(4), m(4)], False),
        ([m(6), m(6)], False),
        ([m(6), m(4, 6)], False),
    ):
        call = {"inputs": [STEPS, WORDS], "mask": masks}
        assert (ours(KERAS_LAYERS[name], {}, call).refused is None) == fits
        assert disagreement(KERAS_LAYERS[name], {}, call) is None
