"""What a call is called with, by the names of its operands or parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphdsl.diagnostics.arguments import (
    GivenTwice,
    MissingArgument,
    TooManyArguments,
    UnknownArgument,
)
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.calls import MissingOperand
from graphdsl.graph import Node
from graphdsl.layers.base import Reject
from graphdsl.layers.operands import Typing, typed


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


def layer_operands(
    what: str, node: Node, known: Mapping[str, bool], type_of: Typing
) -> dict[str, Any]:
    """The same for the call of a layer, in words of what it is called with."""
    callee, names = f"`{what}`", tuple(known)
    needed = tuple(name for name in names if not known[name])
    rest = tuple(name for name in names if known[name])
    by_place = names[: len(node.args)]
    for name in node.kwargs:
        if name not in known:
            raise Reject(MissingOperand(what=callee, expected=needed, optional=rest, unknown=name))
        if name in by_place:
            raise Reject(MissingOperand(what=callee, expected=needed, twice=name))
    if len(node.args) > len(names):
        raise Reject(
            MissingOperand(what=callee, expected=needed, optional=rest, found=len(node.args))
        )
    for name in needed:
        if name not in by_place and name not in node.kwargs:
            raise Reject(MissingOperand(what=callee, expected=needed, missing=name))
    return bound_operands(what, node, known, type_of)


def _twice(what: str, name: str) -> Diagnostic:
    from graphdsl.source import NOWHERE

    return GivenTwice(layer=what, argument=name, first=NOWHERE)
