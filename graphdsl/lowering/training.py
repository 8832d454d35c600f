"""`output` and `train`: what a model gives, and how it is compiled."""

from __future__ import annotations

from dataclasses import replace

from graphdsl.diagnostics.outputs import EntryTwice, UnknownEntry
from graphdsl.graph import Value
from graphdsl.layers.training import ENTRIES
from graphdsl.lowering.context import Context
from graphdsl.lowering.evaluate import evaluate
from graphdsl.source import Span
from graphdsl.syntax import ast


def lower_train(statement: ast.Train, ctx: Context) -> None:
    """The `train` block: arguments of `Model.compile` by name."""
    hint = "a model is trained as a whole: write it in the model's body"
    if not ctx.in_model("`train`", hint, statement.span):
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
