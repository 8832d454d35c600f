"""`output` and `train`: what a model gives, and how it is compiled."""

from __future__ import annotations

from dataclasses import replace

from graphdsl.diagnostics.flow import Misplaced
from graphdsl.diagnostics.names import UndefinedName
from graphdsl.diagnostics.outputs import EntryTwice, UnknownEntry
from graphdsl.graph import Output, Ref, Value
from graphdsl.graph.names import as_identifier
from graphdsl.layers.training import ENTRIES
from graphdsl.lowering.context import Context
from graphdsl.lowering.drafts import Wanted
from graphdsl.lowering.evaluate import evaluate
from graphdsl.lowering.expressions import tensor
from graphdsl.lowering.lookup import find, value_names
from graphdsl.lowering.naming import can_name_output
from graphdsl.lowering.segments import declare
from graphdsl.source import Span
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


def lower_train(statement: ast.Train, ctx: Context) -> None:
    """The `train` block: arguments of `Model.compile` by name."""
    if ctx.place.kind != "model" or ctx.place.in_loop:
        hint = "a model is trained as a whole: write it in the model's body"
        where = f"a {'loop' if ctx.place.in_loop else ctx.place.kind}"
        ctx.report(Misplaced(what="`train`", where=where, hint=hint), statement.span)
        return
    draft = ctx.draft
    if draft.train is not None:
        first = draft.train_origins[""].span
        ctx.report(EntryTwice(name="train", first=first), statement.span)
        return
    draft.train = {}
    draft.train_origins[""] = ctx.origin(statement.span)
    for entry in statement.entries:
        _entry(entry, statement.span, draft.train, ctx)


def _entry(entry: ast.Arg, span: Span, train: dict[str, Value], ctx: Context) -> None:
    name = entry.name.id if entry.name else ""
    place = entry.name.span if entry.name else span
    if name not in ENTRIES:
        ctx.report(UnknownEntry(name=name, where="`train`", known=tuple(ENTRIES)), place)
        return
    if name in train:
        first = ctx.draft.train_origins[name].span
        ctx.report(EntryTwice(name=name, first=first), place)
        return
    train[name] = evaluate(entry.value, ctx.env, ENTRIES[name])
    ctx.draft.train_origins[name] = replace(ctx.origin(entry.value.span), option=entry)
