"""Where in a written argument its mistake stands: an unknown name, or a value that is not taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphdsl.diagnostics.arguments import UnknownArgument, WrongArgument
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import Layer
from graphdsl.layers.base import Problem, positional
from graphdsl.layers.registry import FUNCTIONS, find_layer, find_object
from graphdsl.origins import Origin, written
from graphdsl.source import Span
from graphdsl.syntax import ast


def placed(problem: Problem, origin: Origin, order: tuple[str, ...] = ()) -> Diagnostic:
    """The diagnostic of `problem` where its argument of what `origin` made is at fault.

    `order` names the positional arguments.
    """
    argument = origin.option
    if argument is None and problem.argument is not None:
        argument = origin.written(problem.argument, order)
    if argument is None:
        return origin.place(problem.diagnostic)
    return origin.place(problem.diagnostic, _blamed(argument, problem))


def blamed(
    found: Diagnostic, calls: Sequence[ast.Call], layer: Layer, by_place: int
) -> Span | None:
    """Where the argument stands that `found` speaks of; None where it is not written.

    The `calls` are those of `layer`, which gets so many arguments by place, what flows among them.
    """
    if not isinstance(found, (UnknownArgument, WrongArgument)):
        return None
    argument = written(calls, found.argument, _order(layer, calls, by_place))
    return None if argument is None else _at_fault(argument, found)


def _order(layer: Layer, calls: Sequence[ast.Call], by_place: int) -> tuple[str, ...]:
    """What the arguments are called that are written by place."""
    if layer.kind != "function":
        cls = find_layer(layer.cls) if layer.kind == "layer" else None
        return positional(cls) if cls else ()
    function = FUNCTIONS.get(layer.cls)
    in_call = sum(a.name is None for call in calls for a in call.args)
    return tuple(function.parameters)[max(0, by_place - in_call) :] if function else ()


def _blamed(argument: ast.Arg, problem: Problem) -> Span:
    if not problem.owner:
        return _at_fault(argument, problem.diagnostic)
    calls = [c for c in _calls(argument.value) if c.function.id == problem.owner]
    if problem.part is None:
        return calls[0].span if len(calls) == 1 else argument.value.span
    spec = find_object(problem.owner) or find_layer(problem.owner)
    order = positional(spec) if spec else ()
    parts = [part for call in calls if (part := written((call,), problem.part, order))]
    return _at_fault(parts[0], problem.diagnostic) if len(parts) == 1 else argument.value.span


def _at_fault(argument: ast.Arg, found: Diagnostic) -> Span:
    if isinstance(found, UnknownArgument) and argument.name is not None:
        return argument.name.span
    if not isinstance(found, WrongArgument):
        return argument.span
    if not found.inside:
        return argument.value.span
    texts = (found.word, found.found.strip("`"))
    parts = [p for p in _parts(argument.value) if p.span.text.strip("\"'") in texts]
    return parts[0].span if len(parts) == 1 else argument.value.span


def _parts(expr: ast.Expr) -> Iterator[ast.Expr]:
    """What is written in a list, and in the lists in it."""
    match expr:
        case ast.Paren():
            yield from _parts(expr.inner)
        case ast.List() | ast.Tuple():
            for item in expr.items:
                yield item
                yield from _parts(item)
        case ast.Dict():
            for _, item in expr.items:
                yield item
                yield from _parts(item)
        case _:
            return


def _calls(expr: ast.Expr) -> Iterator[ast.Call]:
    """The calls in an expression, from the outside in."""
    if isinstance(expr, ast.Call):
        yield expr
        for argument in expr.args:
            yield from _calls(argument.value)
    for part in _parts(expr):
        if isinstance(part, ast.Call):
            yield from _calls(part)
