"""Models inside that are called with sizes less known than their own inputs say."""

from __future__ import annotations

import keras
import pytest

import graphdsl
from graphdsl.api import types_of
from graphdsl.diagnostics.base import GraphdslError

from .values import seen

pytestmark = pytest.mark.keras

INNER = {
    "Flatten": "model inner { input x: [7, 2]; Flatten }",
    "Conv1D": "model inner { input x: [7, 2]; Conv1D(3, 2) }",
    "Flatten and Dense": "model inner { input x: [7, 2]; Flatten -> Dense(2) }",
}


@pytest.mark.parametrize("name", INNER)
@pytest.mark.parametrize(
    "outer", ["input a: [?, 2]; inner", "input a: [5, ?, 2]; TimeDistributed(inner)"]
)
def test_unknown_sizes_stay_unknown(name: str, outer: str) -> None:
    text = f"{INNER[name]}\nmodel m {{ {outer} }}"
    graph = graphdsl.lower(text, model="m")
    told = seen(types_of(graph).of(graph.outputs[0].value))
    assert told == seen(graphdsl.compile_string(text, model="m").outputs[0])


@pytest.mark.filterwarnings("ignore::graphdsl.api.GraphdslWarning")
def test_weights_behind_need_a_size() -> None:
    text = f"{INNER['Flatten']}\nmodel m {{ input a: [?, 2]; inner -> Dense(3) }}"
    with pytest.raises(GraphdslError, match="GDL508"):
        graphdsl.lower(text, model="m")
    x = keras.Input((7, 2))
    inner = keras.Model(x, keras.layers.Flatten()(x))
    with pytest.raises(ValueError, match="fully-defined"):
        keras.layers.Dense(3)(inner(keras.Input((None, 2))))
