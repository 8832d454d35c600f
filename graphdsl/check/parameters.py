"""What a tensor function is called with, by the names of its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from graphdsl.check.operands import bound_operands
from graphdsl.diagnostics.arguments import WrongArgument
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import Node
from graphdsl.layers.base import REQUIRED, Reject
from graphdsl.layers.binding import shown
from graphdsl.layers.kinds import Kind
from graphdsl.layers.operands import Typing, is_open, typed
from graphdsl.layers.tensors import TensorType

if TYPE_CHECKING:
    from graphdsl.layers.functions.base import Function, Parameter


def bound_parameters(function: Function, node: Node, type_of: Typing) -> dict[str, Any]:
    """Parameters by name, defaults filled in, refs replaced by their types.

    Raises Reject for too many, unknown, doubled and missing ones, and for values that cannot
    stand where they do.
    """
    node, keywords = _packed(function, node)
    known = {n: p.default is not REQUIRED for n, p in function.parameters.items()}
    bound = bound_operands(function.name, node, known, type_of)
    given = {*tuple(known)[: len(node.args)], *node.kwargs}
    for name, parameter in function.parameters.items():
        if name not in given:
            bound[name] = parameter.default
        elif not is_open(bound[name]) and not _admitted(parameter, bound[name]):
            raise Reject(_wrong(function, name, bound[name], _expected(parameter)))
    if function.keywords is None:
        return bound
    found = {name: typed(value, type_of) for name, value in keywords.items()}
    for name, value in found.items():
        if not is_open(value) and not function.keywords.admits(value):
            raise Reject(_wrong(function, name, value, function.keywords.describe()))
    return {**bound, "keywords": found}


def _packed(function: Function, node: Node) -> tuple[Node, Mapping[str, Any]]:
    """The call with its surplus positional arguments as one list, and its surplus keywords."""
    names = tuple(function.parameters)
    if function.rest is not None and function.rest not in node.kwargs:
        place = names.index(function.rest)
        node = replace(node, args=(*node.args[:place], list(node.args[place:])))
    if function.keywords is None:
        return node, {}
    surplus = {n: v for n, v in node.kwargs.items() if n not in names}
    own = {n: v for n, v in node.kwargs.items() if n in names}
    return replace(node, kwargs=own), surplus


def _admitted(parameter: Parameter, value: Any) -> bool:
    """Whether `value` may stand for the parameter."""
    if parameter.takes == "value":
        return parameter.kind is None or parameter.kind.admits(value)
    if parameter.takes == "tensors" and isinstance(value, (list, tuple)):
        return all(map(_is_tensor, cast("Sequence[Any]", value)))
    if isinstance(value, TensorType) or (value is None and parameter.default is None):
        return True
    return parameter.kind.admits(value) if parameter.kind is not None else _is_tensor(value)


def _is_tensor(value: Any) -> bool:
    """Whether it is a tensor, or a number, which will do as one."""
    return isinstance(value, (TensorType, bool, int, float))


def _expected(parameter: Parameter) -> Kind | str:
    if parameter.kind is not None:
        return parameter.kind
    return "a list of tensors" if parameter.takes == "tensors" else "a tensor or a number"


def _wrong(function: Function, name: str, value: Any, expected: Kind | str) -> Diagnostic:
    return WrongArgument(
        layer=function.name,
        argument=name,
        expected=expected if isinstance(expected, str) else expected.describe(),
        found=shown(value),
        candidates=() if isinstance(expected, str) else tuple(expected.candidates()),
        word=value if isinstance(value, str) else "",
    )
