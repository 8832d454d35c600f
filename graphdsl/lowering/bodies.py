"""Statements: what each does to the flow and the names of its body."""

from __future__ import annotations

from dataclasses import replace

from graphdsl.diagnostics.names import NeverUsed, NotAStep
from graphdsl.graph import UNKNOWN, Ref, Unknown, Value
from graphdsl.layers.registry import FUNCTIONS, LAYERS
from graphdsl.lowering.context import Context
from graphdsl.lowering.evaluate import condition, constant, elements, whole_number
from graphdsl.lowering.inputs import lower_input
from graphdsl.lowering.instances import instance, quoted
from graphdsl.lowering.lookup import CONSTANTS, VALUES, find
from graphdsl.lowering.outputs import lower_output
from graphdsl.lowering.pipelines import lower_pipeline
from graphdsl.lowering.scope import (
    Entity,
    SharedBlock,
    SharedLayer,
    Static,
    Template,
    bound_names,
)
from graphdsl.lowering.segments import lower_segment
from graphdsl.lowering.steps import block_arguments, draft_layer
from graphdsl.lowering.structures import lower_structure
from graphdsl.lowering.training import lower_train
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
            value = constant(statement.value, ctx.env)
            ctx.bind(statement.name, Static(value), "`let`", used=value is UNKNOWN)
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
        case ast.Structure():
            lower_structure(statement, ctx)
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
    first = Ref(ctx.draft.inputs[0][0].name) if ctx.draft.inputs else UNKNOWN
    if found and len(ctx.inputs) == 1 and ctx.flow == first:
        ctx.flow = None
    ctx.inputs = (*ctx.inputs, *found)
