"""What a summary says of weights, against the model that Keras builds."""

from __future__ import annotations

import keras
import pytest
from keras.src.utils.summary_utils import weight_memory_size

import graphdsl
from graphdsl.api import types_of
from graphdsl.emit.costs import Amount
from graphdsl.emit.counts import Count
from graphdsl.emit.summary import summary

pytestmark = pytest.mark.keras

TOWERS = """
model tower { input a: [4]; Dense(5); frozen Dense(3); BatchNormalization }
model idle { input a: [4]; dead = Dense(50); Dense(5) }
"""
BODIES = {
    "dtypes": """
        input x: [4]
        Dense(8, dtype = mixed_float16) -> Dense(8, dtype = float16) -> Dense(2, dtype = float64)
    """,
    "statistics": "input x: [9, 9, 4]; BatchNormalization -> BatchNormalization(renorm = true)",
    "numbers of samples": "input x: [4]; Normalization -> Dense(2)",
    "adaptations": """
        input x: int32[6]
        Embedding(10, 4, lora_rank = 2, dtype = float16) -> Dense(3, lora_rank = 2)
    """,
    "seeds": "input x: [4]; Dropout(0.5, seed = 1) -> GaussianNoise(0.1) -> Dense(2)",
    "frozen": """
        input x: [4]
        frozen stage stem { Dense(3) -> BatchNormalization }
        Dense(3, trainable = false)
        frozen Dense(2)
    """,
    "wrappers": """
        input x: [3, 4]
        TimeDistributed(Dense(3, trainable = false))
        Bidirectional(LSTM(3), trainable = false)
        RepeatVector(3)
        Bidirectional(GRU(3, dtype = mixed_float16))
        SpectralNormalization(Dense(2))
    """,
    "what `trainable = false` does not reach": """
        input x: [3, 4]
        Bidirectional(LSTM(3, trainable = false)) -> RepeatVector(3)
        Bidirectional(LSTM(3), trainable = false) -> RepeatVector(3) as y
        (y, y) -> MultiHeadAttention(2, 3, trainable = false)
        RNN(LSTMCell(2), return_sequences = true, trainable = false)
        TimeDistributed(SpectralNormalization(Dense(2), trainable = false))
        GRU(2, trainable = false)
    """,
    "a shared layer": "input x: [4]; shared twice = Dense(4); x -> twice -> twice",
    "nested models": "input x: [4]; tower -> Dense(4) -> tower -> Dense(4); frozen idle",
    "a model in a layer": """
        input x: [3, 4]
        TimeDistributed(tower) -> Dense(4) -> TimeDistributed(tower)
    """,
    "a frozen model in a layer": "input x: [3, 4]; frozen TimeDistributed(tower)",
    "what no output depends on": "input x: [4]; dead = Dense(50); idle -> Dense(2)",
    "stacked_cells": "input x: [3, 4]; RNN([LSTMCell(3), GRUCell(2)]) -> Dense(2)",
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.filterwarnings("ignore::graphdsl.api.GraphdslWarning")
def test_parameters_and_memory_of_weights(name: str) -> None:
    text = f"{TOWERS}\nmodel m {{\n{BODIES[name]}\n}}"
    graph = graphdsl.lower(text, model="m")
    told = summary(graph, types_of(graph))
    built = graphdsl.compile_string(text, model="m")
    assert told.count == Count(size_of(built.trainable_weights), fixed(built))
    assert told.cost.weights == Amount(int(weight_memory_size(built.weights)))


def size_of(weights: list[keras.Variable]) -> int:
    return sum(int(keras.ops.size(weight)) for weight in weights)


def fixed(model: keras.Model) -> int:
    return size_of(model.non_trainable_weights)


def test_what_is_in_an_extern_layer_is_unknown() -> None:
    text = "extern layer Odd(n)\nmodel m { input x: [3, 4]; TimeDistributed(Odd(2)) }"
    graph = graphdsl.lower(text)
    told = summary(graph, types_of(graph))
    assert (told.count, told.cost.weights) == (Count(complete=False), Amount(complete=False))
