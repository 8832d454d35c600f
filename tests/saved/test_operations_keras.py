"""Random calls of every tensor function: saved as operations, they are read as the same calls."""

from __future__ import annotations

from typing import Any

import keras
import pytest

from graphdsl.layers.registry import FUNCTIONS
from graphdsl.layers.tensors import TensorType
from tests.oracle.test_functions import NAMES, called, calls
from tests.saved.comparing import built, config_of, first_cases, read, settled

pytestmark = pytest.mark.keras

WITH_TENSORS = [
    n for n in NAMES if any(p.takes != "value" for p in FUNCTIONS[n].parameters.values())
]
IN_NO_MODEL = {
    "correlate": "Keras compares sizes, and that of a batch is not known",
    "image.map_coordinates": "its coordinates have a fixed size where the batch stands",
    "rearrange": "Keras multiplies sizes, and that of a batch is not known",
}
ENOUGH = 4
"""Calls of each function that are compared."""


def inputs_for(value: Any) -> Any:
    """An input of the model in place of every tensor."""
    if isinstance(value, TensorType):
        sizes = [d if isinstance(d, int) else None for d in value.shape or ()]
        return keras.Input(sizes[1:], dtype=value.dtype)
    if isinstance(value, (list, tuple)):
        return type(value)(inputs_for(v) for v in value)
    return value


def model_of(name: str, bound: dict[str, Any]) -> keras.Model | None:
    """A model of one call of one function; None if Keras refuses it, or gives no tensor."""
    given = {n: inputs_for(v) for n, v in bound.items()}
    tensors = [t for t in keras.tree.flatten(given) if isinstance(t, keras.KerasTensor)]
    try:
        results = keras.tree.flatten(called(FUNCTIONS[name], given))
        model = keras.Model(tensors, [r for r in results if isinstance(r, keras.KerasTensor)])
        model.to_json()
    except Exception:  # what Keras refuses is the business of tests/oracle
        return None
    return model


@pytest.mark.parametrize("name", WITH_TENSORS)
def test_a_call_comes_back_as_it_was(name: str) -> None:
    def compare(bound: dict[str, Any]) -> bool:
        model = model_of(name, bound)
        if model is None:
            return False
        again = built(read(model))
        assert settled(config_of(again)) == settled(config_of(model))
        return True

    compared = first_cases(calls(FUNCTIONS[name]), compare, ENOUGH)
    assert bool(compared) is (name not in IN_NO_MODEL)
