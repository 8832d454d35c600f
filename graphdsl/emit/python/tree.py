"""The parts of a Python expression, and the places in it that are still to be filled.

`Tensor` and `Hole` stand for a value and a parameter whose Python names are not chosen yet; the
rest is Python as it will be printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from typing import Literal as OneOf

from graphdsl.graph import Ref, Value


@dataclass(frozen=True, slots=True)
class Name:
    """A name, dotted or not: `x`, `layers.Dense`."""

    id: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: numbers, strings, None, `...` and lists, tuples and dicts of them."""

    value: Value = field(compare=False)
    key: str = field(init=False)
    """Tells 1, 1.0 and True apart, which are equal in Python."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", repr(self.value))


@dataclass(frozen=True, slots=True)
class Text:
    """The name of a layer: a string, or an f-string where a part is an expression."""

    parts: tuple[str | Name, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`function(*args, **kwargs)`."""

    function: Expr
    args: tuple[Expr, ...] = ()
    kwargs: tuple[tuple[str, Expr], ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """`value.name`."""

    value: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Items:
    """`[a, b]` or `(a, b)`."""

    items: tuple[Expr, ...]
    brackets: OneOf["[]", "()"] = "[]"


@dataclass(frozen=True, slots=True)
class Pairs:
    """`{key: value}`."""

    items: tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """`left + right`; with `left` None a sign, `-right`."""

    operator: str
    left: Expr | None
    right: Expr


@dataclass(frozen=True, slots=True)
class Index:
    """`value[keys]`."""

    value: Expr
    keys: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """`start:stop:step` in an index."""

    start: Expr | None
    stop: Expr | None
    step: Expr | None


@dataclass(frozen=True, slots=True)
class Comprehension:
    """`[value for target in source]`, or a dict where `key` is given."""

    key: Expr | None
    value: Expr
    target: str
    source: Expr


@dataclass(frozen=True, slots=True)
class Choice:
    """`then if test else otherwise`."""

    test: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Tensor:
    """A value of the graph: what a call gives, a layer itself (LAYER), the model (MODEL) …"""

    ref: Ref


WHOLE: Final = -1
"""The index of everything that a call gives, where it gives several tensors in one object."""
LAYER: Final = -2
"""The index under which the layer of that name stands among the values."""
PARAMETER: Final = -3
"""The index of what a function is called with; the node is its number."""
MODEL: Final = Ref("", -4)
"""The model that is built."""


@dataclass(frozen=True, slots=True)
class Hole:
    """What differs between the uses of a function: its parameter number `index`."""

    index: int


Expr: TypeAlias = (
    Name
    | Literal
    | Text
    | Call
    | Member
    | Items
    | Pairs
    | Operation
    | Index
    | Span
    | Comprehension
    | Choice
    | Tensor
    | Hole
)


def children(expr: Expr) -> Iterator[Expr]:
    """The expressions directly inside `expr`, in the order in which they are read."""
    match expr:
        case Call(function, args, kwargs):
            yield function
            yield from args
            yield from (value for _, value in kwargs)
        case Member(value, _):
            yield value
        case Items(items):
            yield from items
        case Pairs(items):
            yield from (part for pair in items for part in pair)
        case Operation(_, left, right):
            yield from (part for part in (left, right) if part is not None)
        case Index(value, keys):
            yield value
            yield from keys
        case Span(start, stop, step):
            yield from (part for part in (start, stop, step) if part is not None)
        case Comprehension(key, value, _, source):
            yield from (part for part in (key, value, source) if part is not None)
        case Choice(test, then, otherwise):
            yield from (then, test, otherwise)
        case _:
            pass


def leaves(expr: Expr) -> Iterator[Expr]:
    """Every part of `expr` that has no parts, from left to right."""
    todo = [expr]
    while todo:
        item = todo.pop()
        inner = list(children(item))
        if inner:
            todo.extend(reversed(inner))
        else:
            yield item


def refs(expr: Expr) -> list[Ref]:
    """The values that `expr` reads, in order, as often as they stand there."""
    return [leaf.ref for leaf in leaves(expr) if isinstance(leaf, Tensor)]


def rewrite(expr: Expr, change: Callable[[Expr], Expr | None]) -> Expr:
    """`expr` with each part replaced, outermost first, for which `change` gives something."""
    changed = change(expr)
    if changed is not None:
        return changed

    def inner(part: Expr) -> Expr:
        return rewrite(part, change)

    def maybe(part: Expr | None) -> Expr | None:
        return None if part is None else inner(part)

    match expr:
        case Call(function, args, kwargs):
            named = tuple((key, inner(value)) for key, value in kwargs)
            return Call(inner(function), tuple(map(inner, args)), named)
        case Member(value, name):
            return Member(inner(value), name)
        case Items(items, brackets):
            return Items(tuple(map(inner, items)), brackets)
        case Pairs(items):
            return Pairs(tuple((inner(key), inner(value)) for key, value in items))
        case Operation(operator, left, right):
            return Operation(operator, maybe(left), inner(right))
        case Index(value, keys):
            return Index(inner(value), tuple(map(inner, keys)))
        case Span(start, stop, step):
            return Span(maybe(start), maybe(stop), maybe(step))
        case Comprehension(key, value, target, source):
            return Comprehension(maybe(key), inner(value), target, inner(source))
        case Choice(test, then, otherwise):
            return Choice(inner(test), inner(then), inner(otherwise))
        case _:
            return expr
