"""`output a, b`: results of a block, or plain outputs of the model."""

from __future__ import annotations

from graphdsl.diagnostics.flow import Misplaced
from graphdsl.graph import Output, Ref
from graphdsl.graph.names import as_identifier
from graphdsl.lowering.context import Context
from graphdsl.lowering.drafts import Wanted
from graphdsl.lowering.expressions import tensor
from graphdsl.lowering.lookup import find, undefined
from graphdsl.lowering.naming import can_name_output
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
            plain_output(name, ctx)


def plain_output(name: ast.Name, ctx: Context) -> None:
    """The value called `name` as an output of the model."""
    if find(name, ctx.scope) is None:
        ctx.report(undefined(name, ctx.env), name.span)
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
