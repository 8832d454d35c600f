"""Shapes of input of any size, and how many steps it takes to read, tell and write them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from graphdsl.check.costs import costs
from graphdsl.diagnostics import wording
from graphdsl.diagnostics.rendering.formats import FORMATS, write
from graphdsl.emit import summary as table
from graphdsl.emit.diagram import draw
from graphdsl.emit.python import emit_python
from graphdsl.fixing import fix
from graphdsl.graph.json import from_json, to_json
from graphdsl.pipeline import Analysis, analyze
from graphdsl.source import Source
from graphdsl.syntax.parser import parse
from graphdsl.syntax.printer import print_file

MODEL = "model m {{ input x: [4]\n{}\n}}\n"
Shape = Callable[[int], str]


def _model(body: Callable[[int], str]) -> Shape:
    return lambda n: MODEL.format(body(n))


def _each(line: str) -> Shape:
    """The line n times in a model, with `@` as a number."""
    return _model(lambda n: "\n".join(line.replace("@", str(i)) for i in range(n)))


SHAPES: dict[str, Shape] = {
    "layers": _each("Dense(4)"),
    "names": lambda n: MODEL.format(
        "\n".join(f"v{i} = Dense(4)" for i in range(n))
        + "\n[" + ", ".join(f"v{i}" for i in range(n)) + "] -> Add"
    ),
    "names never used": _each("v@ = Dense(4)"),
    "names given twice": _each("v = Dense(4)"),
    "branches": _each("branch b@ { Dense(4) }"),
    "copies": lambda n: MODEL.format(f"branch b[{n}] {{ Dense(4) }}\nb -> Add"),
    "rounds": lambda n: MODEL.format(f"repeat {n} {{ Dense(4) }}"),
    "rounds with errors": lambda n: MODEL.format(f"repeat {n} {{ Dense(4) -> Conv2D(1, 1) }}"),
    "heads": _each("head h@ (loss = mse) { Dense(1) }"),
    "segments in a row": _each("stage s@ { Dense(4) }"),
    "operations": _each("y@ = _ + @"),
    "a sum": _model(lambda n: "_ + 1" + " + 1\n ->  _" * n),
    "unknown layers": _each("Dens@(4)"),
    "unknown names": _each("u@ -> Dense(4)"),
    "unknown names beside known": lambda n: MODEL.format(
        "\n".join(f"value_{i} = Dense(4); valeu_{i} -> Dense(4)" for i in range(n))
    ),
    "wrong arguments": _each("Dense(4, units = 3, nothing = 1)"),
    "wrong shapes": _each("Conv2D(4, 3)"),
    "values to no effect": _each("Dense(@) ; x"),
    "blocks": lambda n: "".join(f"block b{i} {{ Dense(4) }}\n" for i in range(n))
    + MODEL.format("\n".join(f"b{i}" for i in range(n))),
    "models": lambda n: "".join(
        MODEL.replace(" m", f" m{i}").format("Dense(4)") for i in range(n)
    ) + MODEL.format("\n".join(f"m{i}" for i in range(n))),
    "lets": lambda n: "let a0 = 1\n" + "".join(f"let a{i + 1} = a{i} + 1\n" for i in range(n)),
    "long lists": _model(lambda n: f"[{', '.join('x' for _ in range(n))}] -> Add"),
    "tensors at odds": _model(lambda n: f"y = Flatten\n[{'x, ' * n}x[0], y * 1] -> Concatenate"),
    "states at odds": _model(
        lambda n: f"reshape((2, 2))\n(_, initial_state = [{'x, ' * n}]) -> LSTM(3)"
    ),
    "values in a list": lambda n: f"let a = [{', '.join(map(str, range(n)))}]\n",
    "a string": _model(lambda n: f'Dense(4, name = "{"n" * n}")'),
    "comments": _each("# c @\nDense(4)  # d @"),
    "comments that allow": _each("Dense(4)  # gdl: allow GDL305"),
    "comments that allow something": _each("v@ = Dense(4)  # gdl: allow GDL203"),
    "empty lines": _each(""),
    "errors of syntax": _each("Dense(4 = 1"),
    "lines of Python": lambda n: "def f(a):\n" + "    a.b = $a\n" * n + MODEL.format("Dense(4)"),
    "functions of Python": lambda n: "def f(a):\n    return a.b\n" * n + MODEL.format("Dense(4)"),
    "headers of Python": lambda n: "model m:\n    input x: [4]\n"
    + "    branch a:\n        Dense(4)\n" * n,
    "lost lines": _each("Dense(4) Dense(4)"),
    "open brackets": _model(lambda n: "(" * n),
    "closing brackets": _model(lambda n: ")" * n),
    "braces": lambda n: "model m { stage a " * n + "}" * n,
    "strays": _model(lambda n: "$ " * n),
    "open strings": _each('Dense(4, name = "a'),
    "characters of no width": _model(lambda n: "Dense(4)" + "\u0301\u200b" * n),
    "tabs and carriage returns": _each("\tDense(4)\t#\t@\r"),
    "points": _model(lambda n: "x" + ".a" * n),
    "pairs of a dict": lambda n: "let d = {" + ", ".join(f"k{i}: {i}" for i in range(n)) + "}\n",
    "choices": _each("if true { Dense(4) } else { Flatten }"),
    "inputs": lambda n: "model m {\n"
    + "\n".join(f"input x{i}: [4]" for i in range(n))
    + "\n[" + ", ".join(f"x{i}" for i in range(n)) + "] -> Add\n}\n",
    "a structure of inputs": lambda n: "model m {\n"
    + "".join(f"input x{i}: [4]\n" for i in range(n))
    + f"input: {{k: [{', '.join(f'x{i}' for i in range(n))}]}}\n"
    + f"[{', '.join(f'x{i}' for i in range(n))}] -> Add\n}}\n",
    "a structure of outputs": lambda n: MODEL.format(
        "\n".join(f"v{i} = x -> Dense(4)" for i in range(n))
        + f"\noutput: [{', '.join(f'v{i}' for i in range(n))}]"
    ),
    "outputs": lambda n: MODEL.format(
        "\n".join(f"v{i} = Dense(4)" for i in range(n))
        + "\noutput " + ", ".join(f"v{i}" for i in range(n))
    ),
    "parameters": lambda n: "model m("
    + ", ".join(f"p{i} = {i}" for i in range(n)) + ") { input x: [4]; "
    + "; ".join(f"Dense(p{i} + 1)" for i in range(n)) + " }\n",
    "shared layers": _each("shared s@ = Dense(4)\ns@"),
    "calls of one layer": lambda n: MODEL.format("shared s = Dense(4)\n" + "s\n" * n),
}  # fmt: skip


def everything(text: str) -> Analysis:
    """Reads, checks, tells, mends and formats the text, and writes every model that is right."""
    source = Source(text, "model.gdl", Path("model.gdl"))
    analysis = analyze(source)
    for form in FORMATS:
        write(analysis.diagnostics, form)
    fix(source, lambda mended: analyze(mended).diagnostics)
    parsed = parse(source)
    if not parsed.diagnostics:
        print_file(parsed.file)
    for checked in analysis.models.values() if analysis.ok else ():
        from_json(Source(to_json(checked.graph)))
        emit_python(checked.graph)
        table.render(table.summary(checked.graph, checked.types, costs(checked.graph)))
        draw(checked.graph, checked.types, "dot")
    return analysis


def steps(text: str) -> int:
    """How many functions, ours, Python's and built-in, are called for everything."""
    called = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal called
        if event in ("call", "c_call"):
            called += 1

    wording._closest.cache_clear()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        everything(text)
    finally:
        sys.setprofile(before)
    return called
