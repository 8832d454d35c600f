"""What reading takes for granted of Keras, asked of the installed one."""

from __future__ import annotations

import inspect
import json
from typing import Any

import keras
import pytest
from keras.src import ops
from keras.src.ops.operation import Operation

from graphdsl.graph import Graph
from graphdsl.layers.base import REQUIRED
from graphdsl.layers.families.index import ALIASES, UNLISTED
from graphdsl.layers.registry import FUNCTIONS, KERAS_LAYERS, find_layer
from graphdsl.saved import config_to_graph
from graphdsl.saved.calls import TRAINING_BY_DEFAULT
from graphdsl.saved.context import Context
from graphdsl.saved.layers import inner_layer, layer_of
from graphdsl.saved.masks import ATTENTION, MERGING, PASSING, RECURRENT
from graphdsl.saved.operations import OTHER_OPERANDS, function_of
from graphdsl.saved.written import Entry, entry
from tests.oracle.values import in_keras, seen

pytestmark = pytest.mark.keras

NAMES = sorted(set(KERAS_LAYERS) - set(ALIASES))
GIVEN: dict[str, dict[str, Any]] = {
    "activation": {"activation": "relu"},
    "CategoryEncoding": {"num_tokens": 3},
    "Discretization": {"num_bins": 3},
    "EinsumDense": {"equation": "ab,bc->ac", "output_shape": 3},
    "Permute": {"dims": (2, 1)},
    "RandomPosterization": {"factor": 3},
    "Reshape": {"target_shape": (2, 3)},
    "Activation": {"activation": "relu"},
    "IntegerLookup": {"vocabulary": [1, 2]},
    "StringLookup": {"vocabulary": ["a"]},
    "TextVectorization": {"vocabulary": ["a"]},
    "CustomScaleLayer": {"scale": 0.5},
    "LayerScale": {"init_values": 0.5, "projection_dim": 4},
}
"""Arguments without which a layer cannot be made, where a number below 1 or a 2 will not do."""
INNER: dict[str, Any] = {
    "Bidirectional": lambda: {"layer": keras.layers.LSTM(2)},
    "RNN": lambda: {"cell": keras.layers.LSTMCell(2)},
    "StackedRNNCells": lambda: {"cells": [keras.layers.LSTMCell(2)]},
    "SpectralNormalization": lambda: {"layer": keras.layers.Dense(2)},
    "TimeDistributed": lambda: {"layer": keras.layers.Dense(2)},
}
FRACTIONS = {"rate", "stddev", "factor", "height_factor", "width_factor"}
MADE_OF_OTHERS = {
    "MelSpectrogram": {"sequence_length", "max_freq"},
    "RandomCrop": {"seed"},
}
"""Arguments that Keras works out at once, and saves as if they had been given."""


def class_of(name: str) -> Any:
    if name in UNLISTED:
        return getattr(__import__(UNLISTED[name], fromlist=[name]), name)
    return getattr(keras.layers, name)


def smallest(name: str) -> dict[str, Any]:
    """The arguments that have to be given, and no others."""
    if name in INNER:
        return INNER[name]()
    if name in GIVEN:
        return GIVEN[name]
    cls = find_layer(name)
    assert cls is not None
    needed = [n for n, a in cls.args.items() if a.default is REQUIRED]
    return {n: 0.3 if n in FRACTIONS else 2 for n in needed}


def made(name: str) -> keras.Layer:
    return class_of(name)(**smallest(name))


def no_model(*_: Any) -> Graph:
    raise AssertionError("there are no models inside")


def saved(layer: Any) -> Entry:
    return entry(json.loads(json.dumps(keras.saving.serialize_keras_object(layer))), ())


@pytest.mark.parametrize("name", [*NAMES, *UNLISTED])
def test_nothing_but_what_was_given_is_read(name: str) -> None:
    context = Context(no_model, inner_layer)
    read = layer_of(saved(made(name)), context)
    assert context.found == []
    assert (read.kind, read.cls) == ("layer", name)
    assert set(read.args) - MADE_OF_OTHERS.get(name, set()) == set(smallest(name))
    assert list(read.args) == sorted(read.args, key=list(find_layer(name).args).index)


def test_masks_pass_through_the_layers_that_are_said_to_let_them() -> None:
    found: dict[str, set[str]] = {"passing": set(), "own": set()}
    for name in NAMES:
        layer = made(name)
        if type(layer).compute_mask is not keras.Layer.compute_mask:
            found["own"].add(name)
        elif layer.supports_masking:
            found["passing"].add(name)
    assert found["passing"] == PASSING
    assert RECURRENT | ATTENTION | MERGING | {"Embedding", "Masking"} <= found["own"]


def test_training_is_the_default_of_the_layers_that_are_said_to_have_it() -> None:
    flags = {n: inspect.signature(class_of(n).call).parameters.get("training") for n in NAMES}
    assert {n for n, flag in flags.items() if flag and flag.default is True} == TRAINING_BY_DEFAULT


ABSTRACT = {"SegmentReduction", "Function", "Operation", "Map", "Scan"}


def operations() -> list[tuple[str, type]]:
    modules = [m for _, m in inspect.getmembers(ops, inspect.ismodule)]
    return sorted(
        {
            (cls.__name__, cls)
            for module in modules
            for cls in vars(module).values()
            if inspect.isclass(cls)
            and issubclass(cls, Operation)
            and cls.__module__.startswith("keras.src.ops.")
            and cls.__name__ not in ABSTRACT
        },
        key=lambda found: found[0],
    )


@pytest.mark.parametrize(("name", "cls"), operations())
def test_every_operation_is_read_as_its_function(name: str, cls: type) -> None:
    context = Context(no_model, inner_layer)
    found = function_of(Entry("it", cls.__module__, name, {}, (), ()), context)
    if found is None:
        assert "is not known here" not in context.found[0].message()
        return
    own = [p for n, p in inspect.signature(cls.__init__).parameters.items() if n != "self"]
    names = {p.name for p in own if p.name not in ("name", "dtype") and p.kind is not p.VAR_KEYWORD}
    assert names - {"rms_scaling"} <= set(found.parameters)
    called = [p for n, p in inspect.signature(cls.call).parameters.items() if n != "self"]
    operands = OTHER_OPERANDS.get(found.name, tuple(found.parameters))
    places = [p.name for p in called if p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty]
    assert list(operands[: len(places)]) == places


ARRAYS = [
    [1, 2],
    [1.5, 2],
    [[True, False]],
    [[1], [2], [3]],
    [],
    [[[0.5, 1.0]]],
    [[], []],
    2,
    0.5,
]


@pytest.mark.parametrize("value", ARRAYS, ids=str)
@pytest.mark.parametrize("dtype", [None, "float16", "int64"])
@pytest.mark.parametrize("name", ["array", "convert_to_tensor"])
def test_arrays_are_what_keras_makes_of_their_numbers(name: str, value: Any, dtype: Any) -> None:
    made_of = getattr(keras.ops, name)(in_keras(value), dtype=dtype)
    assert seen(FUNCTIONS[name].infer(x=value, dtype=dtype)) == seen(made_of)


def test_the_layers_that_keras_keeps_to_itself_weigh_and_give_what_we_say() -> None:
    x, y = keras.Input((3, 4)), keras.Input((3, 4))
    z = made("CustomScaleLayer")([made("LayerScale")(x), y])
    model = keras.Model([x, y], z)
    graph, found = config_to_graph(json.loads(model.to_json()))
    assert graph is not None
    assert found == ()
    for name, inputs in (("LayerScale", x), ("CustomScaleLayer", [x, y])):
        cls = find_layer(name)
        layer = made(name)
        given = {next(iter(cls.operands)): _ours(inputs)}
        assert seen(cls(**smallest(name)).infer(**given)) == seen(layer(inputs))
        weights = cls(**smallest(name)).weights(**given)
        assert [w.shape for w in weights] == [tuple(w.shape) for w in layer.weights]


def _ours(value: Any) -> Any:
    from graphdsl.layers.tensors import BATCH, TensorType

    if isinstance(value, list):
        return [_ours(v) for v in value]
    return TensorType((BATCH, *value.shape[1:]), value.dtype)
