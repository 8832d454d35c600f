"""Kinds of plain values: numbers, strings, sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from graphdsl.diagnostics.wording import listing
from graphdsl.graph.values import UNKNOWN, Value
from graphdsl.layers.kinds.base import Kind, admits_item


class AnyValue(Kind):
    """Anything at all."""


class Bool(Kind):
    """`true` or `false`."""

    text = "`true` or `false`"

    def admits(self, value: Value) -> bool:
        """Whether it is one of the two."""
        return isinstance(value, bool)


class Str(Kind):
    """Any string."""

    text = "a string"

    def admits(self, value: Value) -> bool:
        """Whether it is a string."""
        return isinstance(value, str)


def is_int(value: Value) -> bool:
    """Whether `value` is a whole number; `true` is not one."""
    return isinstance(value, int) and not isinstance(value, bool)


class Int(Kind):
    """A whole number, within bounds that are themselves admitted."""

    def __init__(self, min: int | None = None, max: int | None = None) -> None:
        self.min = min
        self.max = max

    def admits(self, value: Value) -> bool:
        """Whether it is a whole number within the bounds."""
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)

    def describe(self) -> str:
        """The words for it."""
        if self.max is None and self.min is not None and self.min in _WORDS:
            return _WORDS[self.min]
        return "an integer" + bounds_text(self.min, self.max)


_WORDS = {1: "a positive integer", 0: "an integer that is not negative"}


class PositiveInt(Int):
    """1, 2, 3 …"""

    def __init__(self) -> None:
        super().__init__(min=1)


class NonNegativeInt(Int):
    """0, 1, 2 …"""

    def __init__(self) -> None:
        super().__init__(min=0)


class Float(Kind):
    """A number, whole ones included unless it has to be `pointed`; `above` and `below` are bounds
    that are not admitted."""

    def __init__(
        self,
        min: float | None = None,
        max: float | None = None,
        *,
        above: float | None = None,
        below: float | None = None,
        pointed: bool = False,
    ) -> None:
        self.pointed = pointed
        self.min = min
        self.max = max
        self.above = above
        self.below = below

    def admits(self, value: Value) -> bool:
        """Whether it is a number within the bounds."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        if self.pointed and isinstance(value, int):
            return False
        return (
            (self.min is None or value >= self.min)
            and (self.max is None or value <= self.max)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )

    def describe(self) -> str:
        """The words for it."""
        what = "a number with a point, such as `1.0`," if self.pointed else "a number"
        text = what + bounds_text(self.min, self.max, self.above, self.below)
        return text.rstrip(",")


def bounds_text(
    low: float | None,
    high: float | None,
    above: float | None = None,
    below: float | None = None,
) -> str:
    """`` from 0 to 1``, `` above 0``; empty without bounds."""
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    lower = "" if low is None else f"of at least {low:g}"
    lower = lower if above is None else f"above {above:g}"
    upper = "" if high is None else f"at most {high:g}"
    upper = upper if below is None else f"below {below:g}"
    both = " and ".join(part for part in (lower, upper) if part)
    return f" {both}" if both else ""


class OneOf(Kind):
    """One of a few strings; with `any_case`, in upper case too."""

    def __init__(self, *strings: str, any_case: bool = False) -> None:
        self.strings = strings
        self.any_case = any_case

    def admits(self, value: Value) -> bool:
        """Whether it is one of them."""
        if not isinstance(value, str):
            return False
        return (value.lower() if self.any_case else value) in self.strings

    def describe(self) -> str:
        """The strings themselves."""
        return listing(self.strings, "or")

    def candidates(self) -> Sequence[str]:
        """The strings."""
        return self.strings


class OneOfAny(Kind):
    """One of a few values of any type: `OneOfAny(0, 1, "auto")`."""

    def __init__(self, *values: Value) -> None:
        self.values = values

    def admits(self, value: Value) -> bool:
        """Whether it is one of them; `1` is not `true`."""
        return any(type(value) is type(v) and value == v for v in self.values)

    def describe(self) -> str:
        """The values themselves."""
        return listing(["none" if v is None else str(v) for v in self.values], "or")

    def candidates(self) -> Sequence[str]:
        """The strings among them."""
        return tuple(v for v in self.values if isinstance(v, str))


class Sizes(Kind):
    """One whole number for all `n` axes, or one for each: `kernel_size`, `strides`."""

    def __init__(self, n: int, min: int = 1) -> None:
        self.n = n
        self.each = Int(min=min)

    def admits(self, value: Value) -> bool:
        """Whether it is one number, or a list or tuple of `n`."""
        if isinstance(value, (list, tuple)):
            return len(value) == self.n and all(admits_item(self.each, v) for v in value)
        return self.each.admits(value)

    def describe(self) -> str:
        """The words for it."""
        one = self.each.describe()
        return one if self.n == 1 else f"{one} or {self.n} of them, such as {(3, 5, 3)[: self.n]}"


class Axes(Kind):
    """One axis or a list of axes; negative ones count from the end."""

    text = "an axis or a list of axes"

    def admits(self, value: Value) -> bool:
        """Whether it is one number or a list or tuple of some."""
        if isinstance(value, (list, tuple)):
            return all(v is UNKNOWN or is_int(v) for v in value)
        return is_int(value)


class AxesTuple(Axes):
    """As `Axes`, where Keras takes a list for a single axis and fails when it is run."""

    text = "an axis or a tuple of axes, such as `(1, 2)`"

    def admits(self, value: Value) -> bool:
        """Whether it is one number or a tuple of some."""
        return not isinstance(value, list) and super().admits(value)


class ShapeKind(Kind):
    """A shape: a list or tuple of sizes, `none` and -1 among them where `open` says so."""

    text: ClassVar[str] = "a shape, such as (28, 28)"

    def __init__(
        self, rank: int | None = None, min: int | None = None, *, open: bool = True
    ) -> None:
        self.each = Int(min=min)
        self.rank = rank
        self.open = open

    def admits(self, value: Value) -> bool:
        """Whether it is a list or tuple of sizes."""
        if not isinstance(value, (list, tuple)) or self.rank not in (None, len(value)):
            return False
        return all((v is None and self.open) or admits_item(self.each, v) for v in value)


class Numbers(Kind):
    """A number, or lists of numbers as an array has them: all of one length, however deep.

    Truth values do not stand among numbers."""

    text = "numbers: one, a list, or lists of lists of one length"

    def admits(self, value: Value) -> bool:
        """Whether it is a number or such a list."""
        found = types_in(value)
        return extents(value) is not None and ("bool" not in found or len(found) == 1)


def extents(value: Value) -> tuple[int, ...] | None:
    """The shape of nested lists of numbers; None if they are not one array."""
    if isinstance(value, (bool, int, float)):
        return ()
    if not isinstance(value, (list, tuple)):
        return None
    if set(map(type, value)) <= {bool, int, float}:
        return (len(value),)
    inner = {extents(item) for item in value}
    if len(inner) > 1 or None in inner:
        return None
    return (len(value), *(inner.pop() or ())) if inner else (0,)


def types_in(value: Value) -> set[str]:
    """The types of the values in nested lists: `int`, `float`, `bool`."""
    if isinstance(value, (list, tuple)):
        own = set(map(type, value))
        if own <= {bool, int, float, str}:
            return {each.__name__ for each in own}
        return {name for item in value for name in types_in(item)}
    return {type(value).__name__}
