"""Tensor expressions: arithmetic and functions of `keras.ops` become operation nodes.

One module, since each form may hold any other: the functions call each other in a circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import EllipsisType

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.names import NotATensor, StepInExpression, UndefinedName
from graphdsl.diagnostics.values import WrongOperand
from graphdsl.graph import UNKNOWN, Ref, Unknown, Value
from graphdsl.layers.registry import FUNCTIONS, LAYERS
from graphdsl.lowering import arithmetic
from graphdsl.lowering.context import Context
from graphdsl.lowering.drafts import DraftCall, DraftLayer
from graphdsl.lowering.evaluate import condition, evaluate
from graphdsl.lowering.lookup import (
    STEPS,
    VALUES,
    constant_names,
    find,
    python_word,
    undefined,
)
from graphdsl.lowering.scope import Copies, Part, Template, Tensor
from graphdsl.lowering.steps import Naming, wanted
from graphdsl.source import Span
from graphdsl.syntax import ast

PLAIN = Naming()
OPERATORS = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "true_divide",
    "//": "floor_divide",
    "%": "mod",
    "**": "power",
    "@": "matmul",
    "==": "equal",
    "!=": "not_equal",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
    "and": "logical_and",
    "or": "logical_or",
}
"""The function of `keras.ops` that each operator stands for on tensors."""


def expression(expr: ast.Expr, ctx: Context, naming: Naming = PLAIN) -> Value:
    """The value of `expr` where tensors may stand: a Ref, or a static value.

    The operation made last gets its name from `naming`.
    """
    match expr:
        case ast.Flow():
            return ctx.current(expr.span)
        case ast.Name():
            return _name(expr, ctx)
        case ast.Paren():
            return expression(expr.inner, ctx, naming)
        case ast.List():
            return [expression(item, ctx) for item in expr.items]
        case ast.Tuple():
            return tuple(expression(item, ctx) for item in expr.items)
        case ast.Unary():
            return _unary(expr, ctx, naming)
        case ast.Binary():
            return _binary(expr, ctx, naming)
        case ast.Conditional():
            holds = condition(expr.condition, ctx.env)
            if isinstance(holds, Unknown):
                return UNKNOWN
            return expression(expr.then if holds else expr.otherwise, ctx, naming)
        case ast.Index():
            return _index(expr, ctx, naming)
        case ast.Call():
            return _call(expr, ctx, naming)
        case _:
            return evaluate(expr, ctx.env)


def mentions_tensor(expr: ast.Expr, ctx: Context) -> bool:
    """Whether `_` or a name of a value stands in `expr`."""
    match expr:
        case ast.Flow():
            return True
        case ast.Name():
            binding = ctx.scope.find(expr.parts[0])
            return binding is not None and isinstance(find(expr, ctx.scope), VALUES)
        case ast.List() | ast.Tuple():
            return any(mentions_tensor(item, ctx) for item in expr.items)
        case ast.Paren():
            return mentions_tensor(expr.inner, ctx)
        case ast.Unary():
            return mentions_tensor(expr.operand, ctx)
        case ast.Binary():
            return mentions_tensor(expr.left, ctx) or mentions_tensor(expr.right, ctx)
        case ast.Conditional():
            return mentions_tensor(expr.then, ctx) or mentions_tensor(expr.otherwise, ctx)
        case ast.Index():
            return mentions_tensor(expr.value, ctx)
        case ast.Call():
            return any(mentions_tensor(argument.value, ctx) for argument in expr.args)
        case _:
            return False


def _name(expr: ast.Name, ctx: Context) -> Value:
    entity = find(expr, ctx.scope)
    match entity:
        case Tensor(ref=ref):
            return ref
        case Part():
            return _part(entity, expr, ctx)
        case Copies():
            return [_part(part, expr, ctx) for part in entity.parts]
        case _ if isinstance(entity, STEPS):
            return _not_a_tensor(expr, ctx, f"`{expr.id}`", _called(expr))
        case None if "." in expr.id:
            ctx.report(undefined(expr, ctx.env, "value", *constant_names(ctx.env)), expr.span)
            return UNKNOWN
        case _:
            return evaluate(expr, ctx.env)


def _part(part: Part, expr: ast.Name, ctx: Context) -> Value:
    if part.result is None:
        return _not_a_tensor(expr, ctx, f"`{expr.id}`, in which nothing flows,")
    return part.result


def _not_a_tensor(expr: ast.Expr, ctx: Context, what: str, hint: str | None = None) -> Unknown:
    ctx.report(NotATensor(found=what, hint=hint), expr.span)
    return UNKNOWN


def _called(step: ast.Name) -> str:
    return f"use it as a step and name its result: `y = x -> {step.id}`"


def tensor(expr: ast.Expr, ctx: Context, naming: Naming = PLAIN) -> Ref | Unknown:
    """The tensor that `expr` stands for; UNKNOWN, after an error, where it is none."""
    value = expression(expr, ctx, naming)
    if isinstance(value, (Ref, Unknown)):
        return value
    if isinstance(expr, ast.Name) and value == expr.id:
        if expr.id in LAYERS:
            return _not_a_tensor(expr, ctx, f"the layer `{expr.id}`", _called(expr))
        ctx.report(undefined(expr, ctx.env), expr.span)
        return UNKNOWN
    hint = "to name a number, string or list write `let name = …`"
    ctx.report(NotATensor(found=arithmetic.describe(value), hint=hint), expr.span)
    return UNKNOWN


def _unary(expr: ast.Unary, ctx: Context, naming: Naming) -> Value:
    operand = expression(expr.operand, ctx)
    if not isinstance(operand, Ref):
        return _static(arithmetic.unary(expr.operator, operand), expr, ctx)
    if expr.operator == "+":
        return operand
    function = "negative" if expr.operator == "-" else "logical_not"
    return operation(function, (operand,), {}, naming, expr.span, (), ctx)[0]


def _binary(expr: ast.Binary, ctx: Context, naming: Naming) -> Value:
    left, right = _operand(expr.left, ctx), _operand(expr.right, ctx)
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if not isinstance(left, Ref) and not isinstance(right, Ref):
        return _static(arithmetic.binary(expr.operator, left, right), expr, ctx)
    for value in (left, right):
        if not isinstance(value, (Ref, bool, int, float, list, tuple)):
            found = (arithmetic.describe(left), arithmetic.describe(right))
            ctx.report(WrongOperand(operator=expr.operator, found=found), expr.span)
            return UNKNOWN
    function = OPERATORS[expr.operator]
    return operation(function, (left, right), {}, naming, expr.span, (), ctx)[0]


def _operand(expr: ast.Expr, ctx: Context) -> Value:
    """One side of an operator: a name that means nothing is a misspelt value, not a symbol."""
    value = expression(expr, ctx)
    if isinstance(expr, ast.Name) and value == expr.id:
        return tensor(expr, ctx)
    return value


def _static(value: Value | Diagnostic, expr: ast.Expr, ctx: Context) -> Value:
    if isinstance(value, Diagnostic):
        ctx.report(value, expr.span)
        return UNKNOWN
    return value


def _index(expr: ast.Index, ctx: Context, naming: Naming) -> Value:
    value = expression(expr.value, ctx)
    if isinstance(value, list) and len(expr.indices) == 1:
        return _chosen(value, expr, ctx)
    if not isinstance(value, Ref):
        return UNKNOWN if value is UNKNOWN else evaluate(expr, ctx.env)
    keys: list[Value] = [_key(item, ctx) for item in expr.indices]
    # Keras refuses a slice or `...` alone, but takes a tuple of one
    alone = len(keys) == 1 and not isinstance(keys[0], (slice, EllipsisType))
    key: Value = keys[0] if alone else tuple(keys)
    return operation("get_item", (value, key), {}, naming, expr.span, (), ctx)[0]


def _chosen(values: list[Value], expr: ast.Index, ctx: Context) -> Value:
    """One of the copies of a branch, counted from 0 as every list."""
    index = expr.indices[0]
    if isinstance(index, (ast.Slice, ast.EllipsisIndex)):
        return evaluate(expr, ctx.env)
    number = evaluate(index, ctx.env)
    return UNKNOWN if number is UNKNOWN else _static(arithmetic.element(values, number), expr, ctx)


def _key(item: ast.Expr | ast.Slice | ast.EllipsisIndex, ctx: Context) -> Value:
    if isinstance(item, ast.EllipsisIndex):
        return ...
    if isinstance(item, ast.Slice):
        ends = (item.start, item.stop, item.step)
        values = [None if e is None else evaluate(e, ctx.env) for e in ends]
        return UNKNOWN if UNKNOWN in values else slice(*values)
    return expression(item, ctx)


def _call(expr: ast.Call, ctx: Context, naming: Naming) -> Value:
    return call_several(expr, ctx, naming)[0]


def call_several(expr: ast.Call, ctx: Context, naming: Naming) -> tuple[Value, ...]:
    """The results of a function call, as many as `naming` has names."""
    function = expr.function
    entity = find(function, ctx.scope)
    if isinstance(entity, STEPS) or (entity is None and function.id in LAYERS):
        what = "layer"
        if isinstance(entity, Template):
            is_model = isinstance(entity.item, ast.Model)
            what = "block" if isinstance(entity.item, ast.Block) else "model" if is_model else what
        written = " ".join(expr.span.text.split())
        ctx.report(StepInExpression(layer=function.id, what=what, written=written), expr.span)
        return (UNKNOWN,)
    if function.id not in FUNCTIONS:
        if any(mentions_tensor(argument.value, ctx) for argument in expr.args):
            _unknown_function(function, ctx)
            return (UNKNOWN,)
        return (evaluate(expr, ctx.env),)
    args, kwargs = function_arguments(function, expr, 0, ctx)
    return operation(function.id, args, kwargs, naming, expr.span, (expr,), ctx)


def _unknown_function(function: ast.Name, ctx: Context) -> None:
    from graphdsl.layers.families.excluded import exclusion

    excluded = exclusion(function.id)
    if excluded is not None:
        ctx.report(excluded, function.span)
        return
    ctx.report(
        UndefinedName(
            name=function.id,
            wanted="function",
            candidates=tuple(FUNCTIONS),
            python=python_word(function.id),
        ),
        function.span,
    )


def function_arguments(
    function: ast.Name, call: ast.Call | None, skip: int, ctx: Context
) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """The written arguments of a function; `skip` of its parameters have been given already."""
    known = FUNCTIONS[function.id].parameters
    order = tuple(known)[skip:]
    args: list[Value] = []
    kwargs: dict[str, Value] = {}
    for number, written in enumerate(call.args if call else ()):
        by_place = order[number] if number < len(order) else None
        name = written.name.id if written.name else by_place
        parameter = known.get(name) if name else None
        if parameter is not None and parameter.takes == "value":
            value = evaluate(written.value, ctx.env, parameter.kind)
        else:
            value = _operand(written.value, ctx)
        if written.name is None:
            args.append(value)
        else:
            kwargs[written.name.id] = value
    return tuple(args), kwargs


def operation(
    function: str,
    args: tuple[Value, ...],
    kwargs: Mapping[str, Value],
    naming: Naming,
    span: Span,
    calls: tuple[ast.Call, ...],
    ctx: Context,
) -> tuple[Value, ...]:
    """A node of the graph that computes `function` of `keras.ops`."""
    given = None
    if isinstance(kwargs.get("name"), str):
        given = str(kwargs["name"])
        kwargs = {k: v for k, v in kwargs.items() if k != "name"}
    origin = replace(ctx.origin(span), calls=calls)
    base = function.rpartition(".")[2]
    layer = DraftLayer("function", function, {}, wanted(naming.single, given, base, ctx), origin)
    draft = DraftCall(layer, args, kwargs, ctx.place.path, origin, None, naming.several)
    return ctx.add(draft, max(1, len(naming.several)), None)
