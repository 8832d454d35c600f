"""What boxes say: arguments in a paper's shorthand, operations, inputs, outputs."""

from __future__ import annotations

import pytest

from graphdsl.emit.counts import Count
from graphdsl.emit.diagram import View, draw
from graphdsl.emit.diagram.arguments import headline
from graphdsl.emit.diagram.boxes import node_box, output_box
from graphdsl.emit.diagram.compose import compose
from graphdsl.emit.diagram.families import family_of
from graphdsl.emit.diagram.look import TINTS
from graphdsl.emit.diagram.operations import operation
from graphdsl.emit.words import count_text, number_text, tensor_text, value_text
from graphdsl.graph import UNKNOWN, Layer, Node, Object, Output, Ref
from graphdsl.layers.registry import LAYERS
from graphdsl.layers.tensors import ANYTHING, BATCH, Sym, TensorType
from tests.emit.builders import Builder, tensor
from tests.emit.models import MODELS

LSTM = Layer("", "layer", "LSTM", {"units": 32, "activation": "tanh"})
HEADLINES = [
    (
        "Conv2D",
        {"filters": 64, "kernel_size": 3, "strides": 2, "padding": "same"},
        "64, 3×3, /2, same",
    ),
    ("Conv2D", {"filters": 64, "kernel_size": (3, 5), "strides": (2, 2)}, "64, 3×5, /2"),
    ("Conv2D", {"filters": 8, "kernel_size": 3, "strides": (1, 2)}, "8, 3×3, /1×2"),
    ("Conv1D", {"filters": 8, "kernel_size": [5], "use_bias": False}, "8, 5, no bias"),
    ("Conv3D", {"filters": 8, "kernel_size": 3, "dilation_rate": 2}, "8, 3×3×3, dilation 2"),
    ("Conv2D", {"filters": 8, "kernel_size": 3, "strides": 1, "padding": "valid"}, "8, 3×3"),
    ("Conv2DTranspose", {"filters": 8, "kernel_size": 2, "strides": 2}, "8, 2×2, stride 2"),
    ("MaxPooling2D", {}, "2×2"),
    ("MaxPooling2D", {"pool_size": 3, "strides": 1}, "3×3, /1"),
    ("GlobalMaxPooling2D", {}, ""),
    ("ZeroPadding2D", {"padding": ((1, 2), (3, 4))}, "(1, 2)×(3, 4)"),
    ("Dropout", {"rate": 0.5, "seed": 3}, "0.5"),
    ("Dense", {"units": 10, "kernel_initializer": "he_normal"}, "10"),
    ("Dense", {"units": 10, "kernel_regularizer": Object("L2", {"l2": 1e-4})}, "10, L2(0.0001)"),
    ("Dense", {"units": 10, "dtype": "float16"}, "10, dtype float16"),
    ("Reshape", {"target_shape": (7, 7, 64)}, "7×7×64"),
    ("Concatenate", {"axis": 1}, "axis 1"),
    ("Concatenate", {"axis": -1}, ""),
    (
        "Embedding",
        {"input_dim": 20000, "output_dim": 64, "mask_zero": True},
        "20000, 64, mask zero",
    ),
    (
        "LSTM",
        {"units": 8, "return_sequences": True, "go_backwards": True},
        "8, sequences, backwards",
    ),
    ("MultiHeadAttention", {"num_heads": 8, "key_dim": 64}, "8 heads, key 64"),
    ("Rescaling", {"scale": 1 / 255, "offset": -1}, "scale 0.00392157, offset −1"),
    ("Dense", {"units": UNKNOWN}, "?"),
]


@pytest.mark.parametrize(("cls", "args", "expected"), HEADLINES)
def test_arguments(cls, args, expected):
    assert ", ".join(headline(Layer("l", "layer", cls, args)).facts) == expected


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (Layer("l", "layer", "Dense", {"units": 1, "activation": "relu"}), ("Dense", "relu")),
        (Layer("l", "layer", "Dense", {"units": 1, "activation": "linear"}), ("Dense", "")),
        (Layer("l", "layer", "Bidirectional", {"layer": LSTM}), ("Bidirectional(LSTM)", "tanh")),
        (Layer("l", "layer", "RNN", {"cell": LSTM}), ("RNN(LSTM)", "tanh")),
        (Layer("l", "layer", "Activation", {"activation": "gelu"}), ("Activation", "gelu")),
    ],
)
def test_titles(layer, expected):
    head = headline(layer)
    assert (head.title, head.activation) == expected


@pytest.mark.parametrize(
    ("cls", "args", "kwargs", "expected"),
    [
        ("add", (Ref("a"), Ref("b")), {}, ("+", ())),
        ("subtract", (Ref("a"), Ref("b")), {}, ("a − b", ("a", "b"))),
        ("subtract", (1, Ref("a")), {}, ("1 −", ())),
        ("true_divide", (Ref("a"), 255.0), {}, ("÷ 255.0", ())),
        ("negative", (Ref("a"),), {}, ("−", ())),
        ("clip", (Ref("a"), 0.1, 1.0), {}, ("clip 0.1, 1.0", ())),
        ("mean", (Ref("a"),), {"axis": -1, "keepdims": True}, ("mean axis −1, keepdims", ())),
        ("getitem", (Ref("a"), (slice(None), -1)), {}, ("[:, −1]", ())),
        ("getitem", (Ref("a"), (Ellipsis, slice(1, None, 2), None)), {}, ("[…, 1::2, none]", ())),
    ],
)
def test_operations(cls, args, kwargs, expected):
    assert operation(cls, Node("n", cls, args, kwargs)) == expected


def test_an_output_says_how_it_is_trained():
    out = Output("age", Ref("a"), "mse", 0.25, ("mae", Object("MeanIoU", {"num_classes": 2})), True)
    box = output_box("n0", out, tensor([1]))
    said = ("float32 1", "auxiliary", "loss mse", "weight 0.25", "metrics mae, MeanIoU(2)")
    assert box.facts == said


def test_frozen_and_shared_are_said():
    boxes = [b for b in compose(*MODELS["nested"]()).root.boxes() if b.role == "model"]
    assert [(b.name, b.title, b.facts, b.frozen, b.shared, b.params) for b in boxes] == [
        ("eye", "tower", ("3 layers",), True, (1, 2), "492K params"),
        ("eye", "tower", ("3 layers",), True, (2, 2), ""),
    ]


def test_results_have_their_names():
    node = Node("lstm", "lstm", (Ref("x"),), results=("y", "h"))
    layer = Layer("lstm", "layer", "LSTM", {"units": 8})
    box = node_box("n0", node, layer, (tensor([8]), tensor([8], "float16")), Count())
    assert box.results == ("y: 8", "h: float16 8")


def test_results_that_are_not_known_are_kept_apart():
    b = Builder()
    x = b.layer("Mine", [b.input("x", [1])], None, kind="extern", weights=None)
    b.output("y", Ref(x.node, 1))
    box = next(b for b in compose(*b.done()).root.boxes() if b.role == "layer")
    assert box.results == ("unknown shape", "unknown shape")


@pytest.mark.parametrize(
    ("shape", "dtype", "expected"),
    [
        ((BATCH, 28, 28), "float32", "28×28"),
        ((BATCH, Sym("?"), 3), "int32", "int32 ?×3"),
        ((BATCH,), "float32", "scalar"),
        ((2, 3), "float32", "2×3 (no batch)"),
        ((), "float32", "scalar (no batch)"),
        ((BATCH, 2), None, "2 of unknown dtype"),
        (None, "int32", "int32 unknown shape"),
    ],
)
def test_types(shape, dtype, expected):
    assert tensor_text(TensorType(shape, dtype)) == expected


def test_unknown_type():
    assert tensor_text(ANYTHING) == "unknown shape"


def test_numbers():
    shown = [number_text(n) for n in (0, -3, 0.5, -0.5, 1.0, 1e-4, 1e-7, 1e30, float("inf"))]
    assert shown == ["0", "−3", "0.5", "−0.5", "1.0", "0.0001", "1e−7", "1e30", "inf"]
    shown = [
        count_text(n) for n in (0, 999, 1792, 50240, 999_999, 1_234_567, 45_600_000, 7 * 10**9)
    ]
    assert shown == ["0", "999", "1,792", "50.2K", "1.00M", "1.23M", "45.6M", "7.00B"]


def test_values():
    value = {"a": [1, None, True], "b": (Ref("x"), "two words", "relu", UNKNOWN, slice(1, -1))}
    assert value_text(value) == '{a: [1, none, true], b: (x, "two words", relu, ?, 1:−1)}'


def test_every_family_has_a_tint():
    assert {family_of(name) for name in LAYERS} <= set(TINTS)
    named = ("Conv2D", "LSTM", "Dense", "BatchNormalization", "Dropout", "Add", "Flatten")
    assert [family_of(name) for name in named] == [
        *("convolution", "recurrent", "dense", "normalization", "regularization", "merge", ""),
    ]


@pytest.mark.parametrize(("kind", "frames"), [("stage", 1), ("branch", 1), ("block", 2)])
def test_a_segment_of_one_use_of_a_block_has_one_frame(kind, frames):
    b = Builder("framed")
    x = b.input("x", [8])
    b.segment("low", kind, template="outer")
    b.segment("low.conv", "block", template="twice", args={"units": 8})
    x = b.layer("Dense", [x], [8], units=8)
    x = b.layer("Dense", [x], [4], units=4)
    b.output("y", x)
    drawn = draw(*b.done(), "dot").decode()
    assert drawn.count("subgraph cluster") == frames
    assert "twice(units = 8)" in drawn
    highlighted = draw(*b.done(), "dot", View(highlight=("low.conv",))).decode()
    assert highlighted.count("subgraph cluster") == frames


def test_a_segment_with_more_than_a_block_keeps_both_frames():
    b = Builder("framed")
    x = b.input("x", [8])
    b.segment("low", "stage")
    x = b.layer("Dropout", [x], [8], rate=0.5)
    b.segment("low.conv", "block", template="twice", args={"units": 8})
    x = b.layer("Dense", [x], [8], units=8)
    b.output("y", x)
    assert draw(*b.done(), "dot").decode().count("subgraph cluster") == 2


@pytest.mark.parametrize(("inner", "frames"), [("stem", 1), ("learner", 2)])
def test_a_segment_of_one_segment_of_its_name_has_one_frame(inner, frames):
    b = Builder("taken")
    x = b.input("x", [8])
    b.segment("stem", "stem", frozen=True)
    b.segment(f"stem.{inner}", "stem")
    x = b.layer("Dense", [x], [8], units=8)
    b.output("y", x)
    drawn = draw(*b.done(), "dot").decode()
    assert drawn.count("subgraph cluster") == frames
    assert drawn.count("frozen") == 1
