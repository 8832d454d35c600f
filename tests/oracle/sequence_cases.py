"""Strategies for layers over sequences: recurrent layers, their cells and wrappers, attention."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from graphdsl.graph import Layer as GraphLayer
from graphdsl.layers.base import Layer
from graphdsl.layers.registry import KERAS_LAYERS
from graphdsl.layers.tensors import BATCH, Dim, Sym, TensorType

from .layer_cases import arguments, small

Case = tuple[dict[str, Any], dict[str, Any]]
DTYPES = st.sampled_from(["float32"] * 10 + ["float16", "float64", "int32", "bool", "string"])
LENGTH = st.sampled_from([2, 3, 4, Sym("n")])
FEATURES = st.sampled_from([1, 2, 3, 4, 4])
UNITS = st.sampled_from([1, 2, 3, 4])
RARELY = st.sampled_from([False] * 12 + [True])

SEQUENCES = (
    "cells",
    "stacked_cells",
    "recurrent",
    "convolutional_recurrent",
    "wrappers",
    "attention",
    "heads",
    "grouped_heads",
)
"""The families of layers that work on sequences, and of cells."""


def f(*shape: Dim, dtype: str = "float32") -> TensorType:
    return TensorType((BATCH, *shape), dtype)


def seldom(draw: st.DrawFn, usual: Any, other: st.SearchStrategy[Any]) -> Any:
    return draw(other) if draw(st.integers(0, 9)) == 0 else usual


def of(name: str, **special: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return arguments(KERAS_LAYERS[name], **special)


RECURRENT: dict[str, st.SearchStrategy[Any]] = {
    "units": UNITS,
    "filters": UNITS,
    "stateful": RARELY,
    "seed": st.sampled_from([None, 1]),
    "dropout": st.sampled_from([0.0, 0.5]),
    "recurrent_dropout": st.sampled_from([0.0, 0.5]),
    "use_cudnn": st.sampled_from(["auto", False]),
    "unroll": RARELY,
}
CELLS = ("SimpleRNNCell", "LSTMCell", "GRUCell")


@st.composite
def cells(draw: st.DrawFn) -> GraphLayer:
    name = draw(st.sampled_from(CELLS))
    args: dict[str, Any] = {"units": draw(UNITS)}
    if draw(st.booleans()):
        args["use_bias"] = draw(st.booleans())
    if name == "GRUCell" and draw(st.booleans()):
        args["reset_after"] = draw(st.booleans())
    return GraphLayer("", "layer", name, args)


@st.composite
def sequence(draw: st.DrawFn) -> TensorType:
    shape = (draw(LENGTH), draw(FEATURES))
    other = st.sampled_from([(3,), (2, 3, 4), (3, Sym("m")), ()])
    return f(*seldom(draw, shape, other), dtype=draw(DTYPES))


def states(args: dict[str, Any], name: str) -> list[TensorType]:
    count = 2 if name.startswith("LSTM") else 1
    units = args.get("units")
    return [f(units if isinstance(units, int) and units > 0 else 3)] * count


@st.composite
def recurrent(draw: st.DrawFn, cls: type[Layer]) -> Case:
    name = cls.__name__
    args = draw(of(name, **RECURRENT))
    args.pop("activity_regularizer", None)
    if args.get("use_cudnn") is True:  # which depends on the machine
        del args["use_cudnn"]
    operands: dict[str, Any] = {"sequences": draw(sequence())}
    if draw(st.integers(0, 3)) == 0:
        operands["initial_state"] = seldom(
            draw, states(args, name), st.sampled_from([[f(3)], [f(2), f(2)], [f(2, 2)]])
        )
    if draw(st.integers(0, 3)) == 0 and len(operands["sequences"].shape) > 2:
        length = seldom(draw, operands["sequences"].shape[1], LENGTH)
        further = seldom(draw, (), st.sampled_from([(1,), (2,), (3,), (1, 1)]))
        operands["mask"] = f(length, *further, dtype="bool")
    return args, operands


@st.composite
def rnn(draw: st.DrawFn, cls: type[Layer]) -> Case:
    stack = st.lists(cells(), min_size=1, max_size=3)
    stacked = stack.map(lambda inner: GraphLayer("", "layer", "StackedRNNCells", {"cells": inner}))
    cell = st.one_of(cells(), stack, stacked)
    wrong = st.just(GraphLayer("", "layer", "Dense", {"units": 2}))
    args = draw(of("RNN", cell=cell, stateful=RARELY, unroll=RARELY))
    args["cell"] = seldom(draw, args["cell"], wrong)
    shape = (draw(LENGTH), draw(FEATURES))
    return args, {"sequences": f(*shape, dtype=draw(DTYPES))}


@st.composite
def one_step(draw: st.DrawFn, cls: type[Layer]) -> Case:
    args = draw(of(cls.__name__, **RECURRENT))
    args.pop("autocast", None)
    first = next(iter(cls.operands))
    step = f(draw(FEATURES), dtype=draw(st.sampled_from(["float32", "float16"])))
    return args, {first: step, "states": states(args, cls.__name__)}


@st.composite
def images_in_time(draw: st.DrawFn, cls: Any) -> Case:
    space: int = cls.space
    special = {
        "kernel_size": small(space, 1, 2, 3),
        "strides": small(space, 1, 1, 2),
        "dilation_rate": small(space, 1, 1, 1, 2),
        "unroll": st.just(False),
    }
    args = draw(of(cls.__name__, **{**RECURRENT, **special}))
    args.pop("activity_regularizer", None)
    side = st.sampled_from([2, 3, 4, 5])
    shape: list[Dim] = [draw(LENGTH), *(draw(side) for _ in range(space)), draw(FEATURES)]
    if args.get("data_format") == "channels_first":
        shape.insert(1, shape.pop())
    if draw(st.integers(0, 9)) == 0:
        shape[draw(st.integers(1, space + 1))] = Sym("m")
    return args, {"sequences": f(*shape)}


@st.composite
def inner_recurrent(draw: st.DrawFn) -> GraphLayer:
    name = draw(st.sampled_from(["LSTM", "GRU", "SimpleRNN", "RNN"]))
    args: dict[str, Any] = {"cell": draw(cells())} if name == "RNN" else {"units": draw(UNITS)}
    for flag in ("return_sequences", "return_state", "go_backwards"):
        if draw(st.integers(0, 2)) == 0:
            args[flag] = draw(st.booleans())
    return GraphLayer("", "layer", name, args)


@st.composite
def bidirectional(draw: st.DrawFn, cls: type[Layer]) -> Case:
    inner = draw(inner_recurrent())
    wrong = st.just(GraphLayer("", "layer", "Dense", {"units": 2}))
    args: dict[str, Any] = {"layer": seldom(draw, inner, wrong)}
    if draw(st.booleans()):
        args["merge_mode"] = draw(st.sampled_from(["sum", "mul", "ave", "concat", None]))
    if draw(st.integers(0, 3)) == 0:
        back = dict(inner.args) | {"go_backwards": not inner.args.get("go_backwards", False)}
        args["backward_layer"] = seldom(
            draw, GraphLayer("", "layer", inner.cls, back), st.just(inner)
        )
    return args, {"sequences": draw(sequence())}


@st.composite
def simple_layers(draw: st.DrawFn) -> GraphLayer:
    name, args = draw(
        st.sampled_from(
            [
                ("Dense", {"units": 3}),
                ("Dense", {"units": 2, "use_bias": False}),
                ("Conv1D", {"filters": 2, "kernel_size": 2}),
                ("Conv2D", {"filters": 2, "kernel_size": 2, "padding": "same"}),
                ("Embedding", {"input_dim": 7, "output_dim": 3}),
                ("Flatten", {}),
                ("LSTM", {"units": 2}),
                ("LSTM", {"units": 2, "return_state": True}),
                ("BatchNormalization", {}),
            ]
        )
    )
    return GraphLayer("", "layer", name, args)


@st.composite
def wrapped(draw: st.DrawFn, cls: type[Layer]) -> Case:
    inner = draw(simple_layers())
    rank = draw(st.integers(1, 4))
    side = st.sampled_from([2, 3, 4])
    shape: list[Dim] = [draw(side) for _ in range(rank)]
    if draw(st.integers(0, 4)) == 0:
        shape[0] = Sym("n")
    dtype = "int32" if inner.cls == "Embedding" else "float32"
    return {"layer": inner}, {"inputs": f(*shape, dtype=dtype)}


@st.composite
def attention(draw: st.DrawFn, cls: type[Layer]) -> Case:
    args = draw(of(cls.__name__, dropout=st.sampled_from([0.0, 0.5]), seed=st.just(1)))
    features, length = draw(FEATURES), draw(LENGTH)
    query = [draw(LENGTH), features]
    value = [length, draw(st.sampled_from([features, features, 2]))]
    key = [seldom(draw, length, LENGTH), seldom(draw, features, FEATURES)]
    tensors = [query, value, key] if value[1] != features else [query, value]
    if draw(st.integers(0, 2)) == 0:
        tensors = [query, value, key]
    tensors = seldom(draw, tensors, st.just([query]))
    operands: dict[str, Any] = {"inputs": [f(*shape) for shape in tensors]}
    return args, operands | draw(flags())


@st.composite
def flags(draw: st.DrawFn) -> dict[str, bool]:
    names = ("return_attention_scores", "use_causal_mask")
    return {n: draw(st.booleans()) for n in names if draw(st.integers(0, 2)) == 0}


@st.composite
def heads(draw: st.DrawFn, cls: type[Layer]) -> Case:
    grouped = cls.__name__ == "GroupQueryAttention"
    args = draw(
        of(
            cls.__name__,
            num_heads=UNITS,
            key_dim=UNITS,
            head_dim=UNITS,
            num_query_heads=st.sampled_from([2, 4]),
            num_key_value_heads=st.sampled_from([1, 2, 2, 3]),
            attention_axes=st.sampled_from([None, None, 1, -2, 2, (1,), (1, 2), 0, -1, 4]),
            output_shape=st.sampled_from([None, None, 3, (3,), (2, 2)]),
            flash_attention=st.sampled_from([None, None, False, True]),
            dropout=st.sampled_from([0.0, 0.5]),
            seed=st.just(1),
            kernel_regularizer=st.none(),
            activity_regularizer=st.none(),
        )
    )
    features, length = draw(FEATURES), draw(LENGTH)
    query = [draw(LENGTH), features]
    value = [length, seldom(draw, features, FEATURES) if grouped else draw(FEATURES)]
    rows = [draw(LENGTH)] if not grouped and draw(st.integers(0, 3)) == 0 else []
    query = [*rows, *query]
    value = [*(seldom(draw, row, LENGTH) for row in rows), *value]
    operands: dict[str, Any] = {"query": f(*query), "value": f(*value)}
    if not rows and draw(st.booleans()):
        key = [seldom(draw, length, LENGTH), draw(FEATURES)]
        operands["key"] = f(*seldom(draw, key, st.just([Sym("m"), Sym("m")])))
    if not rows and draw(st.integers(0, 4)) == 0:
        pairs = seldom(draw, (query[0], value[0]), st.sampled_from([(1, 1), (2, 5), (3,), ()]))
        operands["attention_mask"] = f(*pairs, dtype="bool")
    return args, operands | draw(flags())


def cases(cls: type[Layer]) -> st.SearchStrategy[Case]:
    """Random calls of one layer."""
    name = cls.__name__
    if name == "RNN":
        return rnn(cls)
    if name in CELLS:
        return one_step(cls)
    if name.startswith("ConvLSTM"):
        return images_in_time(cls)
    if name == "Bidirectional":
        return bidirectional(cls)
    if name in ("TimeDistributed", "SpectralNormalization"):
        return wrapped(cls)
    if name in ("Attention", "AdditiveAttention"):
        return attention(cls)
    return heads(cls) if name.endswith("Attention") else recurrent(cls)
