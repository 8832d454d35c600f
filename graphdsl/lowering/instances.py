"""From a written layer, `Dense(64)`, to what a new instance of it is made of.

One module, since an alias may stand for any of the other kinds: the functions call each other in a
circle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from graphdsl.diagnostics.arguments import MissingArgument, UnknownArgument, not_misnamed
from graphdsl.diagnostics.names import BadLayerName, NotAStep, NotAValue, UndefinedName
from graphdsl.diagnostics.values import WrongValue
from graphdsl.graph import Graph, Layer, LayerKind, Unknown, Value
from graphdsl.layers.applications import APPLICATIONS
from graphdsl.layers.base import Spec, positional
from graphdsl.layers.kinds import Kind
from graphdsl.layers.registry import FUNCTIONS, LAYERS, find_layer
from graphdsl.lowering import arithmetic
from graphdsl.lowering.arguments import bind
from graphdsl.lowering.lookup import CONSTANTS, find, step_names
from graphdsl.lowering.names import RUNS
from graphdsl.lowering.scope import SharedBlock, SharedLayer, Template
from graphdsl.lowering.session import Env
from graphdsl.origins import Origins
from graphdsl.source import NOWHERE, Span
from graphdsl.syntax import ast


@dataclass(frozen=True, slots=True)
class Instance:
    """What a layer is made of, before it has a name and a place in the graph."""

    kind: LayerKind
    cls: str
    args: Mapping[str, Value]
    order: tuple[str, ...]
    """Names of the positional arguments."""
    calls: tuple[ast.Call, ...] = ()
    name: str | None = None
    """Given with `name = …`."""
    name_span: Span | None = None
    graph: Graph | None = None
    origins: Origins | None = None


def instance(expr: ast.Name | ast.Call, env: Env) -> Instance | None:
    """What `expr` makes; None, after an error, where that is no layer at all."""
    function = expr if isinstance(expr, ast.Name) else expr.function
    call = expr if isinstance(expr, ast.Call) else None
    entity = find(function, env.scope)
    if isinstance(entity, Template):
        env.session.used.add(id(entity.item))
        match entity.item:
            case ast.LayerAlias():
                return _alias(entity, entity.item, call, function, env)
            case ast.Extern():
                return _extern(entity.item, call, function, env)
            case ast.Model():
                return _model(entity, call, function, env)
            case ast.Block():
                hint = "a block is a piece of a model: write it as a `model` to put it into a layer"
                return _no_instance(function, env, f"the block `{function.id}`", hint)
    if isinstance(entity, (SharedLayer, SharedBlock)):
        hint = "Keras would make a second copy of it when the model is loaded: use it as a step"
        return _no_instance(function, env, f"the shared layer `{function.id}`", hint)
    if find_layer(function.id) is not None:
        return _builtin(call, function, env)
    if entity is None and function.id in APPLICATIONS:
        return _application(call, function, env)
    if entity is not Unknown.UNKNOWN:
        report_unknown(function, env)
    return Instance("extern", function.id, _by_name(call, env), ())


def report_unknown(function: ast.Name, env: Env) -> None:
    """Says that nothing known is called so, or why it cannot stand in a file."""
    from graphdsl.layers.families.excluded import exclusion

    excluded = exclusion(function.id)
    if excluded is not None:
        env.report(excluded, function.span)
        return
    candidates = step_names(env)
    env.report(
        UndefinedName(name=function.id, wanted="layer", candidates=candidates), function.span
    )


def _by_name(call: ast.Call | None, env: Env) -> dict[str, Value]:
    """The keyword arguments of something unknown; all are looked at for mistakes of their own."""
    from graphdsl.lowering.evaluate import evaluate

    found = [(a.name, evaluate(a.value, env)) for a in (call.args if call else ())]
    return {name.id: value for name, value in found if name is not None and name.id != "name"}


def _no_instance(function: ast.Name, env: Env, what: str, hint: str) -> None:
    env.report(NotAValue(found=what, hint=hint), function.span)


def _any_kind(name: str) -> Kind | None:
    return None


def _bound(
    call: ast.Call | None,
    order: tuple[str, ...],
    what: str,
    kind_of: Callable[[str], Kind | None],
    env: Env,
) -> dict[str, Value]:
    from graphdsl.lowering.evaluate import evaluate

    return {} if call is None else bind(call.args, order, what, kind_of, env, evaluate)


def _builtin(call: ast.Call | None, function: ast.Name, env: Env) -> Instance:
    spec = find_layer(function.id)
    assert spec is not None, "it was asked for"
    order = positional(spec)

    def kind_of(name: str) -> Kind | None:
        declared = spec.argument(name)
        return declared.kind if declared else None

    args = _in_order(_bound(call, order, function.id, kind_of, env), spec)
    made = Instance("layer", spec.__name__, args, order, (call,) if call else ())
    return _named(made, call, env)


def _in_order(args: Mapping[str, Value], spec: type[Spec]) -> dict[str, Value]:
    """Arguments in the order of the signature, however they were written."""
    known = {name: args[name] for name in spec.args if name in args}
    return known | {name: value for name, value in args.items() if name not in known}


def _named(made: Instance, call: ast.Call | None, env: Env) -> Instance:
    """Takes `name` out of the arguments."""
    if "name" not in made.args:
        return made
    name = made.args["name"]
    rest = {key: value for key, value in made.args.items() if key != "name"}
    span = (
        next((a.span for a in call.args if a.name and a.name.id == "name"), None) if call else None
    )
    if name is None or isinstance(name, Unknown):
        return replace(made, args=rest)
    if not isinstance(name, str):
        what, found = "the name of a layer", arithmetic.describe(name)
        env.report(WrongValue(what=what, expected="a string", found=found), span or NOWHERE)
        return replace(made, args=rest)
    if not RUNS.fullmatch(name):
        env.report(BadLayerName(name=name), span or NOWHERE)
        return replace(made, args=rest)
    return replace(made, args=rest, name=name, name_span=span)


def _alias(
    template: Template,
    item: ast.LayerAlias,
    call: ast.Call | None,
    function: ast.Name,
    env: Env,
) -> Instance | None:
    value = item.value
    if not isinstance(value, (ast.Name, ast.Call)) or _is_no_layer(value, template, env):
        env.report(NotAStep(found=quoted(value), place="layer"), value.span)
        return None
    with env.session.inside(item, function.span, env.frame) as fine:
        base = instance(value, env.within(template.scope)) if fine else None
    if base is None:
        return None
    known = find_layer(base.cls) if base.kind == "layer" else None

    def kind_of(name: str) -> Kind | None:
        declared = known.argument(name) if known is not None else None
        return declared.kind if declared else None

    own = _bound(call, base.order, function.id, kind_of, env)
    calls = (call, *base.calls) if call else base.calls
    args = {**base.args, **own}
    if known is not None:
        args = _in_order(args, known)
    return _named(replace(base, args=args, calls=calls), call, env)


def _is_no_layer(value: ast.Name | ast.Call, template: Template, env: Env) -> bool:
    """Whether something else than a layer is known to be called so."""
    function = value if isinstance(value, ast.Name) else value.function
    entity = find(function, template.scope)
    if entity is None:
        return function.id in FUNCTIONS and function.id not in LAYERS
    return isinstance(entity, CONSTANTS) or (
        isinstance(entity, Template) and isinstance(entity.item, ast.Block)
    )


def quoted(expr: ast.Expr) -> str:
    """What is written, for a message, if that is short."""
    text = expr.span.text
    return "this" if len(text) > _LONGEST or "\n" in text else f"`{text}`"


_LONGEST = 32


def _extern(item: ast.Extern, call: ast.Call | None, function: ast.Name, env: Env) -> Instance:
    order = tuple(p.name.id for p in item.parameters)
    args = with_defaults(item.parameters, _bound(call, order, item.name.id, _any_kind, env), env)
    extra = [n for n in args if n not in order]
    missing = not_misnamed([n for n in order if n not in args], extra, order)
    span = call.span if call else function.span
    for name in missing:
        env.report(MissingArgument(layer=item.name.id, argument=name), span)
    for name in args:
        if name not in order and name not in ("name", "dtype", "trainable"):
            env.report(
                UnknownArgument(layer=item.name.id, argument=name, known=order),
                argument_span(call, name, span),
            )
    made = Instance("extern", item.name.id, args, order, (call,) if call else ())
    return _named(made, call, env)


def argument_span(call: ast.Call | None, name: str, otherwise: Span) -> Span:
    """Where the name of the keyword argument `name` stands in `call`."""
    written = call.args if call else ()
    return next((a.name.span for a in written if a.name and a.name.id == name), otherwise)


def with_defaults(
    parameters: tuple[ast.Parameter, ...], given: Mapping[str, Value], env: Env
) -> dict[str, Value]:
    """A value for every parameter that is given or has a default, in order; then the rest."""
    from graphdsl.lowering.evaluate import evaluate

    values: dict[str, Value] = {}
    for parameter in parameters:
        name = parameter.name.id
        if name in given:
            values[name] = given[name]
        elif parameter.default is not None:
            values[name] = evaluate(parameter.default, env)
    return values | {n: v for n, v in given.items() if n not in values}


def _model(
    template: Template, call: ast.Call | None, function: ast.Name, env: Env
) -> Instance | None:
    from graphdsl.lowering.models import nested_model

    item = template.item
    assert isinstance(item, ast.Model)
    order = tuple(p.name.id for p in item.parameters)
    made = _named(
        Instance("model", template.name, _bound(call, order, template.name, _any_kind, env), order),
        call,
        env,
    )
    span = call.span if call else function.span
    values = parameter_values(item.parameters, made.args, template.name, call, span, env, template)
    for value in values.values():
        env.session.spend_on(value, span)
    found = nested_model(template, values, function, env)
    if found is None:
        return Instance("extern", template.name, {}, ())
    graph, origins = found
    calls = (call,) if call else ()
    return replace(made, args={}, calls=calls, graph=graph, origins=origins)


def _application(call: ast.Call | None, function: ast.Name, env: Env) -> Instance:
    """A model of `keras.applications` as a layer."""
    from graphdsl.lowering.sources import application_of

    found = application_of(function, call, env)
    if found is None:
        return Instance("extern", function.id, {}, ())
    calls = (call,) if call else ()
    origins = Origins(span=call.span if call else function.span, derived=True)
    made = Instance("model", function.id, {}, (), calls, graph=found.graph, origins=origins)
    return replace(made, name=found.name)


def parameter_values(
    parameters: tuple[ast.Parameter, ...],
    given: Mapping[str, Value],
    what: str,
    call: ast.Call | None,
    span: Span,
    env: Env,
    template: Template,
) -> dict[str, Value]:
    """A value for every parameter of a block or model; UNKNOWN after an error."""
    names = tuple(p.name.id for p in parameters)
    for name in given:
        if name not in names:
            place = argument_span(call, name, span)
            env.report(UnknownArgument(layer=what, argument=name, known=names), place)
    known = {n: v for n, v in given.items() if n in names}
    values = with_defaults(parameters, known, env.within(template.scope))
    missing = [n for n in names if n not in values]
    told = not_misnamed(missing, [n for n in given if n not in names], names)
    for name in names:
        if name not in values:
            if name in told:
                env.report(MissingArgument(layer=what, argument=name), span)
            values[name] = Unknown.UNKNOWN
    return {name: values[name] for name in names}


def nested(made: Instance) -> Layer:
    """A layer that stands inside the arguments of another."""
    graph = made.graph
    name = made.name or ""
    if graph is not None and name:
        graph = replace(graph, name=name)
    return Layer(name, made.kind, made.cls, made.args, graph=graph)
