"""What repeats is found again: blocks with parameters, loops, copies, and what layers share."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest

import graphdsl
from graphdsl.graph import Graph, Input, Layer, Node, Output, Ref
from graphdsl.lifting import lift
from graphdsl.lifting.folding import fold
from graphdsl.lifting.models import Model
from graphdsl.lifting.structure.parameters import Parameters
from graphdsl.lifting.values import Values
from graphdsl.syntax.comments import Comments
from graphdsl.syntax.layout import flat
from graphdsl.syntax.print_values import ValuePrinter

pytestmark = pytest.mark.filterwarnings("ignore:.*bias of this")


def plain(text: str) -> Graph:
    """The graph of a text as a saved model would give it: without segments."""
    graph = graphdsl.lower(text)
    nodes = {name: replace(node, segment="") for name, node in graph.nodes.items()}
    return replace(graph, nodes=nodes, segments={})


def body(text: str) -> str:
    """The text without its version and its empty lines."""
    return re.sub(r"\n\n+", "\n", text.removeprefix("gdl 1\n")).strip()


PREFIXES = """
block unit(filters) {
    x = _
    Conv2D(filters, 1, name = "1_conv") -> BatchNormalization(name = "1_bn")
    ReLU(name = "1_relu")
    Conv2D(filters * 4, 3, padding = same, name = "2_conv") -> BatchNormalization(name = "2_bn")
    [x, _] -> Add as add -> ReLU as out
}
model m {
    input image: [32, 32, 64]
    for i in 2..4 { unit(16, name = "conv2_block{i}") }
    Conv2D(128, 1) as wider
    for i in 1..3 { unit(32, name = "conv3_block{i}") }
    Dense(1)
}
"""
WITHOUT_NAMES = """
block _conv(filters, size) { Conv2D(filters, size, padding = same) -> BatchNormalization -> ReLU }
block _mixed(filters) {
    one = _conv(filters, 1)
    two = _conv(8, 1) -> _conv(filters, 5)
    [one, two] -> Concatenate
}
model m {
    input image: [32, 32, 3]
    _conv(16, 3)
    _mixed(8)
    _mixed(16)
    _mixed(24)
    _mixed(32)
    Flatten
    Dense(1)
}
"""
NUMBERED = """
block _unit(filters, n) {
    Conv2D(filters, 3, name = "conv{n}") -> BatchNormalization(name = "bn{n}") -> ReLU
    Dropout(0.1, name = "drop{n}")
}
model m {
    input image: [64, 64, 3]
    _unit(8, 11)
    _unit(8, 13)
    _unit(16, 15)
    _unit(16, 17)
    Dense(1)
}
"""
LABELLED = """
block _unit(filters, label) {
    x = _
    Conv2D(filters, 1, name = "block{label}_mixed") -> BatchNormalization -> ReLU
    Conv2D(64, 3, padding = same, name = "block{label}_conv")
    [x, _] -> Add -> ReLU(name = "block{label}_ac")
}
model m {
    input image: [32, 32, 64]
    for i in 1..12 { _unit(32, "17_{i}") }
    Conv2D(64, 1) as wider
    for i in 1..5 { _unit(48, "8_{i}") }
    Dense(1)
}
"""
CELLS = """
block _cell(filters, n) {
    input a
    input b

    a -> Conv2D(filters, 1, name = "squeeze_{n}")
    BatchNormalization(name = "squeeze_bn_{n}") as h
    left = h -> SeparableConv2D(filters, 3, padding = same, name = "left_{n}")
    right = b -> SeparableConv2D(filters, 5, padding = same, name = "right_{n}")
    [left, right] -> Add(name = "add_1_{n}") as one
    h -> AveragePooling2D(3, strides = 1, padding = same, name = "pool_{n}")
    [_, b] -> Add(name = "add_2_{n}") as two
    [b, one, two] -> Concatenate(name = "concat_{n}")
}
model m {
    input image: [32, 32, 8]

    Conv2D(8, 3, padding = same) as start
    Conv2D(8, 3, padding = same) as next
    (next, start) -> _cell(8, n = 1) as c1
    next -> Conv2D(16, 1) as fit_2
    (c1, fit_2) -> _cell(16, n = 2) as c2
    c1 -> Conv2D(32, 1) as fit_3
    (c2, fit_3) -> _cell(32, n = 3) as c3
    Dense(1)
}
"""


FOUND = {
    PREFIXES: """\
block residual(filters) {
    x = _
    Conv2D(filters, 1, name = "1_conv") -> BatchNormalization(name = "1_bn")
    ReLU(name = "1_relu")
    Conv2D(filters * 4, 3, padding = same, name = "2_conv")
    BatchNormalization(name = "2_bn")
    [x, _] -> Add as add -> ReLU as out
}
model m {
    input image: [32, 32, 64]
    for i in 2..4 { residual(16, name = "conv2_block{i}") }
    Conv2D(128, 1) as wider
    for i in 1..3 { residual(32, name = "conv3_block{i}") }
    Dense(1)
}""",
    WITHOUT_NAMES: """\
block _conv_norm(filters, kernel_size) {
    Conv2D(filters, kernel_size, padding = same) -> BatchNormalization -> ReLU
}
block _mixed(filters) {
    path = _conv_norm(filters, 1)
    _conv_norm(8, 1)
    _conv_norm(filters, 5)
    [path, _] -> Concatenate
}
model m {
    input image: [32, 32, 3]
    _conv_norm(16, 3)
    for filters in [8, 16, 24, 32] { _mixed(filters) }
    Flatten
    Dense(1)
}""",
    NUMBERED: """\
block _conv_norm(filters, n) {
    Conv2D(filters, 3, name = "conv{n}") -> BatchNormalization(name = "bn{n}") -> ReLU
    Dropout(0.1, name = "drop{n}")
}
model m {
    input image: [64, 64, 3]
    _conv_norm(8, n = 11)
    _conv_norm(8, n = 13)
    _conv_norm(16, n = 15)
    _conv_norm(16, n = 17)
    Dense(1)
}""",
    LABELLED: """\
block _residual(label, filters = 32) {
    path = Conv2D(filters, 1, name = "block{label}_mixed")
        -> BatchNormalization
        -> ReLU
        -> Conv2D(64, 3, padding = same, name = "block{label}_conv")
    [_, path] -> Add -> ReLU(name = "block{label}_ac")
}
model m {
    input image: [32, 32, 64]
    for i in 1..12 { _residual(label = "17_{i}") }
    Conv2D(64, 1) as wider
    for i in 1..5 { _residual(label = "8_{i}", filters = 48) }
    Dense(1)
}""",
    CELLS: """\
block _mixed(filters, n) {
    input a
    input b
    a -> Conv2D(filters, 1, name = "squeeze_{n}")
    BatchNormalization(name = "squeeze_bn_{n}") as path_2
    SeparableConv2D(filters, 3, padding = same, name = "left_{n}")
    path = b -> SeparableConv2D(filters, 5, padding = same, name = "right_{n}")
    [_, path] -> Add(name = "add_1_{n}") as path_3
    path_2 -> AveragePooling2D(3, strides = 1, padding = same, name = "pool_{n}")
    [_, b] -> Add(name = "add_2_{n}")
    [b, path_3, _] -> Concatenate(name = "concat_{n}")
}
model m {
    input image: [32, 32, 8]
    Conv2D(8, 3, padding = same) as start
    next = Conv2D(8, 3, padding = same)
    (next, _) -> _mixed(8, n = 1) as path
    Conv2D(32, 1) as fit_3
    next -> Conv2D(16, 1) as fit_2
    (path, _) -> _mixed(16, n = 2)
    (_, fit_3) -> _mixed(32, n = 3)
    Dense(1)
}""",
}


@pytest.mark.parametrize(
    "text", FOUND, ids=["prefixes", "without names", "numbered", "labelled", "cells"]
)
def test_blocks(text: str) -> None:
    assert body(lift(plain(text))) == FOUND[text]


def test_what_can_be_made_of_other_parameters_is_none() -> None:
    """A number behind that of a name, a text with a number or a known text in it."""
    parameters = Parameters()

    def written(values: list[int] | list[str], *, named: bool = False) -> str:
        expr = parameters.of(values, "label" if named else "value", None, multiples=not named)
        assert expr is not None
        return flat(ValuePrinter(Comments("", ())).value(expr))

    assert written([5, 17, 75], named=True) == "label"
    assert written([6, 18, 76]) == "label + 1"
    assert written([6, 18, 77]) == "value"
    assert written(["unit_5_end", "unit_17_end", "unit_75_end"]) == '"unit_{label}_end"'
    assert written(["17_1", "17_2", "17_10"]) == '"17_{n}"'
    assert written(["stem", "reduce_4", "end"], named=True) == "label_2"
    assert written(["left_stem", "left_reduce_4", "left_end"]) == '"left_{label_2}"'
    assert written(["same", "valid", "causal"]) == "value_2"


def test_flat_text_has_neither_blocks_nor_loops() -> None:
    text = lift(plain(PREFIXES), flat=True)
    assert not re.search(r"^ *(block|for|repeat|let|layer) ", text, re.MULTILINE)


def test_no_two_uses_are_called_alike() -> None:
    """Two blocks could take the names of layers from `unit_1`; the second use would get a number,
    and its layers other names."""
    norm, relu = "BatchNormalization", "ReLU"
    text = f"""model m {{
        input image: [32, 32, 8]
        for i in 1..3 {{
            Conv2D(8, 1, name = "unit_{{i}}_wide") -> {norm}(name = "unit_{{i}}_wide_bn")
            {relu}(name = "unit_{{i}}_relu")
            if i == 1 {{ Dropout(0.5) }} else {{ ZeroPadding2D(i) }}
            Conv2D(8, 3, name = "unit_{{i}}_deep") -> {norm}(name = "unit_{{i}}_deep_bn")
            {relu}(name = "unit_{{i}}_last")
        }}
    }}"""
    assert "block " in lift(plain(text))


def test_copies_of_a_branch() -> None:
    text = "model m { input x: [4]; branch b[3] { Dense(2, relu); Dense(1) }; b -> Concatenate }"
    assert "branch b[3] {" in lift(graphdsl.lower(text))


def test_what_layers_share_is_said_once() -> None:
    scaling = "VarianceScaling(2.0, mode = fan_out)"
    args = f"padding = same, use_bias = false, kernel_initializer = {scaling}"
    layers = "; ".join(f"Conv2D({8 + n}, {1 + 2 * (n % 2)}, {args})" for n in range(5))
    text = lift(graphdsl.lower(f"model m {{ input x: [8, 8, 3]; {layers}; Dense(1) }}"))
    assert f"let initializer = {scaling}\n" in text
    assert "layer Conv = Conv2D(" in text
    assert text.count("VarianceScaling") == 1


def test_repeated_without_names() -> None:
    layers = "; ".join(["Dense(4, relu)"] * 5)
    assert "repeat 5 { Dense(4, relu) }" in lift(
        graphdsl.lower(f"model m {{ input x: [4]; {layers} }}")
    )


def test_a_nested_model_that_stands_twice_is_declared_once() -> None:
    text = "model t { input a: [4]; Dense(4) }\nmodel m { input x: [4]; t as u; t as v; Dense(1) }"
    again = lift(graphdsl.lower(text, model="m"))
    assert again.count("model ") == 2
    assert graphdsl.lower(again).name == "m"


def residuals(calls: int) -> Graph:
    """A chain of residual units of different widths."""
    layers: dict[str, Layer] = {}
    nodes: dict[str, Node] = {}
    last = Ref("x")
    number = 0
    while len(nodes) < calls:
        number += 1
        start = last
        made = [("conv", {"filters": 8 * (1 + number % 7), "kernel_size": 3}), ("relu", {})] * 3
        for place, (what, args) in enumerate(made):
            name = f"b{number}_{place}_{what}"
            cls = {"conv": "Conv2D", "relu": "ReLU"}[what]
            layers[name], nodes[name] = Layer(name, "layer", cls, args), Node(name, name, (last,))
            last = Ref(name)
        name = f"b{number}_add"
        layers[name] = Layer(name, "layer", "Add")
        nodes[name] = Node(name, name, ([start, last],))
        last = Ref(name)
    outputs = (Output(last.node, last),)
    return Graph("m", (Input("x", (8, 8, 8)),), layers, nodes, outputs)


def test_a_thousand_calls_take_no_time() -> None:
    model = Model(residuals(1_000), Values({}))
    before = time.process_time()
    folded = fold(model, "m")
    assert time.process_time() - before < 3  # about 0.2; ten thousand have 10 seconds
    assert len(folded.blocks) == 1
    assert len(model.items) < 1_000 / 7 + 2
