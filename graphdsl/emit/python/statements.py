"""Single statements as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from graphdsl.emit.python.layout import Doc, render
from graphdsl.emit.python.printing import arguments, document, nested, right_side, targets
from graphdsl.emit.python.tree import Expr
from graphdsl.layers.base import Nesting


def assignment(names: Sequence[str], value: Expr, indent: int, nesting: Nesting = ()) -> str:
    """`a, (b, c) = value`; without `nesting` the names stand in a row."""
    parts = nested(names, nesting) if nesting else names
    return render((targets(parts), " = ", right_side(value)), indent)


def returned(value: Expr, indent: int) -> str:
    """`return value`."""
    return render(("return ", right_side(value)), indent)


def expression(value: Expr, indent: int) -> str:
    """An expression that is a statement."""
    return render(document(value), indent)


def loop(target: str, source: Expr, indent: int) -> str:
    """The first line of a `for`."""
    return render(("for ", target, " in ", document(source), ":"), indent)


def condition(test: Expr, indent: int) -> str:
    """The first line of an `if`."""
    return render(("if ", document(test), ":"), indent)


def definition(name: str, parameters: Sequence[Doc], result: str, indent: int) -> str:
    """The first line of a `def`."""
    arrow = f" -> {result}:" if result else ":"
    return render((f"def {name}", arguments(parameters), arrow), indent)
