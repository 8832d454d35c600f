"""Kinds of argument: what they admit, and the words for it."""

from __future__ import annotations

from typing import Any

import pytest

from graphdsl.graph import UNKNOWN, Layer, Object
from graphdsl.layers import kinds as k

WORDS: list[tuple[k.Kind, str]] = [
    (k.Bool(), "`true` or `false`"),
    (k.PositiveInt(), "a positive integer"),
    (k.NonNegativeInt(), "an integer that is not negative"),
    (k.Int(), "an integer"),
    (k.Int(min=-1), "an integer of at least -1"),
    (k.Int(min=2, max=5), "an integer from 2 to 5"),
    (k.Float(), "a number"),
    (k.Float(min=0, max=1), "a number from 0 to 1"),
    (k.Float(above=0), "a number above 0"),
    (k.Float(above=0, below=1), "a number above 0 and below 1"),
    (k.Float(above=0, max=1), "a number above 0 and at most 1"),
    (k.Float(pointed=True), "a number with a point, such as `1.0`"),
    (k.Float(above=0, pointed=True), "a number with a point, such as `1.0`, above 0"),
    (k.OneOf("valid", "same"), "`valid` or `same`"),
    (k.OneOfAny(-1, None, "auto"), "`-1`, `none` or `auto`"),
    (k.Sizes(1), "a positive integer"),
    (k.Sizes(2), "a positive integer or 2 of them, such as (3, 5)"),
    (k.Sizes(3, min=0), "an integer that is not negative or 3 of them, such as (3, 5, 3)"),
    (k.Axes(), "an axis or a list of axes"),
    (k.ShapeKind(), "a shape, such as (28, 28)"),
    (k.Optional(k.PositiveInt()), "a positive integer, or `none`"),
    (k.Either(k.PositiveInt(), k.OneOfAny(-1)), "a positive integer or `-1`"),
    (k.ListOf(k.Float()), "a list, each a number"),
    (k.ListOf(k.Int(), length=2), "a list of length 2, each an integer"),
    (k.DictOf(k.Float()), "a dict, each value a number"),
    (k.Activation(), "an activation, such as `relu`"),
    (k.Initializer(), "an initializer, such as `he_normal` or `HeNormal(seed = 1)`"),
    (k.DtypeKind(), "a dtype, such as `float32`"),
    (k.LayerValue(), "a layer, such as `LSTM(32)`"),
]

ADMITTED: list[tuple[k.Kind, list[Any], list[Any]]] = [
    (k.Bool(), [True, False], [1, 0, "true", None]),
    (k.PositiveInt(), [1, 64], [0, -1, 1.0, True, "1", None]),
    (k.Int(min=2), [2], [1]),
    (k.Float(above=0, max=1), [0.5, 1], [0, 1.5, True, "a"]),
    (k.Float(pointed=True), [1.0], [1]),
    (k.OneOf("same"), ["same"], ["SAME", 1]),
    (k.OneOf("same", any_case=True), ["SAME"], ["sam"]),
    (k.OneOfAny(1), [1], [True, 1.0, 2]),
    (k.Sizes(2), [3, (3, 5), [3, UNKNOWN]], [0, (3,), (3, 0), "33"]),
    (k.Axes(), [1, -1, [1, 2]], [1.5, "1", True]),
    (k.ShapeKind(), [(1, None), []], [3, (1.5,)]),
    (k.ShapeKind(rank=2, open=False), [(1, 2)], [(1,), (1, None)]),
    (k.Optional(k.Str()), [None, "a"], [1]),
    (k.ListOf(k.Int()), [[], (1, UNKNOWN)], [1, [1.5]]),
    (k.DictOf(k.Int()), [{}, {"a": 1}], [[1], {"a": 1.5}]),
    (k.Activation(), ["relu", "swish", Layer("", "layer", "ReLU")], ["rellu", Object("L2"), 3]),
    (k.Initializer(), ["he_normal", "HeNormal", Object("HeNormal")], ["HE_NORMAL", Object("L2")]),
    (k.Regularizer(), ["l2", Object("l1_l2")], ["l1_l2", Object("HeNormal")]),
    (k.OptimizerKind(), ["adam", "Adam", "SGD", Object("Lamb")], ["lamb", "adm"]),
    (k.ScheduleKind(), [Object("CosineDecay")], ["CosineDecay", Object("Adam")]),
    (k.LossKind(), ["mse", "MSE", "ce", Object("Huber")], ["accuracy", Object("AUC")]),
    (k.MetricKind(), ["accuracy", "acc", "AUC", Object("AUC")], ["IoU", "hubert"]),
    (k.DtypeKind(), ["mixed_float16", "float32", Object("DTypePolicy")], ["int8", "float"]),
    (k.DtypeKind(policies=False), ["int8"], ["mixed_float16", Object("DTypePolicy")]),
    (k.LayerValue(), [Layer("", "layer", "LSTM")], ["LSTM", Object("LSTM")]),
]


@pytest.mark.parametrize(("kind", "text"), WORDS)
def test_words(kind: k.Kind, text: str) -> None:
    assert kind.describe() == text


@pytest.mark.parametrize(("kind", "fine", "wrong"), ADMITTED)
def test_what_is_admitted(kind: k.Kind, fine: list[Any], wrong: list[Any]) -> None:
    assert [v for v in fine if not kind.admits(v)] == []
    assert [v for v in wrong if kind.admits(v)] == []


def test_candidates_and_families_come_through_what_wraps_a_kind() -> None:
    kind = k.Optional(k.Either(k.ListOf(k.Regularizer()), k.OneOf("a")))
    assert kind.candidates()[-1] == "a"
    assert "l2" in kind.candidates()
    assert kind.families() == ("regularizers",)
    assert k.Optional(k.ListOf(k.LayerValue())).takes_layers()
    assert not kind.takes_layers()
