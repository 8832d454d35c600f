"""The emitted module: imports, functions, and a main that prints the summary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from graphdsl.emit.python.body import text_of
from graphdsl.emit.python.functions import Function
from graphdsl.emit.python.layout import INDENT, SOFT, SPACE, Group, IfBroken, Indent, render
from graphdsl.emit.python.names import on_one_line
from graphdsl.emit.python.own import sources
from graphdsl.emit.python.printing import document
from graphdsl.emit.python.program import Program, program_of
from graphdsl.emit.python.tree import Expr, Name, leaves
from graphdsl.graph import Graph

CUSTOM_MODULE: Final = "custom_layers"
"""Where the emitted code imports classes from that Keras does not have."""
_CUSTOM: Final = f"# Not part of Keras: write where it comes from in place of {CUSTOM_MODULE}."

_DEEP: Final = "# Keras goes through a model by recursion, and Python stops at 1,000 calls."


def emit_python(graph: Graph) -> str:
    """Python that builds the same model as `graph`, as one would write it by hand.

    >>> from graphdsl.graph import Graph, Input, Layer, Node, Output, Ref
    >>> dense = Layer("dense", "layer", "Dense", {"units": 4})
    >>> call = Node("dense", "dense", (Ref("image"),))
    >>> graph = Graph("tiny", (Input("image", (8,)),), {"dense": dense}, {"dense": call},
    ...               (Output("dense", Ref("dense")),))
    >>> print(emit_python(graph).splitlines()[8])
        image = keras.Input(shape=(8,), name="image")
    """
    program = program_of(graph)
    known = {function.name: function.takes() for function in _every(program.functions)}
    notes = [f"Left out, since no output needs it: {', '.join(program.dropped)}."]
    *functions, model = program.functions
    parts = [*sources(program.outside.own), *(text_of(function, known) for function in functions)]
    parts.append(text_of(model, known, notes if program.dropped else ()))
    if program.callbacks is not None:
        parts.append(_callbacks(*program.callbacks))
    main = f'if __name__ == "__main__":\n    {model.name}().summary()'
    return "\n\n\n".join([_top(program), *parts, main]) + "\n"


def _top(program: Program) -> str:
    """The docstring and the imports."""
    name = on_one_line(program.functions[-1].model)
    lines = [f'"""The model `{name}`, built with Keras."""', ""]
    lines += ["import sys", ""] if program.recursion else []
    lines.append("import keras")
    if program.outside.classes:
        lines += [
            "",
            f"# Not part of Keras: write where it comes from in place of {CUSTOM_MODULE}.",
        ]
        lines.append(_import(CUSTOM_MODULE, sorted(program.outside.classes, key=_order)))
    modules = {id.partition(".")[0] for id in _dotted(program)} & {"layers", "ops"}
    if modules:
        lines.append(_import("keras", sorted(modules)))
    if program.recursion:
        limit = f"max(sys.getrecursionlimit(), {program.recursion:_})"
        lines += ["", _DEEP, f"sys.setrecursionlimit({limit})"]
    return "\n".join(lines)


def _callbacks(name: str, made: Expr) -> str:
    """The function that makes the callbacks, which belong to no model."""
    told = f"What `model.fit(…, callbacks={name}())` is to do besides training."
    result = render(("return ", document(made)), INDENT)
    return f'def {name}() -> list[keras.callbacks.Callback]:\n    """{told}"""\n{result}'


def _every(functions: Sequence[Function]) -> Iterator[Function]:
    """The functions with those inside them."""
    for function in functions:
        yield function
        yield from _every(function.closures)


def _dotted(program: Program) -> Iterator[str]:
    """The names with a dot in them that the functions speak of."""
    for function in _every(program.functions):
        for step in function.steps:
            for part in (step, *step.inner):
                ids = (leaf.id for leaf in leaves(part.value) if isinstance(leaf, Name))
                yield from (id for id in ids if "." in id)


def _order(name: str) -> tuple[object, ...]:
    """Where a name stands in an import: constants, classes, the rest; by letters and numbers."""
    rank = 0 if len(name) > 1 and name.isupper() else 1 if name[:1].isupper() else 2
    parts = re.split(r"(\d+)", name.lower())
    return rank, *(int(p) if p.isdigit() else p for p in parts), name


def _import(module: str, names: Sequence[str]) -> str:
    """One import, in parentheses if it does not fit."""
    inner = [part for name in names for part in (name, ",", SPACE)][:-2]
    body = (IfBroken("("), Indent((SOFT, *inner, IfBroken(","))), SOFT, IfBroken(")"))
    return render((f"from {module} import ", Group(body)))
