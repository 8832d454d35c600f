"""Applying a layer, block, model or function to operands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from graphdsl.diagnostics.arguments import TooManyArguments
from graphdsl.diagnostics.calls import MissingOperand, TrainingArgument
from graphdsl.diagnostics.flow import Misplaced
from graphdsl.diagnostics.names import NotAStep
from graphdsl.graph import UNKNOWN, Value
from graphdsl.graph.names import snake_case
from graphdsl.layers.kinds import Kind
from graphdsl.layers.registry import FUNCTIONS, LAYERS
from graphdsl.lowering.arguments import bind
from graphdsl.lowering.context import Context
from graphdsl.lowering.drafts import DraftCall, DraftLayer, Wanted
from graphdsl.lowering.evaluate import evaluate
from graphdsl.lowering.instances import Instance, instance, quoted
from graphdsl.lowering.lookup import CONSTANTS, VALUES, find
from graphdsl.lowering.scope import SharedBlock, SharedLayer, Template
from graphdsl.origins import Origin
from graphdsl.source import Span
from graphdsl.syntax import ast


@dataclass(frozen=True, slots=True)
class Operands:
    """What a step is called with."""

    args: tuple[Value, ...]
    kwargs: Mapping[str, Value] = field(default_factory=dict[str, Value])
    spans: Mapping[str, Span] = field(default_factory=dict[str, Span])
    """Of the keyword ones."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How the results of a step are to be called: by `as` or by the target of its pipeline."""

    names: tuple[ast.Name, ...] = ()

    @property
    def single(self) -> str | None:
        """The one name, which is that of the layer too."""
        return self.names[0].id if len(self.names) == 1 else None

    @property
    def several(self) -> tuple[str, ...]:
        """The names of several results; empty for one."""
        return tuple(n.id for n in self.names) if len(self.names) > 1 else ()


def apply(step: ast.Step, operands: Operands, naming: Naming, ctx: Context) -> tuple[Value, ...]:
    """Calls what `step` names with `operands`; the results, UNKNOWN after an error."""
    if step.frozen:
        ctx = ctx.frozen()
    value = step.value
    if not isinstance(value, (ast.Name, ast.Call)):
        if not isinstance(value, ast.CallArgs):  # which the parser has told
            ctx.report(NotAStep(found=quoted(value), hint=_alone(value)), value.span)
        return (UNKNOWN,)
    function = value if isinstance(value, ast.Name) else value.function
    call = value if isinstance(value, ast.Call) else None
    entity = find(function, ctx.scope)
    if isinstance(entity, SharedLayer):
        _no_arguments(call, ctx)
        return call_layer(entity.layer, operands, naming, step.span, ctx)
    if isinstance(entity, SharedBlock):
        from graphdsl.lowering.blocks import use_shared_block

        _no_arguments(call, ctx)
        return use_shared_block(entity, operands, naming, step, ctx)
    if isinstance(entity, Template) and isinstance(entity.item, ast.Block):
        from graphdsl.lowering.blocks import use_block

        return use_block(entity, entity.item, call, operands, naming, step, ctx)
    if isinstance(entity, VALUES):
        hint = f"`{function.id}` is a value: a pipeline starts at it, `{function.id} -> …`"
        ctx.report(NotAStep(found=f"`{function.id}`", hint=hint), function.span)
        return (UNKNOWN,)
    if isinstance(entity, CONSTANTS) and function.id not in LAYERS:
        hint = "a `let`, a parameter or a loop variable stands in arguments"
        ctx.report(NotAStep(found=f"`{function.id}`", hint=hint), function.span)
        return (UNKNOWN,)
    if entity is UNKNOWN:
        return (UNKNOWN,)
    if entity is None and function.id not in LAYERS and function.id in FUNCTIONS:
        return call_function(function, call, operands, naming, step, ctx)
    made = instance(value, ctx.env)
    if made is None:
        return (UNKNOWN,)
    layer = ctx.take(lambda: draft_layer(made, naming.single, step.span, ctx))
    return call_layer(layer, operands, naming, step.span, ctx)


def _alone(expr: ast.Expr) -> str | None:
    """How an expression takes what a step gives."""
    if isinstance(expr, (ast.Binary, ast.Unary, ast.Index)):
        return "an expression stands on a line of its own: `_` in it is what the line above gives"
    return None


def _no_arguments(call: ast.Call | None, ctx: Context) -> None:
    if call is not None and call.args:
        hint = "its arguments stand in its `shared` declaration"
        found = Misplaced(what="an argument", where="a use of a shared layer", hint=hint)
        ctx.report(found, call.args[0].span)


def wanted(name: str | None, given: str | None, base: str, ctx: Context) -> Wanted:
    """The name of a layer: given with `name =`, the value's name, or made up from its class."""
    prefix = ctx.place.prefix
    if given is not None:
        return Wanted(prefix + given, "exact")
    if name is not None and not ctx.place.unnamed:
        again = ctx.place.in_loop or name in ctx.scope.bindings
        return Wanted(prefix + name, "numbered" if again else "exact")
    return Wanted(prefix + base)


def draft_layer(made: Instance, name: str | None, span: Span, ctx: Context) -> DraftLayer:
    """A new layer of the model; it is called after the value, its own `name`, or its class."""
    return DraftLayer(
        made.kind,
        made.cls,
        made.args,
        wanted(name, made.name, snake_case(made.cls.rpartition(".")[2]), ctx),
        Origin(span, made.calls, ctx.place.frame),
        graph=made.graph,
        origins=made.origins,
    )


def call_layer(
    layer: DraftLayer, operands: Operands, naming: Naming, span: Span, ctx: Context
) -> tuple[Value, ...]:
    """A call of `layer`, once more if it is shared."""
    if "training" in operands.kwargs:
        ctx.report(TrainingArgument(), operands.spans.get("training", span))
        rest = {k: v for k, v in operands.kwargs.items() if k != "training"}
        operands = replace(operands, kwargs=rest)
    if layer.graph is not None:
        operands = _model_operands(layer, operands, span, ctx)
    origin = Origin(span, layer.origin.calls, ctx.place.frame)
    if ctx.place.frozen:
        layer.frozen_use = layer.frozen_use or origin
    else:
        layer.free_use = layer.free_use or origin
    own = None
    named = naming.single is not None and not ctx.place.unnamed
    if named and (layer.calls or layer.shared):
        own = wanted(naming.single, None, "", ctx)
    draft = DraftCall(
        layer, operands.args, operands.kwargs, ctx.place.path, origin, own, naming.several
    )
    return ctx.add(draft, max(1, len(naming.several)), _results_of(layer))


def _results_of(layer: DraftLayer) -> int | None:
    """How many tensors a call gives, where that is known without types."""
    return None if layer.graph is None else max(1, len(layer.graph.outputs))


def _model_operands(layer: DraftLayer, operands: Operands, span: Span, ctx: Context) -> Operands:
    """One positional operand for each input of a model, in order."""
    assert layer.graph is not None
    names = tuple(i.name for i in layer.graph.inputs)
    args = list(operands.args)
    if len(args) == 1 and isinstance(args[0], list) and len(names) > 1:
        args = list(args[0])
    bound = bind_operands(args, operands, names, f"the model `{layer.cls}`", span, ctx)
    return Operands(tuple(bound[name] for name in names))


def bind_operands(
    args: list[Value],
    operands: Operands,
    names: tuple[str, ...],
    what: str,
    span: Span,
    ctx: Context,
) -> dict[str, Value]:
    """Operands by the names of inputs; UNKNOWN for what is missing, after an error."""
    bound = dict(zip(names, args, strict=False))
    for name, value in operands.kwargs.items():
        place = operands.spans.get(name, span)
        if name not in names:
            ctx.report(MissingOperand(what=what, expected=names, unknown=name), place)
        elif name in bound:
            ctx.report(MissingOperand(what=what, expected=names, twice=name), place)
        else:
            bound[name] = value
    found = len(args) + len(operands.kwargs)
    if found != len(names):
        ctx.report(MissingOperand(what=what, expected=names, found=found), span)
    return {name: bound.get(name, UNKNOWN) for name in names}


def call_function(
    function: ast.Name,
    call: ast.Call | None,
    operands: Operands,
    naming: Naming,
    step: ast.Step,
    ctx: Context,
) -> tuple[Value, ...]:
    """A function of `keras.ops` as a step: what flows comes first among its arguments."""
    from graphdsl.lowering.expressions import function_arguments, operation

    if step.frozen:
        hint = "a function has no weights: leave `frozen` out"
        ctx.report(Misplaced(what="`frozen`", where="front of a function", hint=hint), step.span)
    skip = len(operands.args)
    if _is_too_much(function, call, skip, ctx):
        return (UNKNOWN,) * max(1, len(naming.names))
    args, kwargs = function_arguments(function, call, skip, ctx)
    return operation(
        function.id,
        (*operands.args, *args),
        {**operands.kwargs, **kwargs},
        naming,
        step.span,
        (call,) if call else (),
        ctx,
    )


def _is_too_much(function: ast.Name, call: ast.Call | None, skip: int, ctx: Context) -> bool:
    """Tells of arguments by place for which none is left beside what flows."""
    known = FUNCTIONS[function.id]
    written = [argument for argument in (call.args if call else ()) if argument.name is None]
    left = tuple(known.parameters)[skip:]
    if known.rest is not None or len(written) <= len(left):
        return False
    surplus = written[len(left)]
    found = TooManyArguments(
        layer=function.id,
        expected=len(left),
        found=len(written),
        known=left,
        first=surplus.span.text,
        flows=True,
    )
    ctx.report(found, surplus.span)
    return True


def block_arguments(template: Template, call: ast.Call | None, ctx: Context) -> dict[str, Value]:
    """The written arguments of a use of a block, by name."""
    item = template.item
    assert isinstance(item, ast.Block)
    order = tuple(p.name.id for p in item.parameters)

    def kind_of(name: str) -> Kind | None:
        return None

    if call is None:
        return {}
    return bind(call.args, order, template.name, kind_of, ctx.env, evaluate)
