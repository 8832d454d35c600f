"""Every public layer of Keras is known, with the arguments and operands that Keras gives it."""

from __future__ import annotations

import inspect
from typing import Any

import keras
import pytest

from graphdsl.layers.base import REQUIRED
from graphdsl.layers.families.index import ALIASES, FAMILIES
from graphdsl.layers.registry import KERAS_LAYERS

from .layer_cases import PLAIN_FAMILIES

pytestmark = pytest.mark.keras

NO_STEPS = {
    "Layer": "the base class",
    "Wrapper": "the base class of wrappers",
    "Input": "written `input x: [..]`",
    "InputLayer": "written `input x: [..]`",
    "InputSpec": "no layer",
    "Lambda": "holds Python code; `extern layer` declares what Python supplies",
    "TFSMLayer": "holds a SavedModel, whose results nothing tells",
    "TorchModuleWrapper": "holds a module of another framework",
    "FlaxLayer": "holds a module of another framework",
    "JaxLayer": "holds a function of another framework",
    "Pipeline": "takes a list of layers and is no step of a functional graph",
}
"""Public names that cannot stand as a step, with the reason."""

FROM_KEYWORDS = {
    "LeakyReLU": {"alpha"},
    "Embedding": {"input_length"},
    "LayerNormalization": {"rms_scaling"},
    "Conv1D": {"lora_rank", "lora_alpha"},
    "Conv2D": {"lora_rank", "lora_alpha"},
    "Conv3D": {"lora_rank", "lora_alpha"},
}
"""What a class takes from its `**kwargs` besides what all layers take."""
PLAIN = [name for family, names in FAMILIES.items() if family in PLAIN_FAMILIES for name in names]
OF_ALL_LAYERS = {"trainable", "dtype", "autocast", "activity_regularizer"}

PUBLIC = {
    name: cls
    for name in dir(keras.layers)
    if inspect.isclass(cls := getattr(keras.layers, name)) and name not in NO_STEPS
}


def test_every_public_layer_is_known() -> None:
    assert sorted(set(PUBLIC) - set(KERAS_LAYERS)) == []


def test_nothing_else_is_known() -> None:
    assert sorted(set(KERAS_LAYERS) - set(PUBLIC)) == []


def test_aliases_are_those_of_keras_and_of_the_classes() -> None:
    assert {n: c.__name__ for n, c in PUBLIC.items() if n != c.__name__ in PUBLIC} == dict(ALIASES)
    declared = {a: KERAS_LAYERS[n].__name__ for n in KERAS_LAYERS for a in KERAS_LAYERS[n].aliases}
    assert declared == dict(ALIASES)


def named(signature: inspect.Signature) -> list[inspect.Parameter]:
    variadic = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    return [p for p in signature.parameters.values() if p.kind not in variadic and p.name != "self"]


def described(parameter: inspect.Parameter) -> tuple[str, Any, bool]:
    default = parameter.default
    return (
        parameter.name,
        REQUIRED if default is inspect.Parameter.empty else default,
        parameter.kind is inspect.Parameter.KEYWORD_ONLY,
    )


@pytest.mark.parametrize("name", sorted(set(KERAS_LAYERS) - set(ALIASES)))
def test_arguments_are_those_of_keras(name: str) -> None:
    cls, signature = KERAS_LAYERS[name], inspect.signature(PUBLIC[name].__init__)
    theirs = [described(p) for p in named(signature) if p.name != "name"]
    ours = [(n, a.default, a.keyword_only) for n, a in cls.args.items()]
    assert [(n, d, type(d), k) for n, d, k in ours] == [(n, d, type(d), k) for n, d, k in theirs]


@pytest.mark.parametrize("name", sorted(set(KERAS_LAYERS) - set(ALIASES)))
def test_defaults_are_admitted(name: str) -> None:
    for argument, declared in {**KERAS_LAYERS[name].args, **KERAS_LAYERS[name].common}.items():
        if declared.default is not REQUIRED:
            assert declared.kind.admits(declared.default), argument


@pytest.mark.parametrize("name", PLAIN)
def test_further_keywords_are_those_of_keras(name: str) -> None:
    cls = KERAS_LAYERS[name]
    takes_more = any(
        p.kind is p.VAR_KEYWORD
        for p in inspect.signature(PUBLIC[name].__init__).parameters.values()
    )
    own = FROM_KEYWORDS.get(name, set())
    expected = (OF_ALL_LAYERS | own) - set(cls.args) if takes_more else set[str]()
    if name == "ActivityRegularization":  # it gives that argument itself
        expected -= {"activity_regularizer"}
    assert set(cls.common) == expected


@pytest.mark.parametrize("name", sorted(set(KERAS_LAYERS) - set(ALIASES)))
def test_operands_are_those_of_call(name: str) -> None:
    taken = [p.name for p in named(inspect.signature(PUBLIC[name].call)) if p.name != "training"]
    assert list(KERAS_LAYERS[name].operands) == taken


@pytest.mark.parametrize("name", sorted(set(KERAS_LAYERS) - set(ALIASES)))
def test_training_matters_only_where_call_is_told_of_it(name: str) -> None:
    if KERAS_LAYERS[name].training_matters:
        assert "training" in inspect.signature(PUBLIC[name].call).parameters
