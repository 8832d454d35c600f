"""What Keras writes down of an object, and makes of it again: which arguments get lost."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import keras
import numpy as np
import pytest

from graphdsl.graph.values import Object
from graphdsl.keras.configs import OF_ALL_LAYERS, left_out, with_whole_config
from graphdsl.layers import kinds as k
from graphdsl.layers.base import REQUIRED, Arg, Spec
from graphdsl.layers.families.index import ALIASES
from graphdsl.layers.objects.names import CLASSES
from graphdsl.layers.registry import KERAS_LAYERS, find_object

from .test_objects import HOMES, built

pytestmark = pytest.mark.keras

WITHOUT_EFFECT = {
    ("AdditiveAttention", "score_mode"): "it has a score of its own",
    ("Bidirectional", "weights"): "those in the file take their place",
    ("Conv1D", "lora_alpha"): "without a `lora_rank`; with one it is written",
    ("Conv2D", "lora_alpha"): "without a `lora_rank`; with one it is written",
    ("Conv3D", "lora_alpha"): "without a `lora_rank`; with one it is written",
    ("Dense", "lora_alpha"): "without a `lora_rank`; with one it is written",
    ("EinsumDense", "lora_alpha"): "without a `lora_rank`; with one it is written",
    ("Embedding", "lora_alpha"): "without a `lora_rank`; with one it is written",
    ("Embedding", "weights"): "those in the file take their place",
}
"""Arguments that are lost, and need not be kept, with the reason."""
BASE: dict[str, dict[str, Any]] = {
    "CategoryEncoding": {"num_tokens": 4},
    "Discretization": {"num_bins": 3},
    "IntegerLookup": {"vocabulary": [1, 2]},
    "BinaryIoU": {"dtype": "int64"},
    "MeanIoU": {"num_classes": 3, "dtype": "int64"},
    "OneHotMeanIoU": {"num_classes": 3, "dtype": "int64"},
    "RandomCrop": {"height": 8, "width": 8, "seed": 1},
    "IoU": {"num_classes": 3, "target_class_ids": [0], "dtype": "int64"},
    "OneHotIoU": {"num_classes": 3, "target_class_ids": [0], "dtype": "int64"},
    "RandomPosterization": {"factor": 4},
    "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
    "StringLookup": {"vocabulary": ["a", "b"]},
    "TextVectorization": {"vocabulary": ["a", "b"]},
}
"""Arguments that a class cannot do without, where others would not do."""
REQUIRED_VALUES: dict[str, Any] = {
    "activation": "relu", "axes": 1, "bounding_box_format": "xyxy", "boundaries": [1],
    "cell": Object("LSTMCell"), "cells": [Object("LSTMCell")], "decay_rate": 0.9,
    "decay_steps": 10, "dims": (2, 1), "equation": "ab,bc->ac", "factor": 0.2,
    "first_decay_steps": 10, "height": 8, "height_factor": 0.1, "initial_learning_rate": 0.1,
    "inner_optimizer": Object("SGD"), "layer": Object("LSTM"), "output_shape": (3,), "rate": 0.5,
    "scale": 2.0, "source_name": "float32", "stddev": 0.1, "target_shape": (2,),
    "value_range": (0, 255), "values": [0.1, 0.2], "width": 8,
}  # fmt: skip
"""For required arguments, 2 or 0.5 where nothing stands here."""
OWN_PARTS = {
    "_auto_config", "_initial_seed", "_layers", "_lock", "_tracker", "backend", "generator",
    "get_config", "lookup_table", "name", "random_seed_generator", "seed_generator",
}  # fmt: skip
"""Attributes that differ from object to object, or refer to where the object stands."""
HOMES_OF_PARTS = ("initializers", "optimizers", "regularizers", "constraints", "schedules")

SPECS: dict[tuple[str, str], type[Spec]] = {
    **{("layers", name): KERAS_LAYERS[name] for name in sorted(set(KERAS_LAYERS) - set(ALIASES))},
    **{
        (family, name): found
        for family, names in CLASSES.items()
        for name in dict.fromkeys(names.values())
        if family != "callbacks" and (found := find_object(name, (family,))) is not None
    },
}


def in_keras(family: str, name: str) -> Any:
    return getattr(keras.layers if family == "layers" else HOMES[family], name)


def part(value: Any) -> Any:
    """A value as Keras takes it, objects and layers made anew."""
    if isinstance(value, list):
        return [part(item) for item in value]
    if isinstance(value, Object) and hasattr(keras.layers, value.cls):
        return getattr(keras.layers, value.cls)(3, name="part")
    return built(value, HOMES_OF_PARTS)


def least(family: str, name: str) -> dict[str, Any]:
    """The arguments that a class cannot do without."""
    found = dict(BASE.get(name, {}))
    for argument, declared in SPECS[family, name].args.items():
        if declared.default is REQUIRED and argument not in found:
            usual = 2 if declared.kind.admits(2) else 0.5
            found[argument] = part(REQUIRED_VALUES.get(argument, usual))
    if family == "dtype_policies":
        return {"name": "mixed_float16"}
    return found | ({"name": "it"} if family == "layers" else {})


def samples(kind: k.Kind) -> list[Any]:
    """A few values of a kind."""
    match kind:
        case k.Optional():
            return samples(kind.kind)
        case k.Either():
            return [value for one in kind.kinds for value in samples(one)]
        case k.Bool():
            return [True, False]
        case k.ListOf():
            return [[value] * (kind.length or 1) for value in samples(kind.kind)]
        case k.OneOfAny():
            return list(kind.values)
        case _ if kind.candidates():
            return sorted(kind.candidates())[:3]
        case _:
            plain = (2, 0.5, 0.25, 1, 0, 1.5, "b", (2,), (1, 2), (2, 2), (2, 2, 2), Object("L2"))
            return [value for value in plain if kind.admits(value)][:4]


def state(value: Any, depth: int = 0) -> Any:
    """All that there is in an object, so that two can be compared."""
    if isinstance(value, dict):
        hidden = {"seed"} if "_init_seed" in value else set[str]()  # drawn, where none is given
        hidden |= OWN_PARTS
        return {str(n): state(v, depth + 1) for n, v in value.items() if n not in hidden}
    if isinstance(value, (list, tuple)):
        return [state(item, depth + 1) for item in value]
    if isinstance(value, keras.Variable):
        return (value.shape, value.dtype)
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, (bool, int, float, str, type(None))):
        return value
    if depth > 4 or isinstance(value, (type, ModuleType)) or inspect.isroutine(value):
        return getattr(value, "__qualname__", type(value).__name__)
    inside = vars(value) if hasattr(value, "__dict__") else {}
    public = {n: v for n, v in inside.items() if not n.startswith(("_self", "_obj_", "_tf_"))}
    return (type(value).__name__, state(public, depth))


def again(made: Any) -> Any:
    """The object that Keras makes of what it wrote down."""
    return type(made).from_config(made.get_config())


def is_lost(made: Any, argument: str, value: Any) -> bool:
    """Whether another object comes back; not asked where the value itself is written."""
    written = made.get_config().get(argument, made)
    if written is not made and type(written) is type(value) and written == value:
        return False
    try:
        return state(again(made)) != state(made)
    except (TypeError, ValueError):
        return True  # it is not made again at all


def trials(family: str, name: str, argument: str, declared: Arg) -> Iterator[dict[str, Any]]:
    """Arguments that Keras takes, with values other than the default for one of them."""
    for value in samples(declared.kind):
        given = least(family, name) | {argument: part(value)}
        if value != declared.default and is_taken(family, name, given):
            yield given


def is_taken(family: str, name: str, given: dict[str, Any]) -> bool:
    try:
        in_keras(family, name)(**given)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return True


@pytest.mark.parametrize(("family", "name"), SPECS)
def test_what_is_left_out_is_known_and_comes_back(family: str, name: str) -> None:
    """Except for `autocast`, which is always left out, but of which some classes make nothing."""
    cls, spec = in_keras(family, name), SPECS[family, name]
    written = cls(**least(family, name)).get_config()
    assert state(again(cls(**least(family, name)))) == state(cls(**least(family, name)))
    lost: set[str] = set()
    for argument, declared in {**spec.args, **spec.common}.items():
        found = list(trials(family, name, argument, declared)) if argument != "name" else []
        lost |= {argument for given in found if is_lost(cls(**given), argument, given[argument])}
        lost |= set() if found or argument in written else {argument}
        for given in found if argument in left_out(cls) else ():
            made = with_whole_config(cls(**given), given)
            assert state(again(made)) == state(made), given
    own = set(left_out(cls)) & {*spec.args, *spec.common}
    own |= {argument for named, argument in WITHOUT_EFFECT if named == name}
    assert lost - {"name", *OF_ALL_LAYERS} == own - set(OF_ALL_LAYERS)
