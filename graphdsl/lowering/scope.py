"""Scopes, and what a name can be bound to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from graphdsl.graph import Ref, Unknown, Value
from graphdsl.lowering.drafts import DraftLayer, LayerPool
from graphdsl.source import Span
from graphdsl.syntax import ast

NEAREST: Final = 200
"""Names that an unknown one is compared with, at most: a file may have thousands of both."""


@dataclass(frozen=True, slots=True)
class Static:
    """A value known while lowering: a `let`, a parameter or a loop variable."""

    value: Value


@dataclass(frozen=True, slots=True)
class Tensor:
    """A value of the graph; `ref` is UNKNOWN after an error."""

    ref: Ref | Unknown


@dataclass(frozen=True, slots=True)
class Part:
    """A segment: its result, and the names inside it."""

    result: Ref | Unknown | None
    names: Scope


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of a replicated branch, by the name that they share."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A block, model, layer alias or extern layer, and the scope in which it was written."""

    item: ast.Block | ast.Model | ast.LayerAlias | ast.Extern
    scope: Scope
    prefix: str = ""
    """The name of the import it came by, with its dot: `conv.`."""

    @property
    def name(self) -> str:
        """Its name where it is used."""
        return self.prefix + self.item.name.id


@dataclass(slots=True)
class SharedLayer:
    """One instance of a layer or model, called wherever its name stands."""

    name: str
    layer: DraftLayer


@dataclass(slots=True)
class SharedBlock:
    """One instance of a block: every use is inlined anew over the same layers."""

    name: str
    template: Template
    args: Mapping[str, Value]
    pool: LayerPool
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """Another file, by the name that its import gave it."""

    scope: Scope | None
    """None after an error."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A `let` of the top level that has not been worked out yet."""

    item: ast.Let


@dataclass(frozen=True, slots=True)
class Stored:
    """An array of an `.npz` file that has not been read yet."""

    path: Path
    shown: str
    """The path as it is told."""
    name: str


Entity: TypeAlias = (
    Static
    | Tensor
    | Part
    | Copies
    | Template
    | SharedLayer
    | SharedBlock
    | Imported
    | Pending
    | Stored
    | Unknown
)


@dataclass(slots=True)
class Binding:
    """A name in a scope; `used` grows true when something reads it."""

    span: Span
    entity: Entity
    what: str
    """What it is, for messages: `value`, `parameter`, `block` …"""
    used: bool = False


@dataclass(slots=True)
class Scope:
    """Names and what they are bound to; what is not found here is looked up in `parent`."""

    parent: Scope | None = None
    bindings: dict[str, Binding] = field(default_factory=dict[str, Binding])
    reserved: frozenset[str] = frozenset()
    """Names that the body binds somewhere; names made up for block uses keep clear of them."""

    def find(self, name: str) -> Binding | None:
        """The binding of `name`, here or further out."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.bindings.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def is_to_come(self, name: str) -> bool:
        """Whether a body around this place binds `name`, but has not done so yet."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.reserved:
                return name not in scope.bindings
            scope = scope.parent
        return False

    def names(self, *kinds: type[Entity]) -> Iterator[str]:
        """The visible names that are bound to one of `kinds`, those in files and segments too.

        Of very many, the latest: they are compared with each unknown name.
        """
        return islice(self._visible(kinds), NEAREST)

    def _visible(self, kinds: tuple[type[Entity], ...]) -> Iterator[str]:
        scope: Scope | None = self
        while scope is not None:
            for name, binding in islice(reversed(scope.bindings.items()), NEAREST):
                if isinstance(binding.entity, kinds):
                    yield name
                for inner, member in islice(_members(binding.entity).items(), NEAREST):
                    if isinstance(member.entity, kinds):
                        yield f"{name}.{inner}"
            scope = scope.parent


def _members(entity: Entity) -> dict[str, Binding]:
    match entity:
        case Imported(scope=Scope() as inner):
            return inner.bindings
        case Part():
            return entity.names.bindings
        case _:
            return {}


def bound_names(body: ast.Body) -> frozenset[str]:
    """The names that the statements of `body` bind in its own scope."""
    found: set[str] = set()
    for statement in body.statements:
        match statement:
            case ast.Pipeline():
                if statement.target is not None:
                    found.add(statement.target.id)
                found.update(name.id for step in statement.steps for name in step.names)
            case ast.Segment() | ast.Shared() | ast.Input():
                if statement.name is not None:
                    found.add(statement.name.id)
            case ast.If():
                found |= bound_names(statement.then)
                otherwise = statement.otherwise
                if isinstance(otherwise, ast.If):
                    otherwise = ast.Body(otherwise.span, (otherwise,))
                if otherwise is not None:
                    found |= bound_names(otherwise)
            case _:
                pass
    return frozenset(found)
