"""Arithmetic and comparisons on numbers, strings and lists, within bounds."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.limits import NumberTooLarge, TextTooLong
from graphdsl.diagnostics.values import (
    DivisionByZero,
    IndexOutOfRange,
    WrongOperand,
    WrongValue,
)
from graphdsl.diagnostics.wording import listing
from graphdsl.graph import UNKNOWN, Layer, Object, Ref, Unknown, Value

LENGTH_LIMIT = 100_000
"""Elements of a list, characters of a string."""
INTEGER_LIMIT = 2**63

_NUMERIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": operator.mod,
    "**": lambda a, b: a**b,
}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def describe(value: Value) -> str:
    """What a value is, for a message: `a number`, `` the string `relu` ``."""
    match value:
        case None:
            return "`none`"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"the number `{value}`"
        case str():
            return f"the string `{value}`"
        case list():
            return "a list"
        case tuple():
            return "a tuple"
        case dict():
            return "a dict"
        case Object():
            return f"`{value.cls}(…)`"
        case Layer():
            return f"the layer `{value.cls}(…)`"
        case Ref():
            return "a tensor"
        case _:
            return "this value"


def is_number(value: Value) -> bool:
    """Whether it is an int or a float; a bool is not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def unary(sign: str, value: Value) -> Value | Diagnostic:
    """`-a`, `+a` or `not a`."""
    if value is UNKNOWN:
        return UNKNOWN
    if sign == "not":
        return (
            (not value)
            if isinstance(value, bool)
            else WrongOperand(operator=sign, found=(describe(value),))
        )
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return -value if sign == "-" else value
    return WrongOperand(operator=sign, found=(describe(value),))


def binary(sign: str, left: Value, right: Value) -> Value | Diagnostic:
    """`left sign right`, or what is wrong with it."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return UNKNOWN
    if sign in ("==", "!="):
        return (left == right) == (sign == "==")
    if sign in ("and", "or"):
        if isinstance(left, bool) and isinstance(right, bool):
            return (left and right) if sign == "and" else (left or right)
    elif is_number(left) and is_number(right):
        if sign in _ORDER:
            return _ORDER[sign](left, right)
        if sign in _NUMERIC:
            return _numeric(sign, left, right)
    elif sign == "+" and isinstance(left, (str, list, tuple)) and type(left) is type(right):
        return _joined(left, right)
    return WrongOperand(operator=sign, found=(describe(left), describe(right)))


def _numeric(sign: str, left: Any, right: Any) -> Value | Diagnostic:
    if sign == "**" and (abs(right) > 64 and abs(left) > 1 and isinstance(left, int)):
        return NumberTooLarge()
    try:
        result = _NUMERIC[sign](left, right)
    except ZeroDivisionError:
        return DivisionByZero()
    except OverflowError:
        return NumberTooLarge()
    finite = math.isfinite(left) and math.isfinite(right)
    return bounded(result) if finite else result


def bounded(number: Any) -> Value | Diagnostic:
    """The number itself if it is real, finite and not beyond the bounds."""
    if isinstance(number, complex):
        return WrongOperand(operator="**", found=("a negative number", "a fraction"))
    if isinstance(number, int) and abs(number) > INTEGER_LIMIT:
        return NumberTooLarge()
    if isinstance(number, float) and not math.isfinite(number):
        return NumberTooLarge()
    return number


def _joined(left: Any, right: Any) -> Value | Diagnostic:
    if len(left) + len(right) > LENGTH_LIMIT:
        what = "characters" if isinstance(left, str) else "elements"
        return TextTooLong(limit=LENGTH_LIMIT, what=what)
    return left + right


def element(values: Sequence[Value] | Mapping[str, Value], index: Value) -> Value | Diagnostic:
    """`values[index]`, or what is wrong with it."""
    if isinstance(values, Mapping):
        if isinstance(index, str) and index in values:
            return values[index]
        keys = listing(tuple(values), "or") or "a key that is there"
        return WrongValue(what="the key", expected=keys, found=describe(index))
    if not isinstance(index, int) or isinstance(index, bool):
        return WrongValue(what="an index", expected="a whole number", found=describe(index))
    if not -len(values) <= index < len(values):
        return IndexOutOfRange(index=index, length=len(values))
    return values[index]
