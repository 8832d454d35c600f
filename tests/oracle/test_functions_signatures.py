"""Every public function of keras.ops is known, with the parameters that Keras gives it."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import keras
import pytest

from graphdsl.layers.base import REQUIRED
from graphdsl.layers.functions.base import Function
from graphdsl.layers.functions.outside import REASONS
from graphdsl.layers.functions.table import FUNCTIONS, OPERATORS, UNARY_OPERATORS

pytestmark = pytest.mark.keras

HANDLED_BY_NAME = {"rearrange"}
"""Functions whose further keyword arguments mean something; elsewhere they are old names."""


def public() -> dict[str, Any]:
    """Keras' functions by the shortest name each has under keras.ops."""
    found: dict[str, Any] = {}
    for name in dir(keras.ops):
        value = getattr(keras.ops, name)
        if isinstance(value, ModuleType):
            inner = {n: getattr(value, n) for n in dir(value) if callable(getattr(value, n))}
            found |= {f"{name}.{n}": f for n, f in inner.items() if not hasattr(keras.ops, n)}
        elif callable(value) and not name.startswith("_"):
            found[name] = value
    return {n: f for n, f in found.items() if not n.rpartition(".")[2].startswith("_")}


PUBLIC = public()


def test_every_public_function_is_known() -> None:
    assert sorted(FUNCTIONS) == sorted(PUBLIC)


def described(parameter: inspect.Parameter) -> tuple[str, object]:
    default = parameter.default
    return parameter.name, REQUIRED if default is inspect.Parameter.empty else default


def ours(function: Function) -> list[tuple[str, object]]:
    return [(n, p.default) for n, p in function.parameters.items()]


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_parameters_are_those_of_keras(name: str) -> None:
    function = FUNCTIONS[name]
    signature = inspect.signature(PUBLIC[name])
    kinds = {p.kind: p.name for p in signature.parameters.values()}
    named = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    assert ours(function) == [described(p) for p in named]
    assert function.rest == kinds.get(inspect.Parameter.VAR_POSITIONAL)
    assert (function.keywords is not None) == (name in HANDLED_BY_NAME)


def test_a_reason_stands_for_each_function_outside() -> None:
    without_rule = {n for n, f in FUNCTIONS.items() if f.rule is None}
    assert without_rule <= set(REASONS)
    assert set(REASONS) <= set(PUBLIC)


def test_operators_stand_for_functions() -> None:
    assert {*OPERATORS.values(), *UNARY_OPERATORS.values()} <= set(FUNCTIONS)
