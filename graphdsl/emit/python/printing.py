"""Expressions and statements as text, broken over lines as `ruff format` would."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from graphdsl.emit.python.layout import SOFT, SPACE, Doc, Group, IfBroken, Indent
from graphdsl.emit.python.literals import escaped, scalar
from graphdsl.emit.python.names import is_name
from graphdsl.emit.python.tree import (
    Call,
    Choice,
    Comprehension,
    Expr,
    Index,
    Items,
    Literal,
    Member,
    Name,
    Operation,
    Pairs,
    Span,
    Text,
)
from graphdsl.graph import Value
from graphdsl.layers.base import Nesting

PRECEDENCE: Final = {
    "==": 1, "!=": 1, "is not": 1, "<": 1, "<=": 1, ">": 1, ">=": 1,
    "+": 2, "-": 2, "*": 3, "/": 3, "//": 3, "%": 3, "@": 3, "**": 5,
}  # fmt: skip
_SIGN: Final = 4
_ATOM: Final = 6
_CHAINED: Final = (2, 3)
"""Ranks of operators that group from the left; comparisons do not, they hold all at once."""
_SIMPLE: Final = re.compile(r"-?[\w.]+(e-\d+)?")


def document(expr: Expr) -> Doc:
    """`expr`, ready to be laid out."""
    match expr:
        case Name(id):
            return id
        case Literal(value):
            return _constant(value)
        case Text(parts):
            return text(parts)
        case Call(function, args, kwargs):
            return document(function), arguments([*map(document, args), *_keywords(kwargs)])
        case Member(value, name):
            return _operand(value, _ATOM), ".", name
        case Items(items, brackets):
            return _collection(brackets, list(map(document, items)))
        case Pairs(items):
            pairs = [(document(key), ": ", document(value)) for key, value in items]
            return _collection("{}", pairs)
        case Comprehension(key, value, target, source):
            head: Doc = document(value) if key is None else (document(key), ": ", document(value))
            loop = ("for ", target, " in ", document(source))
            open_, close = "[]" if key is None else "{}"
            return Group((open_, Indent((SOFT, Group((head, SPACE, loop)))), SOFT, close))
        case Choice(test, then, otherwise):
            return document(then), " if ", document(test), " else ", document(otherwise)
        case Index(value, keys):
            inner = _joined(list(map(_key, keys)))
            return _operand(value, _ATOM), Group(("[", Indent((SOFT, Group(inner))), SOFT, "]"))
        case Operation(operator, left, right):
            return _operation(operator, left, right, " ")
        case Span(start, stop, step):
            ends = ["None" if end is None else document(end) for end in (start, stop, step)]
            return "slice", arguments(ends)
        case _:
            raise TypeError(f"{expr} has no name yet")


def right_side(expr: Expr) -> Doc:
    """`expr` behind `=` or `return`, where an operation that does not fit needs parentheses."""
    if isinstance(expr, Operation) and expr.left is not None and expr.operator != "**":
        return _optional(Group(_operation(expr.operator, expr.left, expr.right, SPACE)))
    if isinstance(expr, Items) and expr.brackets == "()" and len(expr.items) > 1:
        return targets(list(map(document, expr.items)))
    return document(expr)


def targets(parts: Sequence[Doc]) -> Doc:
    """`a, b`: what is assigned to or returned together, in parentheses if it does not fit."""
    return parts[0] if len(parts) == 1 else _optional(_joined(parts))


def nested(names: Sequence[str], nesting: Nesting) -> list[Doc]:
    """`names` as targets, with parentheses around those that stand together."""
    rest = iter(names)

    def part(inner: Nesting) -> Doc:
        return _collection("()", [part(each) for each in inner]) if inner else next(rest)

    return [part(inner) for inner in nesting]


def _optional(inner: Doc) -> Doc:
    """`inner`, in parentheses and on lines of its own if it does not fit."""
    return Group((IfBroken("("), Indent((SOFT, inner)), SOFT, IfBroken(")")))


def arguments(parts: Sequence[Doc]) -> Doc:
    """`(a, b)`: all on one line of its own if the call does not fit, or else one a line."""
    if not parts:
        return "()"
    return Group(("(", Indent((SOFT, Group(_joined(parts)))), SOFT, ")"))


def _keywords(kwargs: Sequence[tuple[str, Expr]]) -> list[Doc]:
    """`key=value`; keys that are no names stand in a dict."""
    named: list[Doc] = [(k, "=", document(v)) for k, v in kwargs if is_name(k) and "." not in k]
    others = tuple((Literal(k), v) for k, v in kwargs if not is_name(k) or "." in k)
    return [*named, ("**", document(Pairs(others)))] if others else named


def text(parts: Sequence[str | Name]) -> str:
    """A string, or an f-string where a part is a name."""
    if all(isinstance(part, str) for part in parts):
        return scalar("".join(part for part in parts if isinstance(part, str)))
    if len(parts) == 1 and isinstance(parts[0], Name):
        return parts[0].id
    inner = (_braced(part) for part in parts)
    return f'f"{"".join(inner)}"'


def _braced(part: str | Name) -> str:
    if isinstance(part, Name):
        return f"{{{part.id}}}"
    return escaped(part, '"').replace("{", "{{").replace("}", "}}")


def _constant(value: Value) -> Doc:
    """A constant; collections of constants break like collections."""
    match value:
        case list():
            return _collection("[]", [_constant(v) for v in value])
        case tuple():
            return _collection("()", [_constant(v) for v in value])
        case dict():
            pairs = [(_constant(key), ": ", _constant(v)) for key, v in value.items()]
            return _collection("{}", pairs)
        case _:
            return scalar(value)


def _collection(brackets: str, parts: Sequence[Doc]) -> Doc:
    """`[a, b]`: one item a line if it does not fit."""
    open_, close = brackets
    if not parts:
        return brackets
    if brackets == "()" and len(parts) == 1:
        return Group((open_, Indent((SOFT, parts[0], ",")), SOFT, close))
    return Group((open_, Indent((SOFT, *_joined(parts))), SOFT, close))


def _joined(parts: Sequence[Doc]) -> tuple[Doc, ...]:
    """`parts` with commas between them, and one at the end where several stand one a line."""
    joined: list[Doc] = [parts[0]]
    for part in parts[1:]:
        joined += [",", SPACE, part]
    return (*joined, IfBroken(",")) if len(parts) > 1 else tuple(joined)


def _operation(operator: str, left: Expr | None, right: Expr, gap: Doc) -> Doc:
    """An operation, with parentheses around operands that bind less."""
    if left is None:
        return operator, _operand(right, _ATOM if _rank(right) > _SIGN else _SIGN)
    rank = PRECEDENCE[operator]
    power = operator == "**"
    after = _operand(right, rank + (not power))
    if isinstance(left, Operation) and left.left is not None and _rank(left) == rank in _CHAINED:
        return _operation(left.operator, left.left, left.right, gap), gap, operator, " ", after
    before = _operand(left, rank if rank in _CHAINED else rank + 1)
    if power and _hugs(before) and _hugs(_beside(right, after)):
        return before, operator, after
    return before, gap, operator, " ", after


def _beside(right: Expr, text: Doc) -> Doc:
    """What stands directly behind `**`: of another power its base."""
    if isinstance(right, Operation) and right.operator == "**" and right.left is not None:
        return _operand(right.left, _ATOM)
    return text


def _hugs(part: Doc) -> bool:
    return isinstance(part, str) and bool(_SIMPLE.fullmatch(part))


def _operand(expr: Expr, rank: int) -> Doc:
    inner = document(expr)
    return ("(", inner, ")") if _rank(expr) < rank else inner


def _rank(expr: Expr) -> int:
    """How strongly what `expr` is made of holds together."""
    match expr:
        case Operation(operator, left, _):
            return _SIGN if left is None else PRECEDENCE[operator]
        case Literal(int() | float() as value) if value < 0:
            return _SIGN
        case _:
            return _ATOM


def _key(expr: Expr) -> Doc:
    """What stands in an index."""
    return _span(expr.start, expr.stop, expr.step) if isinstance(expr, Span) else document(expr)


def _span(start: Expr | None, stop: Expr | None, step: Expr | None) -> Doc:
    first = "" if start is None else document(start)
    last = "" if stop is None else document(stop)
    return (first, ":", last) if step is None else (first, ":", last, ":", document(step))
