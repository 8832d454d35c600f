"""What a written name means, dotted names included."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from graphdsl.diagnostics.names import UndefinedName
from graphdsl.graph import UNKNOWN
from graphdsl.layers.registry import FUNCTIONS, LAYERS
from graphdsl.lowering.scope import (
    Binding,
    Copies,
    Entity,
    Imported,
    Part,
    Pending,
    Scope,
    SharedBlock,
    SharedLayer,
    Static,
    Stored,
    Template,
    Tensor,
)
from graphdsl.lowering.session import Env
from graphdsl.syntax import ast

VALUES = (Tensor, Part, Copies)
"""What a pipeline can start at."""
STEPS = (Template, SharedLayer, SharedBlock)
"""What can be applied to the flow, besides the layers and functions of Keras."""
CONSTANTS = (Static, Pending, Stored)
"""What stands for a number, a string or a list."""

NUMBERS: Final[Mapping[str, float]] = {"inf": math.inf, "nan": math.nan}
"""Numbers without digits: words that mean them where nothing else is called so."""

_PYTHON = {"True": "true", "False": "false", "None": "none", "null": "none"}


def find(name: ast.Name, scope: Scope, *, mark: bool = True) -> Entity | None:
    """What `name` is bound to, marked as used unless told not to; None if nothing is."""
    first, *rest = name.parts
    binding = scope.find(first)
    if binding is None:
        return None
    binding.used = binding.used or mark
    entity = binding.entity
    for part in rest:
        inner = _member(entity, part)
        if inner is None:
            return UNKNOWN if entity is UNKNOWN or _failed(entity) else None
        inner.used = inner.used or mark
        entity = inner.entity
        if isinstance(entity, Template):
            entity = Template(entity.item, entity.scope, name.id[: -len(part)])
    return entity


def _member(entity: Entity, part: str) -> Binding | None:
    match entity:
        case Imported(scope=Scope() as inner):
            return inner.bindings.get(part)
        case Part():
            return entity.names.bindings.get(part)
        case _:
            return None


def _failed(entity: Entity) -> bool:
    return isinstance(entity, Imported) and entity.scope is None


def python_word(name: str) -> str:
    """The word of the language for one of Python's: `true` for `True`."""
    return _PYTHON.get(name, "")


def undefined(name: ast.Name, env: Env, wanted: str = "value", *more: str) -> UndefinedName:
    """Says that no value is called `name`; `more` are names that may have been meant, too."""
    candidates = (*value_names(env), *more)
    later = env.scope.is_to_come(name.parts[0])
    return UndefinedName(name=name.id, wanted=wanted, candidates=candidates, later=later)


def step_names(env: Env) -> tuple[str, ...]:
    """Every name that may stand as a step here."""
    return _with_keras(tuple(env.scope.names(*STEPS)))


@lru_cache(maxsize=64)
def _with_keras(names: tuple[str, ...]) -> tuple[str, ...]:
    """Made once: thousands of diagnostics may hold it."""
    return (*names, *LAYERS, *FUNCTIONS)


def constant_names(env: Env) -> tuple[str, ...]:
    """Every name that stands for a number, a string or a list here."""
    return tuple(env.scope.names(*CONSTANTS))


def value_names(env: Env) -> tuple[str, ...]:
    """Every name that may stand as a tensor here."""
    return tuple(env.scope.names(*VALUES))
