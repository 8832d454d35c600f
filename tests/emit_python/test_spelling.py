"""The tables of how things are written against the signatures that Keras has."""

from __future__ import annotations

import inspect

import pytest

from graphdsl.emit.python.spelling import BINARY, POSITIONAL, module_of
from graphdsl.layers.objects.names import CLASSES

pytestmark = pytest.mark.keras


@pytest.mark.parametrize("cls", POSITIONAL)
def test_positional_arguments_come_first(cls):
    import keras

    found = getattr(keras.layers, cls, None) or getattr(keras.regularizers, cls)
    assert tuple(inspect.signature(found).parameters)[: len(POSITIONAL[cls])] == POSITIONAL[cls]


@pytest.mark.parametrize("family", CLASSES)
def test_objects_are_found_where_keras_has_them(family):
    import keras

    role = {"losses": "loss", "metrics": "metric", "optimizers": "optimizer"}.get(
        family, "argument"
    )
    for name in CLASSES[family]:
        found = keras
        for part in module_of(name, role).split(".")[1:]:
            found = getattr(found, part)
        assert inspect.isclass(getattr(found, name))
        if family in ("losses", "metrics"):
            assert module_of(name, role) == f"keras.{family}"


@pytest.mark.parametrize("function", BINARY)
def test_operators_do_what_the_functions_do(function):
    import keras

    left, right = keras.Input((3, 3)), keras.Input((3, 3))
    by_name = getattr(keras.ops, function)(left, right)
    by_sign = eval(f"left {BINARY[function]} right")
    made = [type(tensor._keras_history.operation).__name__ for tensor in (by_name, by_sign)]
    assert made[0] == made[1] or made == ["Divide", "TrueDivide"]


def test_unknown_objects_are_in_no_module():
    assert module_of("NoSuchThing", "argument") is None
    assert module_of("SeedGenerator", "argument") == "keras.random"
