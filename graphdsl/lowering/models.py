"""A whole model: its body, its outputs, and the graph that comes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from graphdsl.diagnostics.base import Level
from graphdsl.diagnostics.flow import FrozenAndFree, NoInputs, OutputIsInput
from graphdsl.diagnostics.names import BadLayerName
from graphdsl.diagnostics.nested import NotInModels
from graphdsl.diagnostics.outputs import NoOutput
from graphdsl.graph import UNKNOWN, Graph, Output, Ref, Value
from graphdsl.graph.values import AS_IT_IS
from graphdsl.lowering.bodies import lower_body
from graphdsl.lowering.context import Context
from graphdsl.lowering.drafts import Draft, DraftCall, DraftLayer, DraftOutput, Place, Wanted
from graphdsl.lowering.naming import can_name_output, finish
from graphdsl.lowering.scope import Part, Scope, Static, Template, Tensor, bound_names
from graphdsl.lowering.session import CALL_LIMIT, Env, Session
from graphdsl.lowering.size import Sizes
from graphdsl.lowering.structures import check_structures
from graphdsl.origins import Origin, Origins
from graphdsl.source import Span
from graphdsl.syntax import ast

_INPUTS: Final = ("Input", "InputLayer")
"""What declares an input in Keras."""


def nested_model(
    template: Template, values: Mapping[str, Value], function: ast.Name, env: Env
) -> tuple[Graph, Origins] | None:
    """The graph of a model that is used as a step; None, after an error, if it has none."""
    item = template.item
    assert isinstance(item, ast.Model)
    with env.session.inside(item, function.span, env.frame) as fine:
        return lower_model(template, values, env.session) if fine else None


def lower_model(
    template: Template, values: Mapping[str, Value], session: Session
) -> tuple[Graph, Origins] | None:
    """The graph of a model for these values of its parameters; made once for each."""
    item = template.item
    assert isinstance(item, ast.Model)
    session.used.add(id(item))
    key = (id(item), json.dumps(values, default=repr, sort_keys=True))
    if key not in session.models:
        found = _lower_model(template, item, values, session)
        if found is None:
            return None
        session.models[key] = found
    return session.models[key]


def _lower_model(
    template: Template, item: ast.Model, values: Mapping[str, Value], session: Session
) -> tuple[Graph, Origins] | None:
    if item.body is None:
        from graphdsl.lowering.operations import lower_operation

        return lower_operation(item, Env(session, template.scope))
    if Sizes().body(item.body, template.scope) > CALL_LIMIT:
        session.refuse(item.name.span)
    if item.name.id.startswith("_"):
        session.report(BadLayerName(name=item.name.id, what="model"), Origin(item.name.span))
    draft = Draft(_called(item, values))
    ctx = Context(
        session,
        draft,
        Scope(template.scope, reserved=bound_names(item.body)),
        Place(),
        inputs=tuple(s.name.id for s in item.body.statements if isinstance(s, ast.Input)),
    )
    for parameter in item.parameters:
        named = parameter.name.id == "name"
        ctx.bind(parameter.name, Static(values[parameter.name.id]), "parameter", used=named)
    before = len(session.diagnostics)
    lower_body(item.body, ctx)
    _outputs(ctx, item)
    check_structures(ctx)
    wrong = any(d.level is Level.ERROR for d in session.diagnostics[before:])
    if wrong:
        session.flawed.add(id(item))
    _check_whole(ctx, item, clean=not wrong)
    _settle_frozen(draft, session)
    _name_outputs(draft)
    return finish(draft, Origins(span=item.name.span), session)


def _called(item: ast.Model, values: Mapping[str, Value]) -> str:
    """The name of the model in Keras: its parameter `name`, if it has one, or its own."""
    name = values.get("name")
    return name if isinstance(name, str) else item.name.id


def _outputs(ctx: Context, item: ast.Model) -> None:
    """With neither heads nor `output`, the last flow is the output."""
    draft = ctx.draft
    said = draft.outputs or "output" in draft.structure_origins
    if said or not isinstance(ctx.flow, Ref):
        return
    call = draft.call_of(ctx.flow)
    origin = call.origin if call is not None else Origin(item.name.span)
    draft.outputs[""] = DraftOutput(Output("", ctx.flow), origin)


def _check_whole(ctx: Context, item: ast.Model, *, clean: bool) -> None:
    """What a model must have; silent where errors in its body explain what is missing."""
    draft = ctx.draft
    name = item.name.id
    if ctx.session.broken:
        return
    if not ctx.inputs and ("input" in draft.structure_origins or _declares_as_keras(ctx, item)):
        return
    if not ctx.inputs:
        ctx.report(NoInputs(name=name), item.name.span)
    elif clean and not draft.outputs and ctx.flow is UNKNOWN:
        return
    elif clean and not draft.outputs:
        ctx.report(NoOutput(name=name, set_aside=_set_aside(ctx)), item.name.span)
    elif clean and all(draft.call_of(o.output.value) is None for o in draft.outputs.values()):
        aside = None if any(draft.outputs) else _set_aside(ctx)
        ctx.report(
            OutputIsInput(name=name, set_aside=aside),
            next(iter(draft.outputs.values())).origin.span,
        )
        draft.outputs.clear()  # what follows from their names is told with it


def _declares_as_keras(ctx: Context, item: ast.Model) -> bool:
    """Whether it is told of the model that it declares its input by a layer."""
    return any(
        isinstance(d, NotInModels) and d.layer in _INPUTS and _within(d.span, item.span)
        for d in ctx.session.diagnostics
    )


def _within(inner: Span, outer: Span) -> bool:
    return inner.source is outer.source and outer.start <= inner.start <= inner.end <= outer.end


def _set_aside(ctx: Context) -> str | None:
    """The value or branch that was named last, where something was computed for it."""
    for name, binding in reversed(ctx.scope.bindings.items()):
        match binding.entity:
            case Tensor(ref=Ref() as ref) | Part(result=Ref() as ref):
                if ctx.draft.call_of(ref) is not None:
                    return name
            case _:
                pass
    return None


def _settle_frozen(draft: Draft, session: Session) -> None:
    """A layer is frozen by its declaration or by every use of it, not by some."""
    told: set[str] = set()
    for layer in {id(c.layer): c.layer for c in draft.calls}.values():
        if layer.frozen:
            continue
        if layer.kind == "function" or layer.frozen_use is None:
            continue
        layer.frozen = True
        if layer.free_use is not None and layer.block not in told:
            name = layer.shared or layer.block or layer.cls
            free, frozen = (_in_model(use) for use in (layer.free_use, layer.frozen_use))
            found = FrozenAndFree(name=name, free=free.span, declared=layer.origin.span)
            session.report(found, frozen)
            told.update({layer.block} - {""})


def _in_model(use: Origin) -> Origin:
    """Where in the body of the model a use comes from, however many blocks lie between."""
    frame = use.frame
    while frame is not None and frame.parent is not None:
        frame = frame.parent
    return use if frame is None else Origin(frame.use.span)


def _name_outputs(draft: Draft) -> None:
    """An output whose layer cannot be called like it goes through an Identity that can, unless it
    is said what it is given in."""
    if "output" in draft.structures:
        return
    seen: set[Ref] = set()
    for declared, entry in draft.outputs.items():
        output, origin = entry.output, entry.origin
        call = draft.call_of(output.value)
        if not output.name and (call is None or not can_name_output(call)):
            output = replace(output, name="output")
        own = output.value.node == output.name if call is None else _is_called(call, output)
        if output.name and (output.value in seen or not own):
            if call is not None:
                _leave_name(call, output.name)
            output = replace(output, value=_identity(draft, output, origin))
        seen.add(output.value)
        draft.outputs[declared] = DraftOutput(output, origin)


def _is_called(call: DraftCall, output: Output) -> bool:
    """Whether the output can have the name of its layer, and has it."""
    layer = call.layer
    first = layer.kind != "function" and output.value.index == 0
    return first and layer.wanted == Wanted(output.name, "exact")


def _leave_name(call: DraftCall, name: str) -> None:
    """Leaves `name` to the output: an operation is then called after its function."""
    if call.wanted is not None and call.wanted.name == name:
        call.wanted = None
    layer = call.layer
    if layer.wanted.name != name:
        return
    if layer.kind == "function":
        layer.wanted = Wanted(layer.cls.rpartition(".")[2])
    else:
        layer.wanted = Wanted(f"{layer.wanted.name}_value")


def _identity(draft: Draft, output: Output, origin: Origin) -> Ref:
    layer = DraftLayer("layer", "Identity", AS_IT_IS, Wanted(output.name, "exact"), origin)
    return draft.add(DraftCall(layer, (output.value,), {}, output.segment, origin))
