"""Layers inside layers, and classes that cannot stand in a file: what is said without Keras."""

from __future__ import annotations

from typing import Any

import pytest

from graphdsl.graph import Layer as GraphLayer
from graphdsl.layers.base import Layer, Reject
from graphdsl.layers.binding import bind
from graphdsl.layers.families.excluded import EXCLUDED, EXCLUDED_OBJECTS, exclusion
from graphdsl.layers.families.nested import MODEL_RULE, UNKNOWN_CASES
from graphdsl.layers.registry import LAYERS
from graphdsl.layers.tensors import ANYTHING, BATCH, Dim, Sym, TensorType

EXTERN = GraphLayer("", "extern", "Mine", {})
MODEL = GraphLayer("", "model", "tower", {})
LSTM = GraphLayer("", "layer", "LSTM", {"units": 8})
T = Sym("t")


def f(*shape: Dim) -> TensorType:
    return TensorType((BATCH, *shape))


def made(name: str, **args: Any) -> Layer:
    spec, problems = bind(LAYERS[name], args)
    assert not problems
    assert isinstance(spec, Layer)
    return spec


@pytest.mark.parametrize("name", [*EXCLUDED, *EXCLUDED_OBJECTS])
def test_excluded_classes_are_no_layers_and_say_why(name: str) -> None:
    found = exclusion(name)
    assert name not in LAYERS
    assert found is not None
    assert name in found.message()
    assert found.help()


def test_other_names_are_not_excluded() -> None:
    assert exclusion("Dense") is None


def test_unknown_cases_name_layers() -> None:
    assert set(UNKNOWN_CASES) <= set(LAYERS)


def test_around_an_extern_layer_nothing_is_known() -> None:
    assert made("TimeDistributed", layer=EXTERN).infer(inputs=f(5, 4)) == ANYTHING
    assert made("SpectralNormalization", layer=EXTERN).infer(inputs=f(4)) == ANYTHING
    assert made("Bidirectional", layer=EXTERN).infer(sequences=f(5, 4)) == ANYTHING


def test_a_model_inside_is_asked_by_the_rule() -> None:
    layer = made("TimeDistributed", layer=MODEL)
    assert layer.infer(inputs=f(T, 4)) == ANYTHING
    token = MODEL_RULE.set(lambda _, given: given.with_shape((BATCH, 7)))
    try:
        assert layer.infer(inputs=f(T, 4)) == f(T, 7)
    finally:
        MODEL_RULE.reset(token)


def test_time_keeps_its_label() -> None:
    layer = GraphLayer("", "layer", "LSTM", {"units": 8, "return_sequences": True})
    assert made("Bidirectional", layer=layer).infer(sequences=f(T, 4)) == f(T, 16)


def rejected(name: str, operands: dict[str, Any], **args: Any) -> str:
    with pytest.raises(Reject) as caught:
        made(name, **args).infer(**operands)
    found = caught.value.diagnostic
    return " | ".join(filter(None, (found.message(), found.label(), found.help())))


def test_messages() -> None:
    assert rejected("LSTM", {"sequences": f(5, 4)}, units=8, stateful=True) == (
        "`LSTM` with `stateful = true` needs a batch of fixed size | the batch size of a model's "
        "input is open; leave `stateful` out and pass the state on: "
        "`(x, initial_state = [h, c]) -> LSTM(…, return_state = true) as y, h, c`"
    )
    states = {"sequences": f(5, 4), "initial_state": [f(8)]}
    assert rejected("LSTM", states, units=8) == (
        "`LSTM` takes 2 initial states: [8], [8] | found [8]"
    )
    with_state = GraphLayer("", "layer", "LSTM", {"units": 8, "return_state": True})
    assert rejected("TimeDistributed", {"inputs": f(5, 4, 3)}, layer=with_state) == (
        "`TimeDistributed` cannot hold `LSTM` | it needs a layer that gives one tensor"
    )


def test_layers_that_do_not_go_together() -> None:
    _, problems = bind(LAYERS["Bidirectional"], {"layer": LSTM, "backward_layer": LSTM})
    assert [p.diagnostic.message() for p in problems] == [
        "`layer` and `backward_layer` of `Bidirectional` must go in opposite directions: "
        "set `go_backwards` in one of them"
    ]


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        (f(10, 28, 28), "`Reshape((10, 28, 28, 1))`"),
        (f(10, T, 28), "`Reshape((10, -1, 28, 1))`"),
        (f(T, Sym("w"), 28), "`expand_dims(_, -1)`"),
    ],
)
def test_a_further_axis_is_one_of_the_whole_tensor(given: TensorType, advice: str) -> None:
    conv = GraphLayer("", "layer", "Conv2D", {"filters": 4, "kernel_size": 3})
    with pytest.raises(Reject) as caught:
        made("TimeDistributed", layer=conv).infer(inputs=given)
    assert str(caught.value.diagnostic.help()).startswith(advice)
    with pytest.raises(Reject) as caught:
        made("TimeDistributed", layer=conv).infer(inputs=f(28))
    assert "Reshape" not in str(caught.value.diagnostic.help())
