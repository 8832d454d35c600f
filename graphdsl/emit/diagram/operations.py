"""How functions of `keras.ops` are drawn: a symbol where there is one, with their constants."""

from __future__ import annotations

from typing import Final, NamedTuple

from graphdsl.emit.diagram.arguments import plain_argument
from graphdsl.emit.words import clean, slice_text, value_text
from graphdsl.graph import Node, Ref, Value, refs_in

SYMBOLS: Final = {
    "add": "+",
    "subtract": "−",
    "multiply": "×",
    "divide": "÷",
    "true_divide": "÷",
    "floor_divide": "//",
    "mod": "%",
    "power": "^",
    "matmul": "@",
    "equal": "=",
    "not_equal": "≠",
    "greater": ">",
    "greater_equal": "≥",
    "less": "<",
    "less_equal": "≤",
    "logical_and": "and",
    "logical_or": "or",
}
_COMMUTES: Final = ("add", "multiply", "equal", "not_equal", "logical_and", "logical_or")
_INDEXING: Final = ("getitem", "get_item")


class Operation(NamedTuple):
    """The text in a function's box, and as what it takes each of its tensors."""

    text: str
    roles: tuple[str, ...] = ()
    """One for each ref of the call; empty where their order does not matter."""


def operation(cls: str, node: Node) -> Operation:
    """How the call `node` of the function `cls` is drawn."""
    values = (*node.args, *node.kwargs.values())
    if cls in SYMBOLS and len(values) == 2:
        return _binary(cls, values[0], values[1])
    if cls in _INDEXING and len(values) == 2:
        return Operation(f"[{_index_text(values[1])}]")
    if cls == "negative":
        return Operation("−")
    return Operation(_named(cls, node))


def _binary(cls: str, left: Value, right: Value) -> Operation:
    symbol = SYMBOLS[cls]
    if isinstance(left, Ref) and isinstance(right, Ref):
        if cls in _COMMUTES:
            return Operation(symbol)
        return Operation(f"a {symbol} b", ("a", "b"))
    if isinstance(left, Ref):
        return Operation(f"{symbol} {value_text(right)}")
    return Operation(f"{value_text(left)} {symbol}")


def _index_text(index: Value) -> str:
    parts = index if isinstance(index, (tuple, list)) else (index,)
    return ", ".join(slice_text(p) if isinstance(p, slice) else value_text(p) for p in parts)


def _named(cls: str, node: Node) -> str:
    constants = [value_text(v) for v in node.args if not any(refs_in(v))]
    named = ((n, v) for n, v in node.kwargs.items() if not any(refs_in(v)))
    constants += [plain_argument(n, v) for n, v in named]
    return " ".join([clean(cls), ", ".join(constants)]).strip()
