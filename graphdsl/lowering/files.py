"""Whole files: their top level, and the files that they import."""

from __future__ import annotations

import math
from collections.abc import Mapping
from os.path import normpath
from pathlib import Path
from typing import Final

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.models import ImportCycle, KerasName, WrongVersion
from graphdsl.diagnostics.names import BoundTwice
from graphdsl.files import read_source
from graphdsl.graph import UNKNOWN, Value
from graphdsl.layers.registry import LAYERS
from graphdsl.lowering.evaluate import constant, string
from graphdsl.lowering.scope import (
    Binding,
    Entity,
    Imported,
    Pending,
    Scope,
    Static,
    Stored,
    Template,
)
from graphdsl.lowering.session import Env, Session
from graphdsl.source import NOWHERE, Source
from graphdsl.syntax import ast
from graphdsl.syntax.parser import parse

ARRAYS: Final = ".npz"
"""The ending of files that hold arrays."""


def file_scope(file: ast.File, session: Session) -> Scope:
    """The names of the top level; their order in the file does not matter."""
    scope = Scope()
    for item in file.items:
        if isinstance(item, ast.Version):
            if item.number.value not in (1, math.inf):  # infinity: the lexer has told
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


def settle(name: ast.Name, pending: Pending | Stored, env: Env) -> Entity:
    """The value of a `let` of the top level or of an array, worked out when first asked for."""
    scope: Scope | None = env.scope
    first, *rest = name.parts
    while scope is not None and first not in scope.bindings:
        scope = scope.parent
    for part in rest:
        imported = scope.bindings[first].entity if scope is not None else None
        scope = imported.scope if isinstance(imported, Imported) else None
        first = part
    assert scope is not None
    if isinstance(pending, Stored):
        value = _read(name, pending, env)
    else:
        with env.session.inside(pending.item, name.span, env.frame) as fine:
            value = constant(pending.item.value, Env(env.session, scope)) if fine else UNKNOWN
    scope.bindings[first].entity = Static(value)
    return Static(value)


def _read(name: ast.Name, stored: Stored, env: Env) -> Value:
    """The numbers of an array; UNKNOWN after an error."""
    from graphdsl.saved.arrays import read_array

    value = read_array(stored.path, stored.name, stored.shown)
    if isinstance(value, Diagnostic):
        env.report(value, name.span)
        return UNKNOWN
    return value


def place_of(path: Path) -> Path:
    """One path for a file, however it is written."""
    return Path(normpath(path.absolute()))


def _imported(item: ast.Import, scope: Scope, session: Session) -> Scope | None:
    written = string(item.path, Env(session, scope))
    if not isinstance(written, str):
        return None
    here = item.span.source.path
    folder = here.parent if here is not None else Path()
    path = place_of(folder / written)
    if path in session.files:
        found = session.files[path]
        if found is None:
            itself = here is not None and path == place_of(here)
            session.report(ImportCycle(path=written, itself=itself, span=item.path.span))
        return found
    shown = normpath(Path(item.span.source.name).parent / written) if here else written
    if written.lower().endswith(ARRAYS):
        session.files[path] = _arrays(item, path, shown, session)
        return session.files[path]
    source = read_source(path)
    if isinstance(source, Diagnostic):
        session.report(source.at(item.path.span))
        return None
    session.files[path] = None
    parsed = parse(Source(source.text, shown, path))
    session.diagnostics.extend(parsed.diagnostics)
    session.broken = session.broken or bool(parsed.diagnostics)
    session.lost |= parsed.lost
    session.files[path] = file_scope(parsed.file, session)
    return session.files[path]


def _arrays(item: ast.Import, path: Path, shown: str, session: Session) -> Scope | None:
    """The arrays of a file by name; none of them is read before it is asked for."""
    from graphdsl.saved.arrays import array_names

    names = array_names(path, shown)
    if isinstance(names, Diagnostic):
        session.report(names.at(item.path.span))
        return None
    what, span = "array", item.path.span
    return Scope(
        bindings={name: Binding(span, Stored(path, shown, name), what, used=True) for name in names}
    )


def scope_of(arrays: Mapping[str, Value]) -> Scope:
    """The scope of a file with these arrays, which is not written yet."""
    return Scope(
        bindings={n: Binding(NOWHERE, Static(v), "array", used=True) for n, v in arrays.items()}
    )
