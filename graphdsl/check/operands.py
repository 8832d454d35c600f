"""What a call is called with, by the names of its operands or parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from graphdsl.diagnostics.arguments import (
    GivenTwice,
    MissingArgument,
    TooManyArguments,
    UnknownArgument,
)
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import Node, Ref, Unknown, Value
from graphdsl.layers.base import Reject
from graphdsl.layers.tensors import ANYTHING, TensorType

Typing = Callable[[Ref], TensorType]


def bound_operands(
    what: str, node: Node, known: Mapping[str, bool], type_of: Typing
) -> dict[str, Any]:
    """Operands by name, refs replaced by their types; `known` tells which names are optional.

    Raises Reject for too many, unknown, doubled and missing ones.
    """
    names = tuple(known)
    if len(node.args) > len(names):
        raise Reject(TooManyArguments(layer=what, expected=len(names), found=len(node.args)))
    bound: dict[str, Any] = {
        name: typed(value, type_of) for name, value in zip(names, node.args, strict=False)
    }
    for name, value in node.kwargs.items():
        if name not in known:
            raise Reject(UnknownArgument(layer=what, argument=name, known=names))
        if name in bound:
            raise Reject(_twice(what, name))
        bound[name] = typed(value, type_of)
    for name, optional in known.items():
        if name not in bound:
            if not optional:
                raise Reject(MissingArgument(layer=what, argument=name))
            bound[name] = None
    return bound


def _twice(what: str, name: str) -> Diagnostic:
    from graphdsl.source import NOWHERE

    return GivenTwice(layer=what, argument=name, first=NOWHERE)


def typed(value: Value, type_of: Typing) -> Any:
    """`value` with the type of the tensor in place of every ref; ANYTHING for what is unknown."""
    match value:
        case Ref():
            return type_of(value)
        case Unknown():
            return ANYTHING
        case list():
            return [typed(item, type_of) for item in value]
        case tuple():
            return tuple(typed(item, type_of) for item in value)
        case dict():
            return {key: typed(item, type_of) for key, item in value.items()}
        case slice():
            return slice(*(typed(v, type_of) for v in (value.start, value.stop, value.step)))
        case _:
            return value


def is_open(value: Any) -> bool:
    """Whether a tensor of unknown rank or dtype stands in `value`."""
    if isinstance(value, TensorType):
        return value.shape is None or value.dtype is None
    if isinstance(value, (list, tuple)):
        return any(map(is_open, cast("Sequence[Any]", value)))
    if isinstance(value, dict):
        return any(map(is_open, cast("Mapping[str, Any]", value).values()))
    return False
