"""`output`: results of a block, plain outputs of the model, and what it gives its outputs in."""

from __future__ import annotations

from graphdsl.diagnostics.flow import Misplaced
from graphdsl.diagnostics.names import UndefinedName
from graphdsl.diagnostics.outputs import EntryTwice, OutputTwice
from graphdsl.diagnostics.structures import NoPlaceForOutput, NoStructure
from graphdsl.graph import Output, Ref
from graphdsl.graph.names import as_identifier
from graphdsl.graph.structures import Structure, ways
from graphdsl.lowering.context import Context
from graphdsl.lowering.drafts import Wanted
from graphdsl.lowering.evaluate import key_of
from graphdsl.lowering.expressions import expression, tensor
from graphdsl.lowering.lookup import find, value_names
from graphdsl.lowering.naming import can_name_output
from graphdsl.lowering.scope import Copies
from graphdsl.lowering.segments import declare
from graphdsl.syntax import ast


def lower_output(statement: ast.Output, ctx: Context) -> None:
    """`output a, b`: results of a block, or plain outputs of the model."""
    if ctx.place.kind == "segment":
        hint = "name the segment in an `output` of the model, or write a `head`"
        where = "a segment"
        ctx.report(Misplaced(what="`output`", where=where, hint=hint), statement.span)
        return
    for name in statement.names:
        if ctx.place.kind == "block":
            ctx.results.append((name.id, tensor(name, ctx)))
        else:
            _plain_output(name, ctx)


def _plain_output(name: ast.Name, ctx: Context) -> None:
    if find(name, ctx.scope) is None:
        ctx.report(
            UndefinedName(name=name.id, wanted="value", candidates=value_names(ctx.env)), name.span
        )
        return
    value = tensor(name, ctx)
    if not isinstance(value, Ref):
        return
    wanted = name.id.replace(".", "_")
    call = ctx.draft.call_of(value)
    if call is not None and len(name.parts) == 1:
        layer = call.layer
        if layer.wanted.naming == "free" and not layer.shared and not call.results:
            layer.wanted = Wanted(wanted, "exact")
        elif can_name_output(call) and wanted == as_identifier(layer.wanted.name):
            wanted = layer.wanted.name
    declare(Output(wanted, value), name.span, ctx)


def lower_structure(statement: ast.OutputStructure, ctx: Context) -> None:
    """`output: [a, {"b": b}]`: all outputs of the model, each in its place."""
    hint = "say it in the model's body, at the end"
    if not ctx.in_model("`output:`", hint, statement.span):
        return
    draft = ctx.draft
    if draft.structure_origin is not None:
        first = draft.structure_origin.span
        ctx.report(EntryTwice(name="output:", first=first), statement.span)
        return
    draft.structure_origin = ctx.origin(statement.span)
    draft.structure = _structure(statement.value, ctx, set())


def _structure(expr: ast.Expr, ctx: Context, seen: set[str]) -> Structure | None:
    """The names of outputs in place of the expressions; None where there was an error."""
    match expr:
        case ast.Name():
            entity = find(expr, ctx.scope, mark=False)
            if isinstance(entity, Copies):
                return _copies(expr, entity, ctx, seen)
            return _leaf(expr, ctx, seen)
        case ast.List(items=items):
            found = [_structure(item, ctx, seen) for item in items]
            kept = [item for item in found if item is not None]
            return kept if len(kept) == len(found) else None
        case ast.Dict(items=items):
            parts: dict[str, Structure] = {}
            for key, item in items:
                name = key_of(key, ctx.env)
                part = _structure(item, ctx, seen)
                if name in parts:
                    first = next(k.span for k, _ in items if key_of(k, ctx.env) == name)
                    ctx.report(EntryTwice(name=name, first=first), key.span)
                elif part is not None:
                    parts[name] = part
            return parts if len(parts) == len(items) else None
        case _:
            ctx.report(NoStructure(tuple=isinstance(expr, ast.Tuple)), expr.span)
            return None


def _copies(name: ast.Name, copies: Copies, ctx: Context, seen: set[str]) -> Structure | None:
    """What the copies of a branch give, in a list, each called like its copy."""
    found = expression(name, ctx)  # which tells of a copy in which nothing flows
    names = [f"{name.id.replace('.', '_')}_{number + 1}" for number in range(len(copies.parts))]
    for called, value in zip(names, found if isinstance(found, list) else (), strict=True):
        if not isinstance(value, Ref):
            return None
        declare(Output(called, value), name.span, ctx)
        seen.add(called)
    return [*names]


def _leaf(name: ast.Name, ctx: Context, seen: set[str]) -> str | None:
    wanted = name.id.replace(".", "_")
    if wanted in seen:
        first = next(o.origin for o in ctx.draft.outputs if o.output.name == wanted)
        ctx.report(OutputTwice(name=wanted, first=first.span, placed=True), name.span)
        return None
    declared = next((o.output for o in ctx.draft.outputs if o.output.name == wanted), None)
    said = declared is not None and find(name, ctx.scope) is None  # by the name of the output
    if declared is not None and (said or tensor(name, ctx) == declared.value):
        seen.add(wanted)
        return wanted
    before = len(ctx.draft.outputs)
    _plain_output(name, ctx)
    for declared in ctx.draft.outputs[before:]:
        seen.add(declared.output.name)
        return declared.output.name
    return None


def check_structure(ctx: Context) -> None:
    """Demands a place for every output."""
    draft = ctx.draft
    if draft.structure is None or draft.structure_origin is None:
        return
    placed = {name for name, _ in ways(draft.structure)}
    for declared in draft.outputs:
        if declared.output.name not in placed:
            span = draft.structure_origin.span
            found = NoPlaceForOutput(name=declared.output.name, structure=span)
            ctx.session.report(found, declared.origin)
