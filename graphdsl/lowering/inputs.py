"""`input` lines: names, dtypes and shapes of what a model is fed with."""

from __future__ import annotations

from dataclasses import replace

from graphdsl.diagnostics.flow import Misplaced
from graphdsl.diagnostics.limits import TextTooLong
from graphdsl.diagnostics.names import BadLayerName, UndefinedName
from graphdsl.diagnostics.outputs import UnknownEntry
from graphdsl.diagnostics.values import WrongValue
from graphdsl.graph import UNKNOWN, Input, Ref, Unknown
from graphdsl.layers.objects.names import DTYPES
from graphdsl.lowering import arithmetic
from graphdsl.lowering.context import Context
from graphdsl.lowering.evaluate import evaluate, report_word
from graphdsl.lowering.names import RUNS
from graphdsl.lowering.scope import Tensor
from graphdsl.syntax import ast

DIMENSION_LIMIT = 2**31
RANK_LIMIT = 100


def lower_input(statement: ast.Input, ctx: Context) -> None:
    """An input of the model; those of a block are bound before its body is lowered."""
    if ctx.place.kind == "block":
        _of_block(statement, ctx)
        return
    if ctx.place.path or ctx.place.in_loop:
        hint = "inputs are declared at the start of the model"
        where = "a loop" if ctx.place.in_loop else "a segment"
        ctx.report(Misplaced(what="an input", where=where, hint=hint), statement.span)
        ctx.bind(statement.name, UNKNOWN, "input", used=True)
        return
    if statement.type is None:
        hint = f"write its shape without the batch: `input {statement.name.id}: [28, 28]`"
        what = "an input without a type"
        ctx.report(Misplaced(what=what, where="a model", hint=hint), statement.span)
        ctx.bind(statement.name, UNKNOWN, "input", used=True)
        if len(ctx.inputs) <= 1:
            ctx.flow = UNKNOWN
        return
    dims = _dimensions(statement.type, ctx)
    shape = tuple(None if isinstance(d, Unknown) else d for d in dims)
    name = _name_of(statement, ctx)
    origin = replace(ctx.origin(statement.span), sizes=tuple(d.span for d in statement.type.dims))
    declared = Input(name, shape, _dtype(statement.type, ctx))
    known = ctx.scope.bindings.get(statement.name.id)
    if known is None or known.what != "input":  # a second one of the name is refused below
        ctx.draft.inputs.append((declared, origin))
    ref = UNKNOWN if UNKNOWN in dims else Ref(name)
    bound = UNKNOWN if isinstance(ref, Unknown) else Tensor(ref)
    ctx.bind(statement.name, bound, "input", used=True)
    if len(ctx.inputs) == 1:
        ctx.flow = ref


def _of_block(statement: ast.Input, ctx: Context) -> None:
    """An input of a block, which takes what it is called with."""
    where = "an input of a block"
    if statement.type is not None:
        hint = "the block takes what it is called with: leave the type out"
        ctx.report(Misplaced(what="a type", where=where, hint=hint), statement.type.span)
    if statement.options:
        hint = "only what a model is fed with has a name in Keras: leave it out"
        found = Misplaced(what="an option", where=where, hint=hint)
        ctx.report(found, statement.options[0].span)
    if statement.name.id not in ctx.inputs:
        hint = "inputs are declared at the start of the block"
        where = "a loop" if ctx.place.in_loop else "an `if`"
        ctx.report(Misplaced(what="an input", where=where, hint=hint), statement.span)
        ctx.bind(statement.name, UNKNOWN, "input", used=True)


def _name_of(statement: ast.Input, ctx: Context) -> str:
    """What Keras calls the input: as it is called here, unless `name =` says otherwise."""
    for option in statement.options:
        key = option.name.id if option.name else option.span.text
        if key != "name":
            ctx.report(UnknownEntry(name=key, where="an `input`", known=("name",)), option.span)
            continue
        value = evaluate(option.value, ctx.env)
        if isinstance(value, str) and RUNS.fullmatch(value):
            return value
        if isinstance(value, str):
            ctx.report(BadLayerName(name=value), option.span)
        elif not isinstance(value, Unknown):
            found = arithmetic.describe(value)
            wrong = WrongValue(what="the name of an input", expected="a string", found=found)
            ctx.report(wrong, option.span)
    return statement.name.id


def _dtype(written: ast.Dtype, ctx: Context) -> str:
    if written.dtype is None:
        return "float32"
    name = written.dtype.id
    if name in DTYPES:
        return name
    ctx.report(UndefinedName(name=name, wanted="dtype", candidates=DTYPES), written.dtype.span)
    return "float32"


def _dimensions(written: ast.Dtype, ctx: Context) -> list[int | Unknown | None]:
    if len(written.dims) > RANK_LIMIT:
        ctx.report(TextTooLong(limit=RANK_LIMIT, what="dimensions"), written.span)
        return [UNKNOWN]
    return [_dimension(expr, ctx) for expr in written.dims]


def _dimension(expr: ast.Expr, ctx: Context) -> int | Unknown | None:
    if isinstance(expr, ast.Name) and expr.id == "None":
        ctx.report(UndefinedName(name=expr.id, wanted="size", python="?"), expr.span)
        return UNKNOWN
    value = evaluate(expr, ctx.env)
    if value is None or isinstance(value, Unknown):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < DIMENSION_LIMIT:
        return value
    if report_word(expr, value, ctx.env):
        return UNKNOWN
    found = arithmetic.describe(value)
    hint, expected = None, "a size from 1 on, or `?`"
    if isinstance(value, int) and value < 0:
        hint = "a dimension of unknown size is written `?`"
    elif isinstance(value, int) and value >= DIMENSION_LIMIT:
        expected = f"at most {DIMENSION_LIMIT - 1:,}"
    ctx.report(
        WrongValue(what="a dimension", expected=expected, found=found, hint=hint),
        expr.span,
    )
    return UNKNOWN
