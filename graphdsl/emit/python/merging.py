"""Finding the one text of several uses: where they differ there is a parameter."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from graphdsl.emit.python.names import Known, is_plain
from graphdsl.emit.python.spelling import POSITIONAL
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import (
    Call,
    Expr,
    Hole,
    Index,
    Items,
    Literal,
    Member,
    Name,
    Operation,
    Pairs,
    Span,
    Tensor,
    Text,
    children,
    leaves,
)
from graphdsl.graph import Ref
from graphdsl.graph.names import snake_case


@dataclass(frozen=True, slots=True)
class Slot:
    """Where uses differ: what stands there in each, and the name of that argument."""

    values: tuple[Expr, ...]
    hint: str
    index: int


@dataclass(slots=True)
class Merger:
    """Merges the expressions of uses that have one shape."""

    local: Sequence[Mapping[Ref, Ref]]
    """For each use, the values made in it and what the first use calls them."""
    prefixes: Sequence[str | None]
    """For each use, what the names of its layers begin with."""
    known: Known
    slots: dict[tuple[Expr, ...], Slot] = field(default_factory=dict[tuple[Expr, ...], Slot])
    """By what stands there in each use, in order of their first place."""
    named: bool = False
    """Whether a name was made with the parameter `name`."""

    def step(self, steps: Sequence[Step]) -> Step:
        """One statement of the function."""
        first = steps[0]
        value = self.merge([step.value for step in steps], first.name or "value")
        return replace(first, value=value)

    def merge(self, exprs: Sequence[Expr], hint: str) -> Expr:
        """One expression; what differs, or comes from outside, becomes a hole."""
        first = exprs[0]
        if all(isinstance(expr, Tensor) for expr in exprs):
            return self._tensor(cast("Sequence[Tensor]", exprs))
        if all(isinstance(expr, Text) for expr in exprs):
            return self._name(cast("Sequence[Text]", exprs), hint)
        if any(shallow(expr) != shallow(first) for expr in exprs):
            return self._hole(exprs, hint)
        match first:
            case Literal() | Name():
                return first
            case Call(function, args, kwargs):
                return self._call(cast("Sequence[Call]", exprs), function, args, kwargs, hint)
            case _:
                parts = [list(children(expr)) for expr in exprs]
                merged = [self.merge(column, hint) for column in zip(*parts, strict=True)]
                return rebuilt(first, merged)

    def _call(
        self,
        calls: Sequence[Call],
        function: Expr,
        args: tuple[Expr, ...],
        kwargs: tuple[tuple[str, Expr], ...],
        hint: str,
    ) -> Expr:
        called = function.id if isinstance(function, Name) else ""
        names = self.known.get(called) or POSITIONAL.get(called.rpartition(".")[2], ())
        merged = self.merge([call.function for call in calls], hint)
        positional = tuple(
            self.merge([call.args[n] for call in calls], names[n] if n < len(names) else hint)
            for n in range(len(args))
        )
        named = tuple(
            (key, self.merge([call.kwargs[n][1] for call in calls], _hint(key, called)))
            for n, (key, _) in enumerate(kwargs)
        )
        return Call(merged, positional, named)

    def _tensor(self, tensors: Sequence[Tensor]) -> Expr:
        own = {names.get(t.ref) for t, names in zip(tensors, self.local, strict=True)}
        ref = own.pop() if len(own) == 1 else None
        return Tensor(ref) if ref is not None else self._hole(tensors, "")

    def _name(self, texts: Sequence[Text], hint: str) -> Expr:
        """The name of a layer, as what follows the name of the use where that is so in all."""
        rests = {_rest(text, prefix) for text, prefix in zip(texts, self.prefixes, strict=True)}
        if len(rests) == 1:
            rest = rests.pop()
            if rest is not None:
                self.named = True
                return Text((Name("name"), rest) if rest else (Name("name"),))
        if len(set(texts)) == 1:
            return texts[0]
        return self._hole(texts, hint)

    def _hole(self, exprs: Sequence[Expr], hint: str) -> Hole:
        key = tuple(exprs)
        slot = self.slots.setdefault(key, Slot(key, hint, len(self.slots)))
        return Hole(slot.index)


def _hint(key: str, function: str) -> str:
    """What a parameter for the argument `key` is called."""
    return f"{snake_case(function.rpartition('.')[2])}_name" if key == "name" else key


def _rest(text: Text, prefix: str | None) -> str | None:
    """What follows `prefix` in a name; None where it does not begin so, or is no plain string."""
    whole = text.parts[0]
    if prefix is None or len(text.parts) != 1 or not isinstance(whole, str):
        return None
    if whole == prefix:
        return ""
    rest = whole.removeprefix(prefix)
    return rest if rest != whole and rest.startswith("_") and is_plain(rest) else None


def shallow(expr: Expr) -> Hashable:
    """What two expressions must have in common to be merged part by part."""
    match expr:
        case Name() | Literal() | Hole():
            return expr
        case Call(function, args, kwargs):
            called = function if isinstance(function, Name) else None
            return ("call", called, len(args), tuple(key for key, _ in kwargs))
        case Items(items, brackets):
            return ("items", len(items), brackets)
        case Pairs(items):
            return ("pairs", len(items))
        case Operation(operator, left, _):
            return ("operation", operator, left is None)
        case Index(_, keys):
            return ("index", len(keys))
        case Span(start, stop, step):
            return ("span", start is None, stop is None, step is None)
        case Member(_, name):
            return ("member", name)
        case _:
            return type(expr).__name__


def rebuilt(expr: Expr, parts: Sequence[Expr]) -> Expr:
    """`expr` with other parts, in the order of `children`."""
    rest = list(parts)
    match expr:
        case Items(_, brackets):
            return Items(tuple(rest), brackets)
        case Pairs():
            return Pairs(tuple(zip(rest[::2], rest[1::2], strict=True)))
        case Operation(operator, left, _):
            return Operation(operator, None if left is None else rest[0], rest[-1])
        case Index():
            return Index(rest[0], tuple(rest[1:]))
        case Member(_, name):
            return Member(rest[0], name)
        case Span():
            return expr if not rest else _span(expr, rest)
        case _:
            return expr


def _span(span: Span, rest: list[Expr]) -> Span:
    ends = (span.start, span.stop, span.step)
    return Span(*(None if end is None else rest.pop(0) for end in ends))


def shape(expr: Expr, numbers: Mapping[Ref, int]) -> Hashable:
    """What uses must have in common to become one function: how tensors flow through calls.

    Arguments without tensors may differ; values are known by the number of what makes them.
    """
    match expr:
        case Tensor(ref):
            return numbers.get(ref, "outside")
        case Name(id):
            return id
        case Call(function, args, kwargs):
            return (
                shape(function, numbers),
                tuple(_argument_shape(arg, numbers) for arg in args),
                tuple((key, _argument_shape(value, numbers)) for key, value in kwargs),
            )
        case Index(value, keys):
            ends = tuple(shallow(key) if isinstance(key, Span) else None for key in keys)
            return (shape(value, numbers), ends, tuple(_argument_shape(k, numbers) for k in keys))
        case _:
            parts = tuple(_argument_shape(part, numbers) for part in children(expr))
            return (shallow(expr) if parts else None, parts)


def _argument_shape(expr: Expr, numbers: Mapping[Ref, int]) -> Hashable:
    return shape(expr, numbers) if any(isinstance(leaf, Tensor) for leaf in leaves(expr)) else None
