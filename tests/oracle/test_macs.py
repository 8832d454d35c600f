"""Multiply-accumulates of layers and functions, against what TensorFlow makes of a call.

Counted is what a second sample adds, so that products of weights alone are left out.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import keras
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdsl.graph import Layer as GraphLayer
from graphdsl.layers.base import Layer, Reject
from graphdsl.layers.binding import bind
from graphdsl.layers.families.index import ALIASES, FAMILIES
from graphdsl.layers.functions.macs import MACS, macs
from graphdsl.layers.registry import FUNCTIONS, KERAS_LAYERS
from graphdsl.layers.tensors import BATCH, Sym, TensorType

from . import layer_cases, preprocessing_cases, sequence_cases, traced
from .layer_oracle import Operands, called, made, ours
from .test_functions import NAMES, calls
from .test_functions import called as function_called
from .values import CASES as CASES_EACH
from .values import random_cases

pytestmark = pytest.mark.keras

MOST = min(CASES_EACH, 30)
"""It takes about a second to make a graph of some layers."""
SOME = settings(random_cases, max_examples=MOST)
FEW = settings(random_cases, max_examples=max(3, MOST // 5))
"""For those of which we say that they have no products."""
NOT_IN_TENSORFLOW = (NotImplementedError, AttributeError, UnboundLocalError)
"""What is raised for a function that the TensorFlow backend lacks, and by `tf.linalg.eig` for
integers."""
SIZES = {"n": 3, "m": 4}
"""What unknown sizes are taken for."""
CASES: dict[str, Callable[[Any], st.SearchStrategy[Any]]] = {
    **{n: layer_cases.cases for f in layer_cases.PLAIN_FAMILIES for n in FAMILIES[f]},
    **{
        n: sequence_cases.cases
        for f in sequence_cases.SEQUENCES
        for n in FAMILIES[f]
        if n != "StackedRNNCells"
    },
    **dict.fromkeys(
        (*preprocessing_cases.IMAGES, *preprocessing_cases.SOUND), preprocessing_cases.cases
    ),
}
REFUSALS = (ValueError, TypeError, IndexError, OverflowError, tf.errors.OpError)
"""How Keras and TensorFlow refuse; what they refuse is compared elsewhere."""


def sized(value: Any, batch: int | None = None) -> Any:
    """`value` with a number for every unknown size, but for the batch if none is given."""
    if isinstance(value, TensorType):
        sizes = {**SIZES, BATCH.label: batch}
        shape = (sizes.get(d.label) or d if isinstance(d, Sym) else d for d in value.shape or ())
        return value.with_shape(tuple(shape))
    return [sized(v, batch) for v in value] if isinstance(value, list) else value


def traceable(value: Any) -> Any:
    """Arguments with which all products can be seen: loops unrolled, nothing spread out.

    What dilation makes of a size is compared elsewhere; TensorFlow cuts the image up for it.
    """
    if isinstance(value, list):
        return [traceable(v) for v in value]
    if not isinstance(value, GraphLayer):
        return value
    return replace(value, args=arguments(KERAS_LAYERS[value.cls], value.args))


def arguments(cls: type[Layer], args: Mapping[str, Any]) -> dict[str, Any]:
    found = {n: traceable(v) for n, v in args.items() if n not in ("dilation_rate", "dtype")}
    if cls.argument("unroll") is not None:
        found["unroll"] = True
    if cls.argument("use_cudnn") is not None:
        found["use_cudnn"] = False
    return found


def flat(operands: Operands) -> tuple[list[TensorType], Callable[[tuple[Any, ...]], Operands]]:
    """The tensors among the operands, and how to put others in their places."""
    leaves = keras.tree.flatten(operands)
    tensors = [leaf for leaf in leaves if isinstance(leaf, TensorType)]

    def put(values: tuple[Any, ...]) -> Operands:
        left = iter(values)
        filled = [next(left) if isinstance(leaf, TensorType) else leaf for leaf in leaves]
        return keras.tree.pack_sequence_as(operands, filled)

    return tensors, put


def theirs(name: str, args: Mapping[str, Any], operands: Operands) -> int | None:
    """What a second sample adds to the products in TensorFlow's graph; None where that fails."""
    try:
        return added_by_a_sample(made(name, args), operands)
    except REFUSALS:
        return None


def added_by_a_sample(layer: keras.Layer, operands: Operands) -> int:
    flags = {"training": False} if "training" in inspect.signature(layer.call).parameters else {}
    scaled = isinstance(layer, keras.layers.AdditiveAttention) and layer.use_scale
    # Its products with the scale are no operation of their own: there is one for each number here.
    also = ("Tanh",) if scaled else ()
    counts: list[int] = []
    for batch in (1, 2):
        tensors, put = flat({n: sized(v, batch) for n, v in operands.items() if v is not None})
        specs = [tf.TensorSpec(t.shape, t.dtype) for t in tensors]
        call = partial(lambda put, *values: called(layer, {**put(values), **flags}), put)
        counts.append(traced.macs(call, *specs, also=also))
    return counts[1] - counts[0]


def of_layer(name: str, args: Mapping[str, Any], operands: Operands) -> int | None:
    spec = bind(KERAS_LAYERS[name], args).spec
    assert isinstance(spec, Layer)
    return spec.macs(**{n: operands.get(n) for n in KERAS_LAYERS[name].operands})


@pytest.mark.parametrize("name", CASES)
def test_products_of_a_layer(name: str) -> None:
    cls = KERAS_LAYERS[name]

    @(SOME if cls.macs is not Layer.macs else FEW)
    @given(CASES[name](cls))
    def compare(case: tuple[dict[str, Any], Operands]) -> None:
        args = arguments(cls, case[0])
        operands = {n: sized(v) for n, v in case[1].items()}
        if ours(cls, args, operands).refused is None:
            expected = theirs(name, args, operands)
            assert expected is None or of_layer(name, args, operands) == expected

    compare()


def t(*shape: int) -> TensorType:
    return TensorType((BATCH, *shape))


def cell(units: int) -> GraphLayer:
    return GraphLayer("", "layer", "LSTMCell", {"units": units})


DENSE = GraphLayer("", "layer", "Dense", {"units": 5})
TWO = {"kernel_size": 2}
BY_HAND: list[tuple[str, dict[str, Any], Operands, int]] = [
    ("Dense", {"units": 5}, {"inputs": t(3, 4)}, 3 * 4 * 5),
    ("Dense", {"units": 5, "lora_rank": 2}, {"inputs": t(3, 4)}, 3 * 4 * 5),
    ("EinsumDense", {"equation": "abc,cd->abd", "output_shape": (3, 5)}, {"inputs": t(3, 4)}, 60),
    ("ReversibleEmbedding", {"input_dim": 9, "output_dim": 4}, {"inputs": t(3)}, 0),
    (
        "ReversibleEmbedding",
        {"input_dim": 9, "output_dim": 4},
        {"inputs": t(3, 4), "reverse": True},
        3 * 4 * 9,
    ),
    ("Conv1D", {"filters": 6, **TWO, "strides": 2}, {"inputs": t(9, 4)}, 4 * 2 * 4 * 6),
    ("Conv2D", {"filters": 6, **TWO, "groups": 2}, {"inputs": t(9, 8, 4)}, 8 * 7 * 4 * 2 * 6),
    ("Conv2D", {"filters": 6, **TWO, "padding": "same"}, {"inputs": t(9, 8, 4)}, 72 * 4 * 4 * 6),
    ("Conv3D", {"filters": 6, **TWO}, {"inputs": t(5, 4, 3, 2)}, 4 * 3 * 2 * 8 * 2 * 6),
    ("Conv1DTranspose", {"filters": 6, **TWO, "strides": 2}, {"inputs": t(9, 4)}, 9 * 2 * 4 * 6),
    ("Conv2DTranspose", {"filters": 6, **TWO}, {"inputs": t(9, 8, 4)}, 72 * 4 * 4 * 6),
    ("Conv3DTranspose", {"filters": 6, **TWO}, {"inputs": t(5, 4, 3, 2)}, 60 * 8 * 2 * 6),
    ("DepthwiseConv1D", {**TWO, "depth_multiplier": 3}, {"inputs": t(9, 4)}, 8 * 2 * 12),
    ("DepthwiseConv2D", TWO, {"inputs": t(9, 8, 4)}, 56 * 4 * 4),
    ("SeparableConv1D", {"filters": 6, **TWO}, {"inputs": t(9, 4)}, 8 * (2 * 4 + 4 * 6)),
    ("SeparableConv2D", {"filters": 6, **TWO}, {"inputs": t(9, 8, 4)}, 56 * (4 * 4 + 4 * 6)),
    ("Dot", {"axes": 1}, {"inputs": [t(4), t(4)]}, 4),
    ("Dot", {"axes": (2, 1)}, {"inputs": [t(3, 4), t(4, 5)]}, 3 * 4 * 5),
    ("SimpleRNNCell", {"units": 5}, {"sequence": t(4), "states": [t(5)]}, 5 * 9),
    ("LSTMCell", {"units": 5}, {"inputs": t(4), "states": [t(5), t(5)]}, 4 * 5 * 9),
    ("GRUCell", {"units": 5}, {"inputs": t(4), "states": [t(5)]}, 3 * 5 * 9),
    (
        "StackedRNNCells",
        {"cells": [cell(5), cell(6)]},
        {"inputs": t(4), "states": [[t(5), t(5)], [t(6), t(6)]]},
        4 * 5 * 9 + 4 * 6 * 11,
    ),
    ("SimpleRNN", {"units": 5}, {"sequences": t(3, 4)}, 3 * 5 * 9),
    ("LSTM", {"units": 5, "return_state": True}, {"sequences": t(3, 4)}, 3 * 4 * 5 * 9),
    ("GRU", {"units": 5, "reset_after": False}, {"sequences": t(3, 4)}, 3 * 3 * 5 * 9),
    ("RNN", {"cell": [cell(5), cell(6)]}, {"sequences": t(3, 4)}, 3 * (4 * 5 * 9 + 4 * 6 * 11)),
    (
        "ConvLSTM1D",
        {"filters": 6, **TWO},
        {"sequences": t(3, 9, 4)},
        3 * 8 * 2 * (4 + 6) * 6 * 4,
    ),
    (
        "ConvLSTM2D",
        {"filters": 2, **TWO},
        {"sequences": t(3, 5, 4, 2)},
        3 * 12 * 4 * (2 + 2) * 2 * 4,
    ),
    (
        "ConvLSTM3D",
        {"filters": 2, **TWO},
        {"sequences": t(2, 3, 3, 3, 2)},
        2 * 8 * 8 * (2 + 2) * 2 * 4,
    ),
    (
        "Bidirectional",
        {"layer": GraphLayer("", "layer", "GRU", {"units": 5})},
        {"sequences": t(3, 4)},
        2 * 3 * 3 * 5 * 9,
    ),
    ("TimeDistributed", {"layer": DENSE}, {"inputs": t(3, 2, 4)}, 3 * 2 * 4 * 5),
    ("SpectralNormalization", {"layer": DENSE}, {"inputs": t(3, 4)}, 3 * 4 * 5),
    ("Attention", {}, {"inputs": [t(3, 4), t(5, 6), t(5, 4)]}, 3 * 5 * (4 + 6)),
    ("Attention", {"score_mode": "concat"}, {"inputs": [t(3, 4), t(5, 4)]}, 3 * 5 * 4),
    ("AdditiveAttention", {}, {"inputs": [t(3, 4), t(5, 4)]}, 3 * 5 * (4 + 4)),
    ("AdditiveAttention", {"use_scale": False}, {"inputs": [t(3, 4), t(5, 4)]}, 3 * 5 * 4),
    (
        "MultiHeadAttention",
        {"num_heads": 2, "key_dim": 3, "value_dim": 5},
        {"query": t(7, 4), "value": t(6, 8)},
        7 * 4 * 6 + 6 * 8 * 6 + 6 * 8 * 10 + 7 * 6 * 2 * (3 + 5) + 7 * 10 * 4,
    ),
    (
        "MultiHeadAttention",
        {"num_heads": 2, "key_dim": 3, "attention_axes": 2},
        {"query": t(2, 7, 4), "value": t(2, 7, 4)},
        4 * 14 * 4 * 6 + 2 * 7 * 7 * 2 * 6,
    ),
    (
        "GroupQueryAttention",
        {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2},
        {"query": t(7, 4), "value": t(6, 4)},
        2 * 7 * 4 * 12 + 2 * 6 * 4 * 6 + 7 * 6 * 4 * (3 + 3),
    ),
    (
        "MelSpectrogram",
        {"fft_length": 64, "sequence_stride": 16, "num_mel_bins": 8},
        {"inputs": t(200)},
        13 * 33 * 8,
    ),
    (
        "MelSpectrogram",
        {"fft_length": 16, "sequence_stride": 1, "num_mel_bins": 8},
        {"inputs": t(20)},
        21 * 9 * 8,
    ),
    (
        "STFTSpectrogram",
        {"frame_length": 64, "frame_step": 16},
        {"inputs": t(200, 2)},
        2 * 9 * 64 * 33 * 2,
    ),
]


@pytest.mark.parametrize(("name", "args", "operands", "expected"), BY_HAND)
def test_products_of_a_layer_by_hand(
    name: str, args: dict[str, Any], operands: Operands, expected: int
) -> None:
    found = of_layer(name, args, operands)
    assert found == theirs(name, arguments(KERAS_LAYERS[name], args), operands) == expected


def test_every_layer_that_has_products_was_done_by_hand() -> None:
    known = set(KERAS_LAYERS) - set(ALIASES)
    assert {name for name, *_ in BY_HAND} == {
        n for n in known if KERAS_LAYERS[n].macs is not Layer.macs
    }


OTHERWISE: Mapping[str, str] = {
    "cholesky_inverse": "a solver",
    "corrcoef": "statistics",
    "fold": "a loop in TensorFlow, which adds up and does not multiply",
    "gcd": "a loop in TensorFlow, which divides and does not multiply",
    "image.elastic_transform": "a filter of images",
    "image.gaussian_blur": "a filter of images",
    "image.rgb_to_grayscale": "colours of an image",
    "image.sobel_edges": "a filter of images",
    "image.ssim": "a filter of images",
    "lcm": "a loop in TensorFlow, as `gcd`",
    "lstsq": "a solver",
    "pinv": "a solver",
    "unique": "a loop in TensorFlow along an axis, which compares and does not multiply",
}
"""Functions for which TensorFlow multiplies and adds up, though they are none that count."""


def f(*shape: int) -> TensorType:
    return TensorType(shape)


HAND: list[tuple[str, dict[str, Any], int]] = [
    ("matmul", {"x1": f(2, 5, 3, 4), "x2": f(5, 4, 6)}, 2 * 5 * 3 * 4 * 6),
    ("matmul", {"x1": f(4), "x2": f(4)}, 4),
    ("matmul", {"x1": f(2, 3, 4), "x2": f(4)}, 2 * 3 * 4),
    ("dot", {"x1": f(3, 4), "x2": f(5, 4, 2)}, 3 * 5 * 2 * 4),
    ("tensordot", {"x1": f(2, 3, 4), "x2": f(3, 4, 5), "axes": 2}, 2 * 12 * 5),
    ("tensordot", {"x1": f(2, 3, 4), "x2": f(5, 3), "axes": [[-2], [1]]}, 2 * 4 * 3 * 5),
    ("einsum", {"subscripts": "bij,bkj->bik", "operands": [f(2, 3, 4), f(2, 5, 4)]}, 2 * 3 * 5 * 4),
    ("einsum", {"subscripts": "...ij,jk", "operands": [f(2, 7, 3, 4), f(4, 5)]}, 14 * 3 * 4 * 5),
    ("einsum", {"subscripts": "ij,jk->k", "operands": [f(3, 4), f(4, 5)]}, 4 * 5),
    ("einsum", {"subscripts": "ij->ji", "operands": [f(3, 4)]}, 0),
    ("vdot", {"x1": f(3, 4), "x2": f(3, 4)}, 12),
    ("inner", {"x1": f(4), "x2": f(4)}, 4),
    ("correlate", {"x1": f(9), "x2": f(3), "mode": "valid"}, 7 * 3),
    ("correlate", {"x1": f(9), "x2": f(3), "mode": "full"}, 11 * 3),
    (
        "dot_product_attention",
        {n: f(2, 5, 3, 4) for n in ("query", "key", "value")},
        2 * 2 * 75 * 4,
    ),
    ("conv", {"inputs": f(2, 9, 9, 4), "kernel": f(3, 3, 4, 6)}, 2 * 49 * 36 * 6),
    ("depthwise_conv", {"inputs": f(2, 9, 9, 4), "kernel": f(3, 3, 4, 2)}, 2 * 49 * 9 * 8),
    (
        "separable_conv",
        {
            "inputs": f(2, 9, 9, 4),
            "depthwise_kernel": f(3, 3, 4, 2),
            "pointwise_kernel": f(1, 1, 8, 5),
        },
        2 * 49 * (9 * 8 + 8 * 5),
    ),
    ("conv_transpose", {"inputs": f(2, 9, 9, 4), "kernel": f(3, 3, 6, 4)}, 2 * 81 * 9 * 24),
]


def in_full(name: str, bound: Mapping[str, Any]) -> dict[str, Any]:
    parameters = FUNCTIONS[name].parameters
    return {n: bound.get(n, parameter.default) for n, parameter in parameters.items()}


def of_function(name: str, bound: Mapping[str, Any]) -> int | None:
    result = FUNCTIONS[name].infer(**bound)
    return macs(FUNCTIONS[name], result, in_full(name, bound))


def in_tensorflow(name: str, bound: Mapping[str, Any]) -> int:
    tensors, put = flat(dict(bound))
    specs = [tf.TensorSpec(t.shape, t.dtype) for t in tensors]
    return traced.macs(lambda *values: function_called(FUNCTIONS[name], put(values)), *specs)


@pytest.mark.parametrize(("name", "bound", "expected"), HAND)
def test_products_of_a_function_by_hand(name: str, bound: Operands, expected: int) -> None:
    assert of_function(name, bound) == in_tensorflow(name, bound) == expected


def test_several_operands_are_multiplied_from_the_left() -> None:
    given = {"subscripts": "ij,jk,kl->il", "operands": [f(2, 3), f(3, 4), f(4, 5)]}
    assert of_function("einsum", given) == 2 * 3 * 4 + 2 * 4 * 5


def test_every_function_that_has_products_was_done_by_hand() -> None:
    assert {name for name, _, _ in HAND} == set(MACS)


def done_otherwise(name: str, bound: Mapping[str, Any]) -> bool:
    """Whether TensorFlow goes another way: images cut up for dilation, a result cut from a larger
    one, three operands in the best order."""
    several = name == "einsum" and len(bound["operands"]) > 2
    cut = name == "correlate" and bound.get("mode") == "same"
    return several or cut or bound.get("dilation_rate", 1) != 1


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(OTHERWISE)))
def test_products_of_a_function(name: str) -> None:
    @(SOME if name in MACS else FEW)
    @given(calls(FUNCTIONS[name]))
    def compare(bound: dict[str, Any]) -> None:
        if done_otherwise(name, bound):
            return
        bound = {n: sized(v, 2) for n, v in bound.items()}
        try:
            found, expected = of_function(name, bound), in_tensorflow(name, bound)
        except (Reject, *NOT_IN_TENSORFLOW, *REFUSALS):
            return
        assert found == expected

    compare()


def places(size: int, kernel: int, stride: int, dilation: int) -> int:
    """Where a kernel fits in, by trying."""
    last = (kernel - 1) * dilation
    return sum(1 for start in range(0, size, stride) if start + last < size)


@pytest.mark.parametrize("size", [5, 8, 13])
@pytest.mark.parametrize(("kernel", "dilation"), [(1, 3), (2, 2), (3, 2)])
def test_products_of_dilated_convolutions(size: int, kernel: int, dilation: int) -> None:
    given = {"inputs": TensorType((BATCH, size, size + 1, 4))}
    plain = {"kernel_size": kernel, "dilation_rate": dilation}
    each = places(size, kernel, 1, dilation) * places(size + 1, kernel, 1, dilation) * kernel**2
    for name, args, times in (
        ("Conv2D", {"filters": 6, "groups": 2}, 2 * 6),
        ("DepthwiseConv2D", {"depth_multiplier": 2}, 4 * 2),
    ):
        spec = bind(KERAS_LAYERS[name], {**plain, **args}).spec
        assert isinstance(spec, Layer)
        assert spec.macs(**given) == each * times


def test_what_is_counted_here_tensorflow_counts_too() -> None:
    model = keras.Sequential(
        [
            keras.layers.Conv2D(6, 3, strides=2, padding="same", use_bias=False),
            keras.layers.DepthwiseConv2D(3, use_bias=False),
            keras.layers.Flatten(),
            keras.layers.Dense(5, use_bias=False),
        ]
    )
    spec = tf.TensorSpec((1, 9, 9, 4))
    model(tf.zeros(spec.shape))
    graph = tf.function(model).get_concrete_function(spec).graph
    options = tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()
    found = tf.compat.v1.profiler.profile(graph, options={**options, "output": "none"})
    assert found.total_float_ops == 2 * traced.macs(model, spec)
