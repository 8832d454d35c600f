"""Nodes of the tree that stand nowhere in a text yet: the printer gives them their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from graphdsl.source import NOWHERE
from graphdsl.syntax import ast
from graphdsl.syntax.lexer import RESERVED

IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
"""What can be a name in a text, reserved words aside."""
_KEYWORDS = (
    "frozen repeat if train model block layer extern import gdl None True False null inf nan"
)
KEYWORDS: Final = frozenset(_KEYWORDS.split())
"""Words that mean something else at the start of a statement, or look as if they did."""


def is_name(text: str) -> bool:
    """Whether `text` can be the name of a value, an input or a model."""
    return (
        IDENTIFIER.fullmatch(text) is not None
        and text not in RESERVED
        and text not in KEYWORDS
        and not text.startswith("_")
    )


def name(text: str) -> ast.Name:
    """A name, dotted or not."""
    return ast.Name(NOWHERE, text)


FLOW: Final = ast.Flow(NOWHERE)
"""`_`."""


def arg(key: str | None, value: ast.Expr) -> ast.Arg:
    """One argument, by place where `key` is None."""
    return ast.Arg(NOWHERE, None if key is None else name(key), value)


def call(function: str, args: Iterable[ast.Arg]) -> ast.Call:
    """`function(args)`."""
    return ast.Call(NOWHERE, name(function), tuple(args))


def listed(items: Iterable[ast.Expr]) -> ast.List:
    """`[items]`."""
    return ast.List(NOWHERE, tuple(items))


def step(value: ast.Expr, names: Sequence[str] = (), *, frozen: bool = False) -> ast.Step:
    """A member of a pipeline."""
    return ast.Step(NOWHERE, value, frozen, tuple(map(name, names)))


def pipeline(steps: Iterable[ast.Step], target: str | None = None) -> ast.Pipeline:
    """A pipeline, set aside under `target` if there is one."""
    return ast.Pipeline(NOWHERE, tuple(steps), None if target is None else name(target))


def body(statements: Iterable[ast.Statement]) -> ast.Body:
    """What stands between braces."""
    return ast.Body(NOWHERE, tuple(statements))
