"""From the tree of a file to graphs: the entry to lowering."""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from graphdsl.diagnostics.arguments import MissingArgument
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.models import NoSuchModel, NoSuchParameter
from graphdsl.graph import Graph, Unknown, Value
from graphdsl.lowering.evaluate import evaluate
from graphdsl.lowering.files import file_scope, place_of, settle
from graphdsl.lowering.instances import with_defaults
from graphdsl.lowering.models import lower_model
from graphdsl.lowering.scope import Pending, Scope, Template
from graphdsl.lowering.session import Env, Session, Stop
from graphdsl.lowering.templates import lower_unused_block
from graphdsl.origins import Origins
from graphdsl.source import Span
from graphdsl.syntax import ast


@dataclass(frozen=True, slots=True)
class Lowered:
    """What lowering made of a file."""

    graphs: Mapping[str, tuple[Graph, Origins]] = field(
        default_factory=dict[str, "tuple[Graph, Origins]"]
    )
    """Of every model that could be lowered, by name, in the order of the file."""
    models: tuple[str, ...] = ()
    """Names of all models in the file."""
    diagnostics: tuple[Diagnostic, ...] = ()
    lost: frozenset[str] = frozenset()
    """What is written in statements that could not be read, of files that are imported too."""


def lower(
    file: ast.File,
    *,
    model: str | None = None,
    params: Mapping[str, Value] | None = None,
    broken: bool = False,
    lost: frozenset[str] = frozenset(),
    files: Mapping[Path, Scope] | None = None,
) -> Lowered:
    """Lowers every model of `file`, or only `model`; `params` are values for its parameters.

    A model whose parameters have no defaults is lowered only where it is used or asked for. Of a
    `broken` tree, which lacks what could not be parsed, it is not said that something is missing,
    and not that one of the `lost` names, which stand in that, is unknown. `files` are scopes of
    files by their places, which are not read then.
    """
    session = Session(broken=broken, lost=lost, files={**(files or {})})
    models = {i.name.id: i for i in file.items if isinstance(i, ast.Model)}
    graphs: dict[str, tuple[Graph, Origins]] = {}
    with _deep_enough():
        try:
            path = file.span.source.path
            if path is not None:
                session.files[place_of(path)] = None
            scope = file_scope(file, session)
            chosen = _chosen(models, model, file, session)
            for item in chosen.values():
                found = _lower_one(item, scope, params or {}, model is not None, session)
                if found is not None:
                    graphs[item.name.id] = found
            if model is None:
                _check_unused(file, scope, session)
        except Stop:
            pass
    return Lowered(graphs, tuple(models), tuple(session.diagnostics), session.lost)


@contextmanager
def _deep_enough() -> Generator[None]:
    """Bodies nest in bodies within limits of our own, which are past Python's."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 20_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _chosen(
    models: Mapping[str, ast.Model], model: str | None, file: ast.File, session: Session
) -> Mapping[str, ast.Model]:
    if model is None:
        return models
    if model in models:
        return {model: models[model]}
    session.report(NoSuchModel(name=model, models=tuple(models), span=first_model(file)))
    return {}


def first_model(file: ast.File) -> Span:
    """The name of the first model; the start of a file that has none."""
    for item in file.items:
        if isinstance(item, ast.Model):
            return item.name.span
    return file.span.source.span(file.span.start, file.span.start)


def _lower_one(
    item: ast.Model, scope: Scope, params: Mapping[str, Value], asked: bool, session: Session
) -> tuple[Graph, Origins] | None:
    env = Env(session, scope)
    names = tuple(p.name.id for p in item.parameters)
    for name in params:
        if name not in names:
            span = item.name.span
            session.report(
                NoSuchParameter(name=name, model=item.name.id, parameters=names, span=span)
            )
    given = {n: v for n, v in params.items() if n in names}
    values = with_defaults(item.parameters, given, env)
    missing = [p for p in item.parameters if p.name.id not in values]
    if missing and not asked:
        return None
    for parameter in missing:
        name = parameter.name.id
        lacking = MissingArgument(layer=item.name.id, argument=name, asked=True)
        session.report(lacking.at(parameter.span))
        values[name] = Unknown.UNKNOWN
    with session.inside(item, item.name.span, None):
        return lower_model(Template(item, scope), {n: values[n] for n in names}, session)


def _check_unused(file: ast.File, scope: Scope, session: Session) -> None:
    """Works out what no model of the file uses, so that its mistakes are found too."""
    for binding in list(scope.bindings.values()):
        entity = binding.entity
        if isinstance(entity, Pending):
            settle(entity.item.name, entity, Env(session, scope))
    for item in file.items:
        if id(item) in session.used:
            continue
        if isinstance(item, ast.Block):
            lower_unused_block(Template(item, scope), item, session)
        elif isinstance(item, ast.LayerAlias):
            evaluate_alias(item, scope, session)


def evaluate_alias(item: ast.LayerAlias, scope: Scope, session: Session) -> None:
    """Looks at the value of a layer alias that nothing uses."""
    from graphdsl.lowering.instances import instance

    env = Env(session, scope)
    if isinstance(item.value, (ast.Name, ast.Call)):
        instance(item.value, env)
    else:
        evaluate(item.value, env)
