"""What who knows Python and Keras writes by habit: one mistake, one diagnostic."""

from __future__ import annotations

import pytest

from graphdsl.pipeline import analyze
from graphdsl.source import Source

INSIDE: list[tuple[str, str, str]] = [
    ("a = Dense(2)\nb = Dense(2)\noutput = [a, b]", "GDL612", "output: [a, b]"),
    ("inputs = [x]\nDense(2)", "GDL612", "input: {left: a, right: b}"),
    ("input [x]\nDense(2)", "GDL612", "input: {left: a, right: b}"),
    ("inputs: [x]\nDense(2)", "GDL101", "input: [a, b]"),
    ("input: {x, x}\nDense(2)", "GDL101", "input: [a, b]"),
    ("input: x, x\nDense(2)", "GDL101", "input: [a, b]"),
    ("input: [28, 28]\nDense(2)", "GDL612", "input image: [28, 28]"),
    ("a = Dense(2)\nb = Dense(2)\noutputs = {k: a, m: b}", "GDL612", "output: [a, b]"),
    ("a = Dense(2)\nb = Dense(2)\noutput [a, b]", "GDL612", "output: [a, b]"),
    ("a = Dense(2)\nb = Dense(2)\noutput (a, b)", "GDL612", "output: [a, b]"),
    ("a = Dense(2)\nb = Dense(2)\noutput {k: a, m: b}", "GDL101", "output: {k: a}"),
    ("a = Dense(2)\nb = Dense(2)\noutputs: [a, b]", "GDL101", "output: [a, b]"),
    ("a = Dense(2)\nb = Dense(2)\noutput: a, b", "GDL101", "output a, b"),
    ("a = Dense(2)\nb = Dense(2)\noutput: {a, b}", "GDL101", "output a, b"),
    ("Dense(3, activation = relu, 5)", "GDL113", ""),
    ("Dense(activation = relu, 5)", "GDL113", ""),
    ("let k = x\nDense(2)", "GDL209", "name = x"),
    ("let k = _\nDense(2)", "GDL209", ""),
    ("let k = x\nk -> Dense(2)", "GDL209", "name = x"),
    ("let k = x * 2\nDense(2)", "GDL451", ""),
    ("let k = widht\nDense(k)", "GDL403", ""),
    ("let k: int = 3\nDense(k)", "GDL111", "let k = …"),
    ("var k = 3\nDense(k)", "GDL121", ""),
    ("const k = 3\nDense(k)", "GDL121", ""),
    ("k = 4\nDense(k)", "GDL207", "let name = …"),
    ("sizes = [4, 8]\nDense(sizes[0])\nDense(2)", "GDL304", "let sizes = […]"),
    ("nn.Linear(3)", "GDL201", "`Dense`"),
    ("nn.Conv2d(3, 3)", "GDL201", "`Conv2D`"),
    ("torch.nn.ReLU()", "GDL201", "`ReLU`"),
    ("[x, x] -> torch.cat", "GDL201", "`concatenate`"),
    ("tf.reduce_mean(x, 1)", "GDL201", "`mean`"),
    ("F.relu(x)", "GDL201", "`relu`"),
    ("GELU()", "GDL201", "`gelu`"),
    ('return {"k": x}', "GDL101", "`output a, b`"),
    ("Dense(4) -> h\nh -> Dense(2)", "GDL201", "write `Dense(4) as h`"),
    ("x -> h\nh -> Dense(2)", "GDL201", "write `x as h`"),
    ("Dense(4) -> res\n[x, res] -> Concatenate", "GDL201", "write `Dense(4) as res`"),
    ("Dense(4) -> relo\nDense(2)", "GDL201", "did you mean `relu`"),
    ("Dense(4) -> output", "GDL201", "`output a, b`"),
    ("output: [p]\nDense(2) as p", "GDL201", "only behind the line that names it"),
    ("y -> Dense(2)\nDense(2) as y\n[x, y] -> Concatenate", "GDL201", "only behind the line"),
    ('{"a": x, "b": x} -> Concatenate', "GDL207", "`(x, x) -> …`"),
    ("{a: x} -> Dense(2)", "GDL207", "`[x] -> …`"),
    ("loss = mse\nDense(2)", "GDL201", ""),
    ("y = Dense(64)(x)", "GDL110", "x -> Dense(64)"),
    ("h = Dense(64)\nout = Dense(2)(h)", "GDL110", "h -> Dense(2)"),
    ("a = Dense(4)\nb = Dense(4)\nAdd()([a, b])", "GDL110", "[a, b] -> Add"),
    ("a = Dense(4)\nb = Dense(4)\nConcatenate([a, b])", "GDL315", "[a, b] -> Concatenate"),
    ("layers.Dense(64)\nDense(2)", "GDL201", "`Dense`"),
    ("keras.layers.Dense(64)\nDense(2)", "GDL201", "`Dense`"),
    ("model.add(Dense(4))\nDense(2)", "GDL201", "write the layer alone"),
    ("Sequential([Dense(4), Dense(2)])", "GDL201", ""),
    ("Dense(64, activation = tf.nn.relu)", "GDL201", ""),
    ("Dense(64, use_bias = True)", "GDL201", "`true`"),
    ("Dense(64, activation = None)", "GDL201", "`none`"),
    ("Dense(units: 4)", "GDL111", "units = …"),
    ("Dense(*sizes)", "GDL101", ""),
    ("Dense(x.shape[1])", "GDL201", "a size is written as a number"),
    ("Dense(len([2, 3]))", "GDL201", ""),
    ("Dense(4),\nDense(2)", "GDL101", "line break or `;`"),
    ("Dense(4) // hidden\nDense(2)", "GDL208", "begins with `#`"),
    ("Dense(4) // the hidden layer\nDense(2)", "GDL121", "begins with `#`"),
    ("Lambda(lambda t: t * 2)\nDense(2)", "GDL101", "a file holds no Python"),
    ("Dense(4)\nx += 1", "GDL101", "a name is given once"),
    ("Dense(4)\nreturn x", "GDL121", "at the end"),
    ("Dense(4)\nprint(x)", "GDL201", ""),
    ('Dense(4)\nmodel.compile(optimizer = "adam")', "GDL201", ""),
    ("def f(a):\n    b = Dense(4)(a)\n    return b.shape\nDense(2)", "GDL121", "block name"),
    ("for i in range(3):\n    Dense(4)\nDense(2)", "GDL117", "for i in 0..2 {"),
    ("for i in range(3) {\n    Dense(4)\n}", "GDL201", "0..2"),
    ("if true:\n    Dense(4)\nDense(2)", "GDL117", "if true {"),
    ("stem:\n    Dense(4)\nDense(2)", "GDL117", "stem {"),
    ("head y (loss: mse) { Dense(2) }", "GDL111", "loss = …"),
    ("head y loss = mse { Dense(2) }", "GDL117", ""),
    ("branch { Dense(2) }\nDense(2)", "GDL116", "branch name"),
    ('Dense(2, name = f"d{1}")', "GDL126", "every string inserts"),
    ("Dense(2)\ntrain { optimizer: Adam }", "GDL111", "optimizer = …"),
    ("Dense(2, kernel_regularizer = regularizers.l2(0.01))", "GDL201", "`l2`"),
    ("Conv1D(4, 3, Padding = same)", "GDL401", "`padding`"),
]
"""Bodies of a model that begins with an input, the code, and what the help says."""
WHOLE: list[tuple[str, str, str]] = [
    ("model m:\n    input x: [4]\n    Dense(2)\n", "GDL117", "model m {"),
    ("model m\n    input x: [4]\n    Dense(2)\n", "GDL117", "model m {"),
    (
        "model m:\n    input x: [4]\n    Dense(2)\n\nmodel n { input x: [4]; Dense(2) }",
        "GDL117",
        "",
    ),
    ("model m {\n    x = Input(shape = (4,))\n    x -> Dense(2)\n}", "GDL574", "input x: [28, 28]"),
    ("model m {\n    input x = [4]\n    Dense(2)\n}", "GDL112", "input x: …"),
    ("model m {\n    input x: [None, 4]\n    Dense(2)\n}", "GDL201", "never written"),
    ("model m {\n    input x: (4,)\n    Dense(2)\n}", "GDL101", "[28, 28]"),
    ("model m(w: int = 4) {\n    input x: [4]\n    Dense(w)\n}", "GDL111", "w = …"),
    ("import keras\nmodel m { input x: [4]; Dense(2) }", "GDL101", "layers need no import"),
    ("from keras import layers\nmodel m { input x: [4]; Dense(2) }", "GDL118", "no import"),
    ("model {\n    input x: [4]\n    Dense(2)\n}", "GDL116", "model name"),
    (
        "class M(keras.Model):\n    def __init__(self):\n        super().__init__()\n"
        "        self.d = Dense(2)\n\n    def call(self, x):\n        return self.d(x)\n",
        "GDL118",
        "extern layer",
    ),
]


def whole(body: str) -> str:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return f"model m {{\n    input x: [4]\n{lines}\n}}\n"


CASES = [(whole(body), code, help) for body, code, help in INSIDE] + WHOLE


@pytest.mark.parametrize(("text", "code", "help"), CASES, ids=lambda value: value[:60])
def test_one_slip_is_told_once(text: str, code: str, help: str) -> None:
    found = analyze(Source(text, "m.gdl")).diagnostics
    assert [d.code for d in found] == [code]
    assert help in (found[0].best_help() or "")


def test_a_loop_without_braces_in_a_model_without_is_told_for_itself() -> None:
    text = "model m:\n    input x: [4]\n    for i in 1..3:\n        Dense(2)\n    Dens(3)\n"
    found = analyze(Source(text, "m.gdl")).diagnostics
    assert [(d.code, d.span.begin.line) for d in found] == [
        ("GDL117", 1),
        ("GDL117", 3),
        ("GDL201", 5),
    ]


def test_what_stands_behind_lines_of_python_is_checked() -> None:
    body = "def f(a):\n    b = Dense(4)(a)\n\n    return b\nDens(2)"
    found = analyze(Source(whole(body), "m.gdl")).diagnostics
    assert [(d.code, d.span.begin.line) for d in found] == [("GDL121", 3), ("GDL201", 7)]
