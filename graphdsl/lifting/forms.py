"""How a call is written: as a step, as an operator, as an index, as a function of tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import EllipsisType
from typing import Final, TypeAlias

from graphdsl.graph import Ref, Value
from graphdsl.graph.values import refs_in
from graphdsl.layers.functions.base import Function
from graphdsl.layers.kinds import Kind
from graphdsl.layers.registry import FUNCTIONS
from graphdsl.lifting.items import Call
from graphdsl.lifting.making import arg, call, listed, name
from graphdsl.lifting.values import Unsayable, Values
from graphdsl.lowering.expressions import OPERATORS
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast

SIGNS: Final[Mapping[str, str]] = {function: sign for sign, function in OPERATORS.items()}
UNARY: Final[Mapping[str, str]] = {"negative": "-", "logical_not": "not"}
INDEX: Final = "get_item"
Tensor: TypeAlias = Callable[[Ref], ast.Expr]
"""What is written for a tensor."""


def is_function(item: Call) -> bool:
    """Whether it is a call of a function of `keras.ops`."""
    return item.layer.kind == "function"


def source_of(item: Call) -> Ref | None:
    """The one tensor that the call takes if it can be written as a plain step behind it."""
    node = item.node
    if not node.args or not isinstance(node.args[0], Ref):
        return None
    first = node.args[0]
    if not is_function(item):
        return first if len(node.args) == 1 and not node.kwargs else None
    if is_operator(item) or item.layer.cls not in FUNCTIONS:
        return None
    return first if len(item.reads) == 1 else None


def is_operator(item: Call) -> bool:
    """Whether it is written with a sign, or as an index."""
    node, function = item.node, item.layer.cls
    if node.kwargs or item.count > 1:
        return False
    if function in UNARY:
        return len(node.args) == 1 and isinstance(node.args[0], Ref)
    if function == INDEX:
        return len(node.args) == 2 and isinstance(node.args[0], Ref) and node.args[1] != ()
    if function not in SIGNS or len(node.args) != 2:
        return False
    plain = (Ref, bool, int, float, list, tuple)
    both = all(isinstance(value, plain) for value in node.args)
    return both and any(isinstance(value, Ref) for value in node.args)


def expression(item: Call, values: Values, tensor: Tensor) -> ast.Expr:
    """A call of a function as an expression."""
    if is_operator(item):
        return _operator(item, values, tensor)
    written = call(item.layer.cls, _arguments(item, 0, values, tensor))
    return written if item.reads else ast.Paren(NOWHERE, written)


def as_step(item: Call, values: Values, tensor: Tensor) -> ast.Expr:
    """A call of a function as a step, without its first operand."""
    args = _arguments(item, 1, values, tensor)
    return call(item.layer.cls, args) if args else name(item.layer.cls)


def operands(item: Call, values: Values, tensor: Tensor) -> ast.Expr:
    """What stands left of the arrow before a layer."""
    node = item.node
    args = [operand(value, values, tensor) for value in node.args]
    if node.kwargs:
        keywords = (arg(k, operand(v, values, tensor)) for k, v in node.kwargs.items())
        return ast.CallArgs(NOWHERE, (*(arg(None, value) for value in args), *keywords))
    return args[0] if len(args) == 1 else ast.Tuple(NOWHERE, tuple(args))


def operand(value: Value, values: Values, tensor: Tensor, kind: Kind | None = None) -> ast.Expr:
    """A tensor, a list of them, or a plain value."""
    if isinstance(value, Ref):
        return tensor(value)
    if isinstance(value, list) and any(True for _ in refs_in(value)):
        return listed(operand(item, values, tensor, kind) for item in value)
    if isinstance(value, tuple) and any(True for _ in refs_in(value)):
        return ast.Tuple(NOWHERE, tuple(operand(item, values, tensor, kind) for item in value))
    if isinstance(value, (slice, EllipsisType)):
        raise Unsayable("a slice outside of an index")
    return values.value(value, kind)


def _arguments(item: Call, first: int, values: Values, tensor: Tensor) -> list[ast.Arg]:
    """The arguments of a function from number `first` on."""
    known: Function | None = FUNCTIONS.get(item.layer.cls)
    order = list(known.parameters) if known is not None else []

    def kind_of(key: str | None) -> Kind | None:
        parameter = known.parameters.get(key) if known is not None and key else None
        return parameter.kind if parameter is not None and parameter.takes == "value" else None

    found: list[ast.Arg] = []
    for number, value in enumerate(item.node.args):
        if number >= first:
            key = order[number] if number < len(order) else None
            found.append(arg(None, operand(value, values, tensor, kind_of(key))))
    for key, value in item.node.kwargs.items():
        found.append(arg(key, operand(value, values, tensor, kind_of(key))))
    return found


def _operator(item: Call, values: Values, tensor: Tensor) -> ast.Expr:
    function, args = item.layer.cls, item.node.args
    if function in UNARY:
        sign = "-" if UNARY[function] == "-" else "not"
        return ast.Unary(NOWHERE, sign, operand(args[0], values, tensor))
    left = operand(args[0], values, tensor)
    if function == INDEX:
        return ast.Index(NOWHERE, left, _indices(args[1], values, tensor))
    return ast.Binary(
        NOWHERE,
        SIGNS[function],  # pyright: ignore[reportArgumentType] - its keys are the signs
        left,
        operand(args[1], values, tensor),
    )


def _indices(
    key: Value, values: Values, tensor: Tensor
) -> tuple[ast.Expr | ast.Slice | ast.EllipsisIndex, ...]:
    parts: Sequence[Value] = key if isinstance(key, tuple) else (key,)
    return tuple(_index(part, values, tensor) for part in parts)


def _index(part: Value, values: Values, tensor: Tensor) -> ast.Expr | ast.Slice | ast.EllipsisIndex:
    if isinstance(part, EllipsisType):
        return ast.EllipsisIndex(NOWHERE)
    if isinstance(part, slice):
        ends = (part.start, part.stop, part.step)
        start, stop, step = (None if e is None else operand(e, values, tensor) for e in ends)
        return ast.Slice(NOWHERE, start, stop, step)
    return operand(part, values, tensor)
