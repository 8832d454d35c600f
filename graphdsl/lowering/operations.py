"""`model best = cutout(…)`: a model that an operation makes of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from graphdsl.diagnostics.arguments import MissingArgument, UnknownArgument
from graphdsl.diagnostics.base import GraphdslError
from graphdsl.diagnostics.derived import NotAModel, WrongOperand
from graphdsl.graph import Graph, Layer, Unknown
from graphdsl.lowering.arguments import bind
from graphdsl.lowering.evaluate import evaluate
from graphdsl.lowering.instances import instance, nested
from graphdsl.lowering.scope import Scope
from graphdsl.lowering.session import Env, Session
from graphdsl.lowering.sources import source
from graphdsl.origins import Origins
from graphdsl.source import NOWHERE, Source, Span
from graphdsl.syntax import ast
from graphdsl.syntax.parser import parse
from graphdsl.transforms.operations import OPERATIONS, Kind, Operation
from graphdsl.transforms.parts import part
from graphdsl.transforms.refusing import Refused

_MODEL, _MODELS = "model", "models"
EXPECTED: Final[Mapping[Kind, str]] = {
    "names": 'a name, a glob in quotes such as `"learner_*"`, or a list of them',
    "name": "a name",
    "dtype": "a dtype, such as `uint8`",
    "layer": "a layer, such as `Dropout(0.5)`",
    "arrow": "`Old -> New`, such as `Dropout -> MCDropout`",
    "shape": "a list of sizes, such as `[32, 32, 3]`",
    "numbers": "a list of numbers",
}
"""What each kind of argument is, for messages."""


def lower_operation(item: ast.Model, env: Env) -> tuple[Graph, Origins] | None:
    """The graph of `model item = …`, called like it; None after an error."""
    expr = item.operation
    assert expr is not None
    graph = _made(expr, env)
    if graph is None:
        return None
    return replace(graph, name=item.name.id), Origins(span=item.name.span, derived=True)


def _made(expr: ast.Expr, env: Env) -> Graph | None:
    found = source(expr, env)
    if found is None:
        return None
    if found.segment is None:
        return found.graph
    try:
        return part(found.graph, segment=found.segment)
    except Refused as refused:
        _report(refused, {}, expr.span, env)
        return None


def result(call: ast.Call, env: Env) -> Graph | None:
    """What an operation makes; None after an error."""
    operation = OPERATIONS[call.function.id]
    first = _MODELS if operation.several else _MODEL
    order = (first, *operation.arguments)
    given = _arrow_apart(call, operation)
    written: dict[str, Any] = bind(given, order, operation.name, lambda _: None, env, _unevaluated)
    if not _fine(written, call, operation, order, env):
        return None
    places = {name: expr.span for name, expr in written.items()}
    graphs = _graphs(written.pop(first), operation, env)
    args = {name: argument(expr, operation.arguments[name], env) for name, expr in written.items()}
    if graphs is None or any(value is Unknown.UNKNOWN for value in args.values()):
        return None
    try:
        return operation.run(graphs if operation.several else graphs[0], **args)
    except Refused as refused:
        _report(refused, places, call.span, env)
        return None


def _arrow_apart(call: ast.Call, operation: Operation) -> tuple[ast.Arg, ...]:
    """`merge([a, b] -> Average)` as `merge([a, b], Average)`."""
    match call.args:
        case (ast.Arg(name=None, value=ast.Arrow() as arrow), *rest) if operation.several:
            pair = (ast.Arg(a.span, None, a) for a in (arrow.left, arrow.right))
            return (*pair, *rest)
        case _:
            return call.args


def _unevaluated(expr: ast.Expr, env: Env, kind: object) -> Any:
    return expr


def _fine(
    written: Mapping[str, Any],
    call: ast.Call,
    operation: Operation,
    order: tuple[str, ...],
    env: Env,
) -> bool:
    """Whether all that has to be given is, and nothing else; says so where not."""
    fine = True
    for name, expr in written.items():
        if name not in order:
            env.report(UnknownArgument(layer=operation.name, argument=name, known=order), expr.span)
            fine = False
    for name in (order[0], *operation.needed):
        if name not in written:
            env.report(MissingArgument(layer=operation.name, argument=name), call.span)
            fine = False
    return fine


def _graphs(expr: ast.Expr, operation: Operation, env: Env) -> list[Graph] | None:
    if not operation.several:
        found = _made(expr, env)
        return None if found is None else [found]
    if not isinstance(expr, (ast.List, ast.Tuple)) or not expr.items:
        env.report(NotAModel(name=expr.span.text, several=True), expr.span)
        return None
    graphs = [_made(item, env) for item in expr.items]
    return None if None in graphs else [graph for graph in graphs if graph is not None]


def argument(expr: ast.Expr, kind: Kind, env: Env) -> Any:
    """The value of an argument; UNKNOWN after an error."""
    match kind:
        case "names":
            return _names(expr, env)
        case "name" | "dtype":
            found = _names(expr, env)
            return found[0] if isinstance(found, tuple) and len(found) == 1 else found
        case "layer":
            return _layer(expr, env)
        case "arrow":
            return _arrow(expr, env)
        case "shape" | "numbers":
            return _sizes(expr, kind, env)


def _names(expr: ast.Expr, env: Env) -> tuple[str, ...] | Unknown:
    """Names as they are written, `stem.mid`, and strings, which may be globs."""
    items = expr.items if isinstance(expr, (ast.List, ast.Tuple)) else (expr,)
    found: list[str] = []
    for item in items:
        if isinstance(item, ast.Name):
            found.append(item.id)
            continue
        value = evaluate(item, env) if isinstance(item, ast.String) else None
        if not isinstance(value, str):
            _wrong(item, "names", env)
            return Unknown.UNKNOWN
        found.append(value)
    return tuple(found)


def _layer(expr: ast.Expr, env: Env) -> Layer | Unknown:
    if not isinstance(expr, (ast.Name, ast.Call)):
        return _wrong(expr, "layer", env)
    before = len(env.session.diagnostics)
    made = instance(expr, env)
    if made is None or len(env.session.diagnostics) > before:
        return Unknown.UNKNOWN
    return nested(made)


def _arrow(expr: ast.Expr, env: Env) -> tuple[str, Layer] | Unknown:
    """`Dropout -> MCDropout`: a class, and a layer in its place."""
    if not isinstance(expr, ast.Arrow) or not isinstance(expr.left, ast.Name):
        return _wrong(expr, "arrow", env)
    new = _layer(expr.right, env)
    return new if isinstance(new, Unknown) else (expr.left.id, new)


def _sizes(expr: ast.Expr, kind: Kind, env: Env) -> Any:
    value = evaluate(expr, env)
    if isinstance(value, (list, tuple)) and all(_is_size(item, kind) for item in value):
        return tuple(value)
    if value is not Unknown.UNKNOWN:
        _wrong(expr, kind, env)
    return Unknown.UNKNOWN


def _wrong(expr: ast.Expr, kind: Kind, env: Env) -> Unknown:
    """Says that `expr` is not of its kind."""
    env.report(WrongOperand(found=expr.span.text, expected=EXPECTED[kind]), expr.span)
    return Unknown.UNKNOWN


def _is_size(value: object, kind: Kind) -> bool:
    if kind == "shape" and value is None:
        return True
    kinds = (int,) if kind == "shape" else (int, float)
    return isinstance(value, kinds) and not isinstance(value, bool)


def _report(refused: Refused, places: Mapping[str, Span], otherwise: Span, env: Env) -> None:
    """The refusal at the argument that it is about."""
    for diagnostic in refused.diagnostics:
        env.report(diagnostic, places.get(refused.argument, otherwise))


def read_argument(text: str, kind: Kind, what: str) -> Any:
    """An argument from the command line or from Python, written as in the language.

    Raises GraphdslError where it is none; `what` is the name that messages give its place.
    """
    begin = "model m = f(x, "
    parsed = parse(Source(f"{begin}{text})", what))
    session = Session()
    match parsed.file.items:
        case (ast.Model(operation=ast.Call(args=(_, ast.Arg(name=None, value=expr)))),):
            found = argument(expr, kind, Env(session, Scope()))
        case _:
            raise GraphdslError((WrongOperand(found=text, expected=EXPECTED[kind]),))
    if found is Unknown.UNKNOWN or parsed.diagnostics:
        told = (*parsed.diagnostics, *session.diagnostics)
        raise GraphdslError(tuple(d.at(NOWHERE) for d in told))
    return found
