"""Numbers that are always the same multiple of others: four times the filters."""

from __future__ import annotations

from collections.abc import Sequence

from graphdsl.emit.python.tree import Expr, Literal


def factor(values: Sequence[Expr], given: Sequence[Expr]) -> tuple[str, int] | None:
    """`("*", 4)` if every value is four times the given one, `("//", 2)` if it is half of it."""
    pairs = [(_whole(a), _whole(b)) for a, b in zip(values, given, strict=True)]
    known = [(a, b) for a, b in pairs if a and b]
    if len(known) < len(pairs):
        return None
    (a, b), *_ = known
    if a % b == 0 and all(x == y * (a // b) for x, y in known):
        return "*", a // b
    if b % a == 0 and all(x * (b // a) == y for x, y in known):
        return "//", b // a
    return None


def _whole(expr: Expr) -> int | None:
    value = expr.value if isinstance(expr, Literal) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def multiple(given: Expr, operator: str, by: int) -> Expr | None:
    """That multiple of one number; None if `given` is none or it does not divide."""
    number = _whole(given)
    if number is None or (operator == "//" and number % by):
        return None
    return Literal(number * by if operator == "*" else number // by)
