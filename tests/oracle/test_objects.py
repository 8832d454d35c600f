"""Initializers, losses and the other objects: names, arguments and valid values as in Keras."""

from __future__ import annotations

import inspect
from typing import Any

import keras
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdsl.graph.values import Object
from graphdsl.layers import kinds as k
from graphdsl.layers.base import REQUIRED, Spec
from graphdsl.layers.binding import bind
from graphdsl.layers.objects.names import CLASSES, LAYER_DTYPES, STRINGS
from graphdsl.layers.registry import find_object

from .tally import Tally
from .values import of_kind, random_cases

pytestmark = pytest.mark.keras

HOMES: dict[str, Any] = {
    "initializers": keras.initializers,
    "regularizers": keras.regularizers,
    "constraints": keras.constraints,
    "optimizers": keras.optimizers,
    "schedules": keras.optimizers.schedules,
    "callbacks": keras.callbacks,
    "losses": keras.losses,
    "metrics": keras.metrics,
    "dtype_policies": keras.dtype_policies,
}
NO_OBJECTS = {
    "Initializer": "a base class",
    "Regularizer": "a base class",
    "Constraint": "a base class",
    "Optimizer": "a base class",
    "LearningRateSchedule": "a base class",
    "Loss": "a base class",
    "Metric": "a base class",
    "Callback": "a base class",
    "CallbackList": "holds other callbacks, as `fit` does by itself",
    "LambdaCallback": "holds Python functions",
    "LearningRateScheduler": "holds a Python function; an optimizer takes a schedule",
    "MeanMetricWrapper": "holds a Python function",
    "MultiOptimizer": "holds a mapping of variables to optimizers",
    "OptimizerMap": "holds Python functions",
    "DTypePolicyMap": "is filled by code",
    "QuantizedDTypePolicy": "quantized layers are not supported",
    "QuantizedFloat8DTypePolicy": "quantized layers are not supported",
    "Int4DTypePolicy": "quantized layers are not supported",
    "GPTQDTypePolicy": "quantized layers are not supported",
    "AWQDTypePolicy": "quantized layers are not supported",
}
"""Public names that are no objects of the language, with the reason."""
NOT_TAKEN = {
    "threshold": "Keras fails when it is called: it has arguments without defaults",
    "initializer": "the base class makes no values",
    "Initializer": "the base class makes no values",
    "regularizer": "the base class makes no values",
    "Regularizer": "the base class makes no values",
    "constraint": "the base class changes nothing",
    "Constraint": "the base class changes nothing",
    "Loss": "the base class measures nothing",
    "Metric": "the base class measures nothing",
    "metric": "the base class measures nothing",
}
"""Strings that Keras takes without an error at first, with the reason why we do not."""
BY_COMPILE = {"losses": {"crossentropy", "ce"}, "metrics": {"acc"}}
"""Strings that `Model.compile` understands before it asks the family."""
NEEDS_A_PACKAGE = {"OrbaxCheckpoint": "orbax-checkpoint"}
"""Classes that Keras makes only where another package is installed."""
PAIRS = [(family, name) for family, names in CLASSES.items() for name in names]


def public(family: str) -> dict[str, type]:
    home = HOMES[family]
    return {
        n: c
        for n in dir(home)
        if inspect.isclass(c := getattr(home, n)) and c.__name__ not in NO_OBJECTS
    }


@pytest.mark.parametrize("family", sorted(HOMES))
def test_every_public_class_is_known(family: str) -> None:
    assert {n: c.__name__ for n, c in public(family).items()} == dict(CLASSES[family])


def in_keras(family: str, name: str) -> Any:
    return getattr(HOMES[family], name)


def ours(family: str, name: str) -> type[Spec]:
    found = find_object(name, (family,))
    assert found is not None
    return found


@pytest.mark.parametrize(("family", "name"), PAIRS)
def test_arguments_are_those_of_keras(family: str, name: str) -> None:
    signature = inspect.signature(in_keras(family, name).__init__)
    variadic = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    named = [
        p for p in signature.parameters.values() if p.kind not in variadic and p.name != "self"
    ]
    theirs = [(p.name, REQUIRED if p.default is p.empty else p.default) for p in named]
    args = ours(family, name).args
    assert [(n, a.default) for n, a in args.items()] == theirs
    for argument, declared in args.items():
        if declared.default is not REQUIRED:
            assert declared.kind.admits(declared.default), argument


def strings_of(family: str) -> dict[str, Any]:
    return __import__(f"keras.src.{family}", fromlist=["x"]).ALL_OBJECTS_DICT


def taken(family: str, text: str) -> bool:
    try:
        return HOMES.get(family, getattr(keras, family, None)).get(text) is not None
    except (ValueError, TypeError, KeyError):
        return False


@pytest.mark.parametrize("family", [f for f in STRINGS if STRINGS[f]])
def test_strings_are_those_of_keras(family: str) -> None:
    known = {text for text in strings_of(family) if taken(family, text)}
    known -= set(NOT_TAKEN) | {"lossscaleoptimizer", "optimizermap", "multioptimizer", "optimizer"}
    assert known | BY_COMPILE.get(family, set()) == set(STRINGS[family])


@pytest.mark.parametrize("text", sorted(STRINGS["optimizers"]))
def test_optimizers_are_named_in_any_case(text: str) -> None:
    for spelt in (text, text.upper(), text.title()):
        assert taken("optimizers", spelt)
        assert k.OptimizerKind().admits(spelt)


@pytest.mark.parametrize("text", LAYER_DTYPES)
def test_dtypes_of_layers_are_those_of_keras(text: str) -> None:
    assert keras.layers.Identity(dtype=text).dtype_policy.name == text


@pytest.mark.parametrize("text", ["int8", "float8_e4m3fn", "float", "bogus", "mixed_float32"])
def test_other_dtypes_are_refused_by_both(text: str) -> None:
    assert not k.DtypeKind().admits(text)
    with pytest.raises(ValueError, match=r"policy|dtype"):
        keras.layers.Identity(dtype=text)


@pytest.mark.parametrize("text", sorted(STRINGS["activations"]))
def test_activations_can_be_called(text: str) -> None:
    assert keras.layers.Activation(text)(keras.ops.ones((2, 4))).shape[0] == 2


@st.composite
def arguments(draw: st.DrawFn, cls: type[Spec]) -> dict[str, Any]:
    args: dict[str, Any] = {}
    for name, declared in cls.args.items():
        if name == "name" or (declared.default is not REQUIRED and draw(st.booleans())):
            continue
        args[name] = draw(value_of(declared.kind))
    return args


def value_of(kind: k.Kind) -> st.SearchStrategy[Any]:
    if isinstance(kind, k.Optional):
        return st.one_of(st.none(), value_of(kind.kind))
    if isinstance(kind, k.Either):
        return st.one_of([value_of(one) for one in kind.kinds])
    if isinstance(kind, k.ScheduleKind):
        args = {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.9}
        return st.just(Object("ExponentialDecay", args))
    if isinstance(kind, k.OptimizerKind):
        return st.just(Object("SGD", {"momentum": 0.5}))
    if isinstance(kind, k.ListOf):
        return st.lists(value_of(kind.kind), min_size=1, max_size=3)
    if isinstance(kind, k.Str):
        return st.sampled_from(["a", "b", "c.keras"])
    return of_kind(kind)


def built(value: Any, homes: tuple[str, ...]) -> Any:
    if not isinstance(value, Object):
        return value
    home = next(h for h in homes if hasattr(HOMES[h], value.cls))
    return in_keras(home, value.cls)(**value.args)


@pytest.mark.parametrize(("family", "name"), PAIRS)
@random_cases
@given(data=st.data())
def test_what_we_accept_is_made(family: str, name: str, tally: Tally, data: Any) -> None:
    cls = ours(family, name)
    args = data.draw(arguments(cls))
    _, problems = bind(cls, args)
    tally.enter("objects", f"{family}.{name}", accepted=not problems)
    given_to = {n: built(v, ("optimizers", "schedules")) for n, v in args.items()}
    if name in NEEDS_A_PACKAGE:
        with pytest.raises(ImportError, match=NEEDS_A_PACKAGE[name]):
            in_keras(family, name)(**given_to)
    elif problems:
        with pytest.raises((ValueError, TypeError, KeyError)):
            in_keras(family, name)(**given_to)
    else:
        in_keras(family, name)(**given_to)


REFUSED = [
    ("initializers", "VarianceScaling", {"scale": 0}),
    ("initializers", "VarianceScaling", {"mode": "fan"}),
    ("initializers", "VarianceScaling", {"distribution": "even"}),
    ("initializers", "HeNormal", {"seed": 1.5}),
    ("initializers", "HeNormal", {"bogus": 1}),
    ("initializers", "STFT", {"side": "left"}),
    ("initializers", "STFT", {"scaling": "sound"}),
    ("regularizers", "L2", {"l2": -0.1}),
    ("regularizers", "L1", {"l1": "much"}),
    ("regularizers", "OrthogonalRegularizer", {"mode": "all"}),
    ("optimizers", "SGD", {"momentum": 1.5}),
    ("optimizers", "SGD", {"clipnorm": 1.0, "clipvalue": 0.5}),
    ("optimizers", "Adam", {"gradient_accumulation_steps": 1}),
    ("optimizers", "Adam", {"use_ema": True, "ema_momentum": 2.0}),
    ("optimizers", "Lion", {"beta_1": 0}),
    ("optimizers", "Ftrl", {"learning_rate_power": 0.5}),
    ("optimizers", "LossScaleOptimizer", {}),
    (
        "schedules",
        "ExponentialDecay",
        {"initial_learning_rate": 0.1, "decay_steps": 0, "decay_rate": 1},
    ),
    ("schedules", "PiecewiseConstantDecay", {"boundaries": [1, 2], "values": [0.1, 0.2]}),
    ("schedules", "CosineDecay", {"initial_learning_rate": 0.1}),
    ("losses", "CategoricalGeneralizedCrossEntropy", {"q": 1.0}),
    ("losses", "MeanSquaredError", {"reduction": "average"}),
    ("losses", "MeanSquaredError", {"axis": 1}),
    ("callbacks", "ModelCheckpoint", {"filepath": "best"}),
    ("callbacks", "ModelCheckpoint", {"filepath": "best.keras", "save_weights_only": True}),
    ("callbacks", "ModelCheckpoint", {"filepath": "best.keras", "save_freq": "day"}),
    ("callbacks", "BackupAndRestore", {"backup_dir": ""}),
    ("callbacks", "ReduceLROnPlateau", {"factor": 1.0}),
    ("callbacks", "EarlyStopping", {"patiance": 3}),
    ("metrics", "AUC", {"curve": "x"}),
    ("metrics", "AUC", {"num_thresholds": 1}),
    ("metrics", "AUC", {"label_weights": [0.5], "dtype": "string"}),
    ("callbacks", "TensorBoard", {"profile_batch": [2, 1]}),
    ("metrics", "F1Score", {"average": "best"}),
    ("metrics", "F1Score", {"threshold": 0.0}),
    ("metrics", "IoU", {"num_classes": 2, "target_class_ids": [2]}),
    ("metrics", "R2Score", {"num_regressors": -1}),
    ("metrics", "Precision", {"thresholds": 1.5}),
    ("metrics", "PrecisionAtRecall", {"recall": 1.2}),
    ("metrics", "PrecisionAtRecall", {}),
]


@pytest.mark.parametrize(("family", "name", "args"), REFUSED)
def test_both_refuse(family: str, name: str, args: dict[str, Any]) -> None:
    assert bind(ours(family, name), args).problems
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        in_keras(family, name)(**args)
