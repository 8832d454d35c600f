"""Models that others are made of: those of a file, saved ones, applications, their segments."""

from __future__ import annotations

from os.path import normpath
from pathlib import Path
from typing import NamedTuple

from graphdsl.diagnostics.arguments import UnknownArgument
from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.diagnostics.derived import NotAModel
from graphdsl.graph import Graph, Unknown, Value
from graphdsl.layers.applications import APPLICATIONS, arguments_of
from graphdsl.lowering.arguments import bind
from graphdsl.lowering.evaluate import evaluate, string
from graphdsl.lowering.lookup import find
from graphdsl.lowering.scope import Template
from graphdsl.lowering.session import Env
from graphdsl.origins import Origin, Origins
from graphdsl.syntax import ast
from graphdsl.transforms.names import NAMES


class Found(NamedTuple):
    """A model to make others of."""

    graph: Graph
    name: str | None = None
    """Given with `name = …`."""
    segment: str | None = None
    """The one that is meant, where it is not the whole model."""


def is_source(expr: ast.Expr, env: Env) -> bool:
    """Whether `expr` stands for a model, and not for a tensor."""
    if isinstance(expr, ast.String):
        return True
    function = expr.function if isinstance(expr, ast.Call) else expr
    if not isinstance(function, ast.Name):
        return False
    if _template(function, env) is not None:
        return True
    known = function.id in APPLICATIONS or (isinstance(expr, ast.Call) and is_operation(expr))
    return known and find(function, env.scope, mark=False) is None


def is_operation(expr: ast.Call) -> bool:
    """Whether a call has the name of a graph operation."""
    return expr.function.id in NAMES


def source(expr: ast.Expr, env: Env) -> Found | None:
    """The model that `expr` stands for; None, after an error, if there is none."""
    if isinstance(expr, ast.String):
        return _file(expr, env)
    call = expr if isinstance(expr, ast.Call) else None
    function = call.function if call is not None else expr
    if isinstance(function, ast.Name):
        if find(function, env.scope) is Unknown.UNKNOWN:
            return None
        template = _template(function, env)
        if template is not None:
            return _model(*template, call, function, env)
        if function.id in APPLICATIONS:
            return application_of(function, call, env)
        if call is not None and is_operation(call):
            from graphdsl.lowering.operations import result

            made = result(call, env)
            return None if made is None else Found(made)
    names = tuple(env.scope.names(Template))
    what = function.id if isinstance(function, ast.Name) else expr.span.text
    env.report(NotAModel(name=what, candidates=(*names, *NAMES)), expr.span)
    return None


def _template(function: ast.Name, env: Env) -> tuple[Template, str | None] | None:
    """The model that the name begins with, and the segment in it that the rest names."""
    parts = function.id.split(".")
    for end in range(len(parts), 0, -1):
        name = ast.Name(function.span, ".".join(parts[:end]))
        found = find(name, env.scope)
        if isinstance(found, Template) and isinstance(found.item, ast.Model):
            return found, ".".join(parts[end:]) or None
    return None


def _model(
    template: Template, segment: str | None, call: ast.Call | None, function: ast.Name, env: Env
) -> Found | None:
    from graphdsl.lowering.instances import parameter_values
    from graphdsl.lowering.models import nested_model

    item = template.item
    assert isinstance(item, ast.Model)
    order = tuple(p.name.id for p in item.parameters)
    given = bind(call.args, order, template.name, lambda _: None, env, evaluate) if call else {}
    span = call.span if call else function.span
    values = parameter_values(item.parameters, given, template.name, call, span, env, template)
    found = nested_model(template, values, function, env)
    from graphdsl.transforms.parts import with_taken

    if found is None or id(item) in env.session.flawed or _has_errors(found[0]):
        return None  # which is told where the model is written
    return Found(with_taken(found[0], "model", template.name), None, segment)


def _has_errors(graph: Graph) -> bool:
    from graphdsl.check.infer import infer

    return any(d.level is Level.ERROR for d in infer(graph, Origins())[1])


def application_of(function: ast.Name, call: ast.Call | None, env: Env) -> Found | None:
    """The graph of a model of `keras.applications`; None, after an error, if there is none."""
    from graphdsl.saved.applications import application_graph
    from graphdsl.transforms.parts import with_taken

    order = arguments_of(function.id)
    args = bind(call.args, order, function.id, lambda _: None, env, evaluate) if call else {}
    fine = True
    for name in args:
        if name not in order:
            place = Origin(function.span, (call,) if call else ()).argument(name, order)
            env.report(UnknownArgument(layer=function.id, argument=name, known=order), place)
            fine = False
    if not fine or any(value is Unknown.UNKNOWN for value in args.values()):
        return None
    own: dict[str, Value] = {n: args[n] for n in order if n in args and n != "name"}
    graph = application_graph(function.id, own)
    if isinstance(graph, Diagnostic):
        env.report(graph, call.span if call else function.span)
        return None
    if own.get("weights", "imagenet") is not None:
        graph = with_taken(graph, "application", function.id, own)
    name = args.get("name")
    return Found(graph, name if isinstance(name, str) else None)


def _file(expr: ast.String, env: Env) -> Found | None:
    """The model in a file, whose place is that of the text beside it."""
    written = string(expr, env)
    if not isinstance(written, str):
        return None
    here = expr.span.source.path
    path = normpath((here.parent if here is not None else Path()) / written)
    graph, told = saved_graph(path)
    for diagnostic in told:
        env.report(diagnostic, expr.span)
    if graph is None or any(d.level is Level.ERROR for d in told):
        return None
    from graphdsl.saved import has_weights
    from graphdsl.transforms.parts import with_taken

    return Found(with_taken(graph, "file", path) if has_weights(path) else graph)


def saved_graph(path: str) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
    """The graph of a saved model or of a graph file, and what is wrong with it or is not kept."""
    if path.lower().endswith(".graph.json"):
        from graphdsl.files import read_source
        from graphdsl.graph.json import read

        text = read_source(path, as_json=True)
        found = (text,) if isinstance(text, Diagnostic) else read(text)
        return (found, ()) if isinstance(found, Graph) else (None, found)
    from graphdsl.saved import read_model

    return read_model(path)
