"""Statements: what each does to the flow and the names of its body."""

from __future__ import annotations

from dataclasses import replace

from graphdsl.diagnostics.flow import ListIsNoTensor, Misplaced
from graphdsl.diagnostics.names import NeverUsed, NotAStep, UndefinedName
from graphdsl.graph import UNKNOWN, Ref, Unknown, Value
from graphdsl.layers.registry import FUNCTIONS, LAYERS
from graphdsl.lowering.context import Context
from graphdsl.lowering.evaluate import condition, elements, evaluate, whole_number
from graphdsl.lowering.expressions import call_several, expression, mentions_tensor, tensor
from graphdsl.lowering.inputs import lower_input
from graphdsl.lowering.instances import instance, quoted
from graphdsl.lowering.lookup import CONSTANTS, STEPS, VALUES, find, step_names, value_names
from graphdsl.lowering.scope import (
    Entity,
    SharedBlock,
    SharedLayer,
    Static,
    Template,
    Tensor,
    bound_names,
)
from graphdsl.lowering.segments import lower_segment
from graphdsl.lowering.steps import Naming, Operands, apply, block_arguments, draft_layer
from graphdsl.lowering.training import lower_output, lower_train
from graphdsl.syntax import ast
from graphdsl.syntax.names import mentioned


def lower_body(body: ast.Body, ctx: Context) -> None:
    """Lowers the statements of a body in order; afterwards `ctx.flow` is its result."""
    for statement in body.statements:
        lower_statement(statement, ctx)
    report_unused(body, ctx)


def lower_statement(statement: ast.Statement, ctx: Context) -> None:
    """Lowers one statement."""
    match statement:
        case ast.Pipeline():
            lower_pipeline(statement, ctx)
        case ast.Segment():
            lower_segment(statement, ctx)
        case ast.Let():
            value = evaluate(statement.value, ctx.env)
            ctx.bind(statement.name, Static(value), "`let`")
        case ast.Shared():
            _shared(statement, ctx)
        case ast.For():
            _for(statement, ctx)
        case ast.Repeat():
            _repeat(statement, ctx)
        case ast.If():
            _if(statement, ctx)
        case ast.Input():
            lower_input(statement, ctx)
        case ast.Output():
            lower_output(statement, ctx)
        case ast.Train():
            lower_train(statement, ctx)


def report_unused(body: ast.Body, ctx: Context) -> None:
    """Warns of names of this scope that nothing reads, in branches not taken either.

    What could not be parsed may be what reads them.
    """
    if ctx.session.broken:
        return
    unused = {
        name: binding
        for name, binding in ctx.scope.bindings.items()
        if not binding.used and binding.entity is not UNKNOWN
    }
    if not unused:
        return
    known = ctx.session.mentioned
    if id(body) not in known:
        known[id(body)] = frozenset(mentioned(body.statements))
    for name, binding in unused.items():
        if name not in known[id(body)]:
            ctx.report(NeverUsed(name=name, what=binding.what), binding.span)


# ------------------------------------------------------------------ pipelines


def lower_pipeline(statement: ast.Pipeline, ctx: Context) -> None:
    """A pipeline: its result is the new flow, or is set aside under the name of its target."""
    steps = statement.steps
    target = statement.target
    if len(steps) == 1 and not _is_step(steps[0].value, ctx):
        result = _source_alone(steps[0], target, ctx)
    else:
        result = _run(statement, ctx)
    if target is None:
        ctx.flow = result
        return
    alias = len(steps) == 1 and isinstance(steps[0].value, (ast.Name, ast.Flow))
    alias = alias and not _is_step(steps[0].value, ctx)
    if not (steps[-1].names and len(steps[-1].names) > 1):
        constant = isinstance(steps[0].value, (ast.Number, ast.String, ast.Constant))
        entity = UNKNOWN if constant and result is UNKNOWN else Tensor(result)
        ctx.bind(target, entity, "value", used=not alias)


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
        ctx.report(ListIsNoTensor(), step.value.span)
        return UNKNOWN
    if isinstance(step.value, ast.Name) and value == step.value.id:
        _unknown_name(step.value, ctx)
        return UNKNOWN
    if not isinstance(value, (Ref, Unknown)):
        value = tensor(step.value, ctx)
    _bind_names(step.names, (value,), ctx)
    return value


def _unknown_name(name: ast.Name, ctx: Context) -> None:
    """A lone name that is neither a value nor a step."""
    value_like = name.id[:1].islower() and name.id not in FUNCTIONS
    wanted = "value or step" if value_like else "layer"
    candidates = (*value_names(ctx.env), *step_names(ctx.env))
    ctx.report(UndefinedName(name=name.id, wanted=wanted, candidates=candidates), name.span)


def _run(statement: ast.Pipeline, ctx: Context) -> Ref | Unknown:
    steps = list(statement.steps)
    if _is_step(steps[0].value, ctx):
        operands = Operands((ctx.current(steps[0].value.span),))
    else:
        source = steps.pop(0)
        operands = _source(source, ctx)
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
        return entity is None and (function.id in LAYERS or function.id in FUNCTIONS)
    if entity is None and function.id not in LAYERS:
        values = [argument.value for argument in expr.args]
        if function.id in FUNCTIONS and any(_is_layer(value, ctx) for value in values):
            return False
        return not any(mentions_tensor(value, ctx) for value in values)
    return True


def _is_layer(expr: ast.Expr, ctx: Context) -> bool:
    """Whether `expr` is a layer or its call, which is told where a tensor is expected."""
    function = expr.function if isinstance(expr, ast.Call) else expr
    if not isinstance(function, ast.Name):
        return False
    entity = find(function, ctx.scope, mark=False)
    return isinstance(entity, STEPS) or (entity is None and function.id in LAYERS)


def _source(step: ast.Step, ctx: Context) -> Operands:
    """What stands left of the first arrow: the operands of the step behind it."""
    expr = step.value
    _not_frozen(step, ctx)
    if isinstance(expr, ast.CallArgs):
        return _call_arguments(expr, ctx)
    if isinstance(expr, ast.Tuple):
        return Operands(tuple(_operand(item, ctx) for item in expr.items))
    value = _operand(expr, ctx)
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


def _shared(statement: ast.Shared, ctx: Context) -> None:
    value = statement.value
    entity: Entity = UNKNOWN
    if not isinstance(value, (ast.Name, ast.Call)):
        ctx.report(NotAStep(found=quoted(value), place="shared"), value.span)
    else:
        entity = _shared_entity(statement, value, ctx)
    ctx.bind(statement.name, entity, "shared layer")


def _shared_entity(statement: ast.Shared, value: ast.Name | ast.Call, ctx: Context) -> Entity:
    from graphdsl.lowering.instances import parameter_values

    name = statement.name.id
    function = value if isinstance(value, ast.Name) else value.function
    call = value if isinstance(value, ast.Call) else None
    found = find(function, ctx.scope)
    frozen = statement.frozen or ctx.place.frozen
    if isinstance(found, Template) and isinstance(found.item, ast.Block):
        ctx.session.used.add(id(found.item))
        args = block_arguments(found, call, ctx)
        span = value.span
        known = parameter_values(
            found.item.parameters, args, found.name, call, span, ctx.env, found
        )
        return SharedBlock(name, found, known, ctx.take_pool(name), frozen)
    if found is None and function.id in FUNCTIONS and function.id not in LAYERS:
        hint = "a function has no weights to share: use it where it is needed"
        ctx.report(NotAStep(found=f"`{function.id}`", hint=hint, place="shared"), value.span)
        return UNKNOWN
    if isinstance(found, (*VALUES, *CONSTANTS)):
        ctx.report(NotAStep(found=f"`{function.id}`", place="shared"), function.span)
        return UNKNOWN
    made = instance(value, ctx.env)
    if made is None:
        return UNKNOWN
    layer = ctx.take(lambda: draft_layer(made, name, value.span, ctx))
    layer.shared = name
    layer.frozen = frozen
    return SharedLayer(name, layer)


def _round(body: ast.Body, ctx: Context, variable: ast.Name | None, value: Value) -> None:
    """One round of a loop: a scope of its own, the flow of the body around it."""
    place = replace(ctx.place, in_loop=True)
    inner = ctx.child(place, ctx.flow, bound_names(body))
    if variable is not None:
        inner.bind(variable, Static(value), "loop variable")
    lower_body(body, inner)
    ctx.flow = inner.flow


def _for(statement: ast.For, ctx: Context) -> None:
    values = elements(statement.values, ctx.env, "what a `for` runs over")
    if values is None:
        ctx.flow = UNKNOWN
    ctx.session.spend(statement.span, len(values or ()))
    for value in values or ():
        _round(statement.body, ctx, statement.variable, value)


def _repeat(statement: ast.Repeat, ctx: Context) -> None:
    count = whole_number(statement.count, ctx.env, "the count of a `repeat`", 0)
    if count is None:
        ctx.flow = UNKNOWN
    ctx.session.spend(statement.span, count or 0)
    for _ in range(count or 0):
        _round(statement.body, ctx, None, None)


def _if(statement: ast.If, ctx: Context) -> None:
    """The body whose condition holds, in the scope around it; after an error neither."""
    holds = condition(statement.condition, ctx.env)
    if isinstance(holds, Unknown):
        ctx.flow = UNKNOWN
        names = bound_names(ast.Body(statement.span, (statement,)))
        for name in sorted(names - ctx.scope.bindings.keys()):
            ctx.bind(ast.Name(statement.span, name), UNKNOWN, "value", used=True)
        return
    chosen = statement.then if holds else statement.otherwise
    if isinstance(chosen, ast.If):
        _if(chosen, ctx)
        return
    if chosen and ctx.place.kind == "model":
        _more_inputs(chosen, ctx)
    for inner in chosen.statements if chosen else ():
        lower_statement(inner, ctx)


def _more_inputs(body: ast.Body, ctx: Context) -> None:
    """Counts the inputs of a chosen body; with a second one the first is the flow no more."""
    found = tuple(s.name.id for s in body.statements if isinstance(s, ast.Input))
    if found and len(ctx.inputs) == 1 and ctx.flow == Ref(ctx.inputs[0]):
        ctx.flow = None
    ctx.inputs = (*ctx.inputs, *found)
