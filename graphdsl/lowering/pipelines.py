"""Pipelines: a source, the steps behind it, and the names of what comes of them."""

from __future__ import annotations

from typing import Final

from graphdsl.diagnostics.flow import ListIsNoTensor, Misplaced
from graphdsl.diagnostics.names import NotATensor
from graphdsl.diagnostics.spelling import certain
from graphdsl.diagnostics.wording import closest
from graphdsl.graph import UNKNOWN, Ref, Unknown, Value
from graphdsl.layers.registry import FUNCTIONS, LAYERS
from graphdsl.lowering.arithmetic import describe
from graphdsl.lowering.context import Context
from graphdsl.lowering.expressions import call_several, expression, mentions_tensor, tensor
from graphdsl.lowering.lookup import STEPS, find, step_names, undefined, value_names
from graphdsl.lowering.scope import (
    Tensor,
)
from graphdsl.lowering.slips import is_told, with_name
from graphdsl.lowering.steps import Naming, Operands, apply
from graphdsl.syntax import ast

_CONSTANT: Final = (ast.Number, ast.String, ast.Constant, ast.List, ast.Tuple, ast.Dict)
"""What no tensor is; a name for it may have been meant as a `let`."""


def lower_pipeline(statement: ast.Pipeline, ctx: Context) -> None:
    """A pipeline: its result is the new flow, or is set aside under the name of its target."""
    statement = with_name(statement, ctx)
    steps = statement.steps
    target = statement.target
    if is_told(statement, ctx):
        result = UNKNOWN
        for step in steps:
            _bind_names(step.names, (UNKNOWN,) * len(step.names), ctx)
    elif len(steps) == 1 and not _is_step(steps[0].value, ctx):
        result = _source_alone(steps[0], target, ctx)
    else:
        result = _run(statement, ctx)
    if target is None:
        ctx.flow = result
        return
    alias = len(steps) == 1 and isinstance(steps[0].value, (ast.Name, ast.Flow))
    alias = alias and not _is_step(steps[0].value, ctx)
    if not (steps[-1].names and len(steps[-1].names) > 1):
        wrong = result is UNKNOWN
        entity = UNKNOWN if wrong and isinstance(steps[0].value, _CONSTANT) else Tensor(result)
        ctx.bind(target, entity, "value", used=wrong or not alias)


def _source_alone(step: ast.Step, target: ast.Name | None, ctx: Context) -> Ref | Unknown:
    """A value or tensor expression without a step behind it."""
    _not_frozen(step, ctx)
    if isinstance(step.value, ast.CallArgs):
        return UNKNOWN  # which the parser has told
    names = step.names or ((target,) if target else ())
    if len(step.names) > 1 and isinstance(step.value, ast.Call):
        results = call_several(step.value, ctx, Naming(step.names))
        _bind_names(step.names, results, ctx)
        return results[0] if isinstance(results[0], (Ref, Unknown)) else UNKNOWN
    value = expression(step.value, ctx, Naming(names if len(names) == 1 else ()))
    if isinstance(value, (list, tuple)):
        let = target.id if target is not None and _is_plain(step.value) else ""
        ctx.report(ListIsNoTensor(let=let), step.value.span)
        return UNKNOWN
    if isinstance(step.value, ast.Name) and value == step.value.id:
        _unknown_name(step.value, ctx)
        return UNKNOWN
    if not isinstance(value, (Ref, Unknown)):
        value = tensor(step.value, ctx)
    _bind_names(step.names, (value,), ctx)
    return value


def _is_plain(expr: ast.Expr) -> bool:
    """Whether it is a list of numbers and strings alone."""
    return isinstance(expr, (ast.List, ast.Tuple)) and all(
        isinstance(item, (ast.Number, ast.String, ast.Constant)) or _is_plain(item)
        for item in expr.items
    )


def _unknown_name(name: ast.Name, ctx: Context) -> None:
    """A lone name that is neither a value nor a step."""
    from graphdsl.layers.families.excluded import exclusion

    excluded = exclusion(name.id)
    if excluded is not None:
        ctx.report(excluded, name.span)
        return
    value_like = name.id[:1].islower() and name.id not in FUNCTIONS
    wanted = "value or step" if value_like else "layer"
    ctx.report(undefined(name, ctx.env, wanted, *step_names(ctx.env)), name.span)


def _run(statement: ast.Pipeline, ctx: Context) -> Ref | Unknown:
    steps = list(statement.steps)
    if _is_step(steps[0].value, ctx):
        operands = Operands((ctx.current(steps[0].value.span),))
    else:
        source = steps.pop(0)
        operands = _source(source, ctx, is_function=_is_function(steps[0], ctx))
    result: Value = UNKNOWN
    for step in steps:
        last = step is steps[-1]
        names = step.names or ((statement.target,) if last and statement.target else ())
        results = apply(step, operands, Naming(names), ctx)
        _bind_names(step.names, results, ctx)
        result = results[0]
        operands = Operands((result,))
    return result if isinstance(result, (Ref, Unknown)) else UNKNOWN


def _bind_names(names: tuple[ast.Name, ...], results: tuple[Value, ...], ctx: Context) -> None:
    for name, value in zip(names, results, strict=False):
        ref = value if isinstance(value, (Ref, Unknown)) else UNKNOWN
        ctx.bind(name, Tensor(ref), "value", used=True)


def _is_step(expr: ast.Expr, ctx: Context) -> bool:
    """Whether a pipeline that begins with `expr` applies it to the flow."""
    if isinstance(expr, ast.Name):
        function = expr
    elif isinstance(expr, ast.Call):
        function = expr.function
    else:
        return False
    entity = find(function, ctx.scope)
    if isinstance(entity, STEPS):
        return True
    if isinstance(expr, ast.Name):
        known = function.id in LAYERS or function.id in FUNCTIONS
        return entity is None and (known or _is_misspelt_layer(function, ctx))
    if entity is None and function.id not in LAYERS:
        values = [argument.value for argument in expr.args]
        if function.id in FUNCTIONS and any(_is_layer(value, ctx) for value in values):
            return False
        return not any(mentions_tensor(value, ctx) for value in values)
    return True


def _is_misspelt_layer(name: ast.Name, ctx: Context) -> bool:
    """Whether a name that nothing has is close to a layer, and not to a value."""
    if not name.id[:1].isupper() or certain(name.id, value_names(ctx.env)):
        return False
    return closest(name.id, [c for c in LAYERS if c[:1].isupper()]) is not None


def _is_layer(expr: ast.Expr, ctx: Context) -> bool:
    """Whether `expr` is a layer or its call, which is told where a tensor is expected."""
    function = expr.function if isinstance(expr, ast.Call) else expr
    if not isinstance(function, ast.Name):
        return False
    entity = find(function, ctx.scope, mark=False)
    return isinstance(entity, STEPS) or (entity is None and function.id in LAYERS)


def _is_function(step: ast.Step, ctx: Context) -> bool:
    """Whether the step is a function of `keras.ops`, for which a number will do as a tensor."""
    value = step.value
    function = value.function if isinstance(value, ast.Call) else value
    if not isinstance(function, ast.Name) or function.id not in FUNCTIONS:
        return False
    return function.id not in LAYERS and find(function, ctx.scope, mark=False) is None


def _source(step: ast.Step, ctx: Context, *, is_function: bool) -> Operands:
    """What stands left of the first arrow: the operands of the step behind it."""
    expr = step.value
    _not_frozen(step, ctx)
    if isinstance(expr, ast.CallArgs):
        return _call_arguments(expr, ctx)
    if isinstance(expr, ast.Tuple):
        return Operands(tuple(_operand(item, ctx) for item in expr.items))
    value = _operand(expr, ctx)
    if (value is None or isinstance(value, (bool, int, float))) and not is_function:
        hint = "a pipeline starts at a tensor: an input, or the name of a value"
        ctx.report(NotATensor(found=describe(value), hint=hint), expr.span)
        value = UNKNOWN
    _bind_names(step.names, (value,), ctx)
    return Operands((value,))


def _not_frozen(step: ast.Step, ctx: Context) -> None:
    if step.frozen:
        hint = "write it before the layer, block or segment that is not to be trained"
        ctx.report(Misplaced(what="`frozen`", where="front of a value", hint=hint), step.span)


def _operand(expr: ast.Expr, ctx: Context) -> Value:
    if isinstance(expr, ast.List):
        return [_operand(item, ctx) for item in expr.items]
    if isinstance(expr, ast.Name):
        value = expression(expr, ctx)
        return tensor(expr, ctx) if value == expr.id else value
    if isinstance(expr, (ast.String, ast.Dict)):
        return tensor(expr, ctx)
    return expression(expr, ctx)


def _call_arguments(expr: ast.CallArgs, ctx: Context) -> Operands:
    args = tuple(_operand(a.value, ctx) for a in expr.args if a.name is None)
    kwargs = {a.name.id: _keyword(a.value, ctx) for a in expr.args if a.name is not None}
    spans = {a.name.id: a.span for a in expr.args if a.name is not None}
    return Operands(args, kwargs, spans)


def _keyword(expr: ast.Expr, ctx: Context) -> Value:
    """A keyword operand: a tensor, a list of them, or a flag."""
    return _operand(expr, ctx)


# ------------------------------------------------- shared instances and loops
