"""Whole files: their top level, and the files that they import."""

from __future__ import annotations

from pathlib import Path

from graphdsl.diagnostics.names import BoundTwice, ImportProblem, KerasName, WrongVersion
from graphdsl.graph import UNKNOWN
from graphdsl.layers.registry import LAYERS
from graphdsl.lowering.evaluate import evaluate, string
from graphdsl.lowering.scope import Binding, Entity, Imported, Pending, Scope, Static, Template
from graphdsl.lowering.session import Env, Session
from graphdsl.source import Source
from graphdsl.syntax import ast
from graphdsl.syntax.parser import parse


def file_scope(file: ast.File, session: Session) -> Scope:
    """The names of the top level; their order in the file does not matter."""
    scope = Scope()
    for item in file.items:
        if isinstance(item, ast.Version):
            if item.number.value != 1:
                session.report(WrongVersion(found=item.number.text, span=item.span))
            continue
        what = _what(item)
        first = scope.bindings.get(item.name.id)
        if first is not None:
            session.report(BoundTwice(name=item.name.id, first=first.span, span=item.name.span))
            continue
        if item.name.id in LAYERS:
            session.report(KerasName(name=item.name.id, what=what, span=item.name.span))
        scope.bindings[item.name.id] = Binding(item.name.span, UNKNOWN, what, used=True)
        scope.bindings[item.name.id].entity = _entity(item, scope, session)
    return scope


def _what(item: ast.Import | ast.Let | ast.LayerAlias | ast.Extern | ast.Block | ast.Model) -> str:
    match item:
        case ast.Import():
            return "import"
        case ast.Let():
            return "`let`"
        case ast.LayerAlias() | ast.Extern():
            return "layer"
        case ast.Block():
            return "block"
        case ast.Model():
            return "model"


def _entity(
    item: ast.Import | ast.Let | ast.LayerAlias | ast.Extern | ast.Block | ast.Model,
    scope: Scope,
    session: Session,
) -> Entity:
    if isinstance(item, ast.Import):
        return Imported(_imported(item, scope, session))
    if isinstance(item, ast.Let):
        return Pending(item)
    return Template(item, scope)


def settle(name: ast.Name, pending: Pending, env: Env) -> Entity:
    """The value of a `let` of the top level, worked out when it is first asked for."""
    scope: Scope | None = env.scope
    first, *rest = name.parts
    while scope is not None and first not in scope.bindings:
        scope = scope.parent
    for part in rest:
        imported = scope.bindings[first].entity if scope is not None else None
        scope = imported.scope if isinstance(imported, Imported) else None
        first = part
    assert scope is not None
    with env.session.inside(pending.item, name.span, env.frame) as fine:
        value = evaluate(pending.item.value, Env(env.session, scope)) if fine else UNKNOWN
    scope.bindings[first].entity = Static(value)
    return Static(value)


def _imported(item: ast.Import, scope: Scope, session: Session) -> Scope | None:
    written = string(item.path, Env(session, scope))
    if not isinstance(written, str):
        return None
    here = item.span.source.path
    path = ((here.parent if here else Path()) / written).absolute()

    def refuse(reason: str) -> None:
        session.report(ImportProblem(path=written, reason=reason, span=item.path.span))

    try:
        path = path.resolve()
        if path in session.files:
            found = session.files[path]
            if found is None:
                refuse("the file is being imported already, directly or through others")
            return found
        source = Source.read(path)
    except (OSError, ValueError, RuntimeError) as problem:
        refuse(_reason(problem))
        return None
    session.files[path] = None
    named = Source(source.text, _relative(here, written), path)
    parsed = parse(named)
    session.diagnostics.extend(parsed.diagnostics)
    session.files[path] = file_scope(parsed.file, session)
    return session.files[path]


def _relative(here: Path | None, written: str) -> str:
    return str(here.parent / written) if here is not None else written


def _reason(problem: Exception) -> str:
    match problem:
        case FileNotFoundError():
            return "there is no such file"
        case IsADirectoryError():
            return "it is a folder"
        case UnicodeDecodeError():
            return "it is not a text in UTF-8"
        case OSError():
            return (problem.strerror or "it cannot be read").lower()
        case _:
            return "it is not the name of a file"
