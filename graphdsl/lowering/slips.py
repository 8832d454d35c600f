"""Pipelines that are written as another language would: told once, and not worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from graphdsl.diagnostics.calls import TensorsInParentheses
from graphdsl.diagnostics.names import NotATensor, StepInExpression, UndefinedName
from graphdsl.diagnostics.structures import NoStructure
from graphdsl.graph.structures import Side
from graphdsl.layers.base import positional
from graphdsl.layers.families.excluded import exclusion
from graphdsl.layers.registry import FUNCTIONS, LAYERS, find_layer
from graphdsl.lowering.context import Context
from graphdsl.lowering.lookup import STEPS, VALUES, find, step_names
from graphdsl.lowering.scope import Template
from graphdsl.syntax import ast

_SIDES: Final[Mapping[str, Side]] = {
    "input": "input",
    "inputs": "input",
    "output": "output",
    "outputs": "output",
}

_LONGEST_STEP: Final = 40
"""Characters of a step that are shown again."""


def is_told(statement: ast.Pipeline, ctx: Context) -> bool:
    """Whether a slip was found in the statement, and told."""
    if any(isinstance(step.value, ast.CallArgs) for step in statement.steps[1:]):
        return True  # which the parser has told
    if _is_structure(statement, ctx) or _is_keyed(statement, ctx):
        return True
    for number, step in enumerate(statement.steps):
        if isinstance(step.value, ast.Call) and _has_tensors(step.value, statement, number, ctx):
            return True
    return _has_steps(statement.steps[0].value, ctx)


def with_name(statement: ast.Pipeline, ctx: Context) -> ast.Pipeline:
    """`Dense(2) as h` for `Dense(2) -> h`, which is told, where nothing is called `h`."""
    *before, last = statement.steps
    name = last.value
    if not before or not isinstance(name, ast.Name) or statement.target or last.names:
        return statement
    if before[-1].names or last.frozen or not _is_new(name, ctx):
        return statement
    found = UndefinedName(name=name.id, wanted="layer", candidates=step_names(ctx.env))
    if found.fix():
        return statement
    shown = " ".join(before[-1].span.text.split())
    shown = shown if len(shown) <= _LONGEST_STEP else "…"
    ctx.report(found.replace(result=f"{shown} as {name.id}"), name.span)
    before[-1] = ast.Step(before[-1].span, before[-1].value, before[-1].frozen, (name,))
    return ast.Pipeline(statement.span, tuple(before))


def _is_new(name: ast.Name, ctx: Context) -> bool:
    """Whether it looks like the name of a value, and nothing is called so."""
    if not name.id[0].islower() or "." in name.id or find(name, ctx.scope, mark=False) is not None:
        return False
    return find_layer(name.id) is None and name.id not in FUNCTIONS and exclusion(name.id) is None


def _is_structure(statement: ast.Pipeline, ctx: Context) -> bool:
    """Tells of `output [a, b]`, `output(a, b)`, `inputs = [a, b]` and the like, which lack the
    colon."""
    value, target = statement.steps[0].value, statement.target
    match value:
        case ast.List(items=items) | ast.Tuple(items=items) if target is not None:
            word, leaves = target, list(items)
        case ast.Dict(items=items) if target is not None:
            word, leaves = target, [item for _, item in items]
        case ast.Index(value=ast.Name() as word, indices=indices):
            leaves = list(indices)
        case ast.Call(function=word, args=args):
            leaves = [arg.value for arg in args]
        case _:
            return False
    known = word is not target and find(word, ctx.scope, mark=False) is not None
    side = _SIDES.get(word.id)
    if known or side is None or len(statement.steps) > 1:
        return False
    _mark(ast.List(value.span, tuple(e for e in leaves if isinstance(e, ast.Name))), ctx)
    ctx.report(NoStructure(side=side, colon=False), statement.span)
    if side == "input" and not ctx.inputs:  # that there is none is no second mistake
        ctx.draft.structure_origins.setdefault(side, ctx.origin(statement.span))
    return True


def _is_keyed(statement: ast.Pipeline, ctx: Context) -> bool:
    """Tells of `{left: a, right: b} -> inner`."""
    first = statement.steps[0].value
    if not isinstance(first, ast.Dict) or len(statement.steps) == 1:
        return False
    _mark(ast.List(first.span, tuple(value for _, value in first.items)), ctx)
    listed = " ".join(", ".join(value.span.text for _, value in first.items).split())
    hint = f"write `({listed}) -> …`, by place or by name, or `[{listed}] -> …` for a list of them"
    ctx.report(NotATensor(found="a dict", hint=hint), first.span)
    return True


def _has_tensors(call: ast.Call, statement: ast.Pipeline, number: int, ctx: Context) -> bool:
    """Tells of tensors that stand by place among the arguments of a layer of Keras."""
    if call.function.id not in LAYERS or find(call.function, ctx.scope, mark=False) is not None:
        return False
    spec = LAYERS[call.function.id]
    order = positional(spec)
    given: list[ast.Arg] = []
    for place, argument in enumerate(call.args):
        if argument.name is not None or isinstance(argument.value, (ast.Number, ast.Call)):
            continue
        declared = spec.argument(order[place]) if place < len(order) else None
        word = argument.value.id if isinstance(argument.value, ast.Name) else None
        admitted = word is not None and declared is not None and declared.kind.admits(word)
        if not admitted and _is_tensors(argument.value, ctx):
            given.append(argument)
    if not given:
        return False
    for argument in given:
        _mark(argument.value, ctx)
    found = TensorsInParentheses(
        layer=call.function.id, instead=_instead(call, given, statement, number)
    )
    ctx.report(found, given[0].span.to(given[-1].span))
    return True


def _is_tensors(expr: ast.Expr, ctx: Context) -> bool:
    """Whether it is a name of a tensor, or a list of such names."""
    if isinstance(expr, (ast.List, ast.Tuple)):
        return bool(expr.items) and all(_is_tensors(item, ctx) for item in expr.items)
    if isinstance(expr, ast.Flow):
        return True
    return isinstance(expr, ast.Name) and isinstance(find(expr, ctx.scope, mark=False), VALUES)


def _mark(expr: ast.Expr, ctx: Context) -> None:
    """Takes the names as used: that they are not is no second mistake."""
    if isinstance(expr, (ast.List, ast.Tuple)):
        for item in expr.items:
            _mark(item, ctx)
    elif isinstance(expr, ast.Name):
        find(expr, ctx.scope)


def _instead(call: ast.Call, given: list[ast.Arg], statement: ast.Pipeline, number: int) -> str:
    """The call with its tensors before it."""
    spec = find_layer(call.function.id)
    operands = tuple(spec.operands.values()) if spec else ()
    joins = bool(operands) and operands[0].takes == "tensors"
    tensors = [text for argument in given for text in _names(argument.value)]
    if number == 1:
        tensors[:0] = _names(statement.steps[0].value)
    elif number:
        tensors.insert(0, "_")
    rest = [a.span.text for a in call.args if a not in given]
    listed = ", ".join(tensors)
    start = f"[{listed}]" if joins else f"({listed})" if len(tensors) > 1 else listed
    step = f"{call.function.id}({', '.join(rest)})" if rest else call.function.id
    return f"{' '.join(start.split())} -> {' '.join(step.split())}"


def _names(expr: ast.Expr) -> list[str]:
    if isinstance(expr, (ast.List, ast.Tuple)):
        return [name for item in expr.items for name in _names(item)]
    return [expr.span.text]


def _has_steps(expr: ast.Expr, ctx: Context) -> bool:
    """Tells of several layers that are called in one expression; of one it is told elsewhere."""
    if not isinstance(expr, (ast.Binary, ast.Call, ast.List, ast.Tuple)):
        return False
    if isinstance(expr, ast.Call) and expr.function.id not in FUNCTIONS:
        return False
    first, *others = [*_steps_in(expr, ctx), None]
    calls = [call for call in others if call is not None]
    comment = isinstance(expr, ast.Binary) and expr.operator == "//" and first is expr.left
    if first is None or not (calls or comment):
        return False
    entity = find(first.function, ctx.scope)
    what = "layer"
    if isinstance(entity, Template):
        is_model = isinstance(entity.item, ast.Model)
        what = "block" if isinstance(entity.item, ast.Block) else "model" if is_model else what
    written = " ".join(first.span.text.split())
    spans = tuple(call.span for call in calls)
    found = StepInExpression(
        layer=first.function.id, what=what, written=written, others=spans, comment=comment
    )
    ctx.report(found, first.span)
    return True


def _steps_in(expr: ast.Expr, ctx: Context) -> Iterator[ast.Call]:
    """The calls of layers, blocks and models in an expression of tensors."""
    match expr:
        case ast.Call():
            entity = find(expr.function, ctx.scope, mark=False)
            if isinstance(entity, STEPS) or (entity is None and expr.function.id in LAYERS):
                yield expr
            elif entity is None and expr.function.id in FUNCTIONS:
                for argument in expr.args:
                    yield from _steps_in(argument.value, ctx)
        case ast.List() | ast.Tuple():
            for item in expr.items:
                yield from _steps_in(item, ctx)
        case ast.Binary():
            yield from _steps_in(expr.left, ctx)
            yield from _steps_in(expr.right, ctx)
        case ast.Unary():
            yield from _steps_in(expr.operand, ctx)
        case ast.Paren():
            yield from _steps_in(expr.inner, ctx)
        case _:
            return
