"""Random calls of every layer: read from a config and built again, they have the same config."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from hypothesis import strategies as st

from graphdsl.layers.families.index import ALIASES, FAMILIES
from graphdsl.layers.registry import KERAS_LAYERS
from graphdsl.layers.tensors import TensorType
from tests.oracle import layer_cases, preprocessing_cases, sequence_cases
from tests.oracle.layer_oracle import called, made
from tests.oracle.sequence_cases import SEQUENCES
from tests.saved.comparing import built, config_of, first_cases, read, settled

pytestmark = pytest.mark.keras

SELDOM = {"Equalization": "where nothing is cast Keras gives back the input itself: a cycle"}
ENOUGH = 4
"""Calls of each layer that are compared."""
NAMES = sorted(set(KERAS_LAYERS) - set(ALIASES) - {"StackedRNNCells"})


def strategy(name: str) -> st.SearchStrategy[Any]:
    if any(name in FAMILIES[family] for family in layer_cases.PLAIN_FAMILIES):
        return layer_cases.cases(KERAS_LAYERS[name])
    if any(name in FAMILIES[family] for family in SEQUENCES):
        return sequence_cases.cases(KERAS_LAYERS[name])
    return preprocessing_cases.cases(KERAS_LAYERS[name])


def inputs_for(value: Any) -> Any:
    """An input of the model in place of every tensor."""
    if isinstance(value, TensorType):
        sizes = [d if isinstance(d, int) else None for d in value.shape or ()]
        return keras.Input(sizes[1:], dtype=value.dtype)
    return [inputs_for(v) for v in value] if isinstance(value, list) else value


def model_of(name: str, args: dict[str, Any], operands: dict[str, Any]) -> keras.Model | None:
    """A model of one call of one layer; None if Keras refuses it."""
    given = {n: inputs_for(v) for n, v in operands.items()}
    tensors = [t for t in keras.tree.flatten(given) if isinstance(t, keras.KerasTensor)]
    try:
        model = keras.Model(tensors, keras.tree.flatten(called(made(name, args), given)))
        model.to_json()
    except Exception:  # what Keras refuses is the business of tests/oracle
        return None
    return model


@pytest.mark.parametrize("name", NAMES)
def test_a_layer_comes_back_as_it_was(name: str) -> None:
    def compare(case: tuple[dict[str, Any], dict[str, Any]]) -> bool:
        if case[0].get("autocast") is False:  # which Keras does not write down
            return False
        with keras.StatelessScope(initialize_variables=False):
            model = model_of(name, *case)
            if model is None:
                return False
            again = built(read(model))
            assert settled(config_of(again)) == settled(config_of(model))
            return True

    compared = first_cases(strategy(name), compare, ENOUGH)
    keras.utils.clear_session()
    assert compared or name in SELDOM, "Keras took none of the calls"
