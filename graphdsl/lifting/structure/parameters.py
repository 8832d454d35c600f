"""Parameters: one for each series of values that differs from use to use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphdsl.comparing.plain import plain
from graphdsl.layers.kinds import Kind
from graphdsl.lifting.items import Template
from graphdsl.lifting.making import is_name, name
from graphdsl.lifting.structure.names import varying
from graphdsl.lifting.structure.pieces import ABSENT
from graphdsl.lifting.values import Values
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast
from graphdsl.syntax.literals import quoted


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a block."""

    name: str
    kind: Kind | None
    values: tuple[Any, ...]
    """By use."""
    label: bool = False
    """Whether it is a part of names."""

    @property
    def default(self) -> Any:
        """What most uses have; ABSENT where there is no such value."""
        value, count = Counter(map(same, self.values)).most_common(1)[0]
        if count < 2 or 3 * count < 2 * len(self.values):
            return ABSENT
        return next(v for v in self.values if same(v) == value)


def same(value: Any) -> Hashable:
    """What two values have in common exactly if they are one."""
    if isinstance(value, Template):
        return ("template", value.expr)
    return plain(value)


def _number(value: int) -> ast.Number:
    return ast.Number(NOWHERE, value, str(value))


class Parameters:
    """Gives out parameters; equal series get one."""

    def __init__(
        self, only: str = "", expected: Mapping[Hashable, Parameter] | None = None
    ) -> None:
        self._only = only
        """The name of the one parameter, if that is settled."""
        self._expected = expected or {}
        """Parameters that there will be."""
        self.found: dict[Hashable, Parameter] = {}
        self._names: set[str] = set()

    def of(
        self, values: Sequence[Any], wish: str, kind: Kind | None, *, multiples: bool = True
    ) -> ast.Expr | None:
        """The expression for values that differ; None where they are all the same.

        It may be a multiple of a parameter, unless only a name will do.
        """
        series = tuple(map(same, values))
        if len(set(series)) == 1:
            return None
        known = self.found.get(series)
        if known is not None:
            return name(known.name)
        made = self._made_of_others(values, wish, kind) if multiples else None
        if made is not None:
            return made
        if series in self._expected:
            wish, kind = self._expected[series].name, self._expected[series].kind
        called = self._only or self._free(wish)
        parameter = Parameter(called, kind, tuple(values), label=not multiples)
        self.found[series] = parameter
        return name(parameter.name)

    def wish(self, name: str, word: str) -> str:
        """`name`, or `word_name` where a parameter is called so already."""
        return f"{word}_{name}" if name in self._names and is_name(word) else name

    def _made_of_others(
        self, values: Sequence[Any], wish: str, kind: Kind | None
    ) -> ast.Expr | None:
        found = self._multiple(values) or self._elements(values, wish)
        if found is not None or kind is not None:
            return found
        return self._text(values) or self._counted_on(values)

    def _counted_on(self, values: Sequence[Any]) -> ast.Expr | None:
        """Numbers that come behind those that names have."""
        for parameter in self.found.values():
            if not parameter.label or not all(type(v) is int for v in (*values, *parameter.values)):
                continue
            steps = {v - base for v, base in zip(values, parameter.values, strict=True)}
            if len(steps) == 1 and (step := steps.pop()) > 0:
                return ast.Binary(NOWHERE, "+", name(parameter.name), _number(step))
        return None

    def _text(self, values: Sequence[Any]) -> ast.Expr | None:
        """Texts that differ in a number, or in what is a parameter anyway, with that in them."""
        texts = [value for value in values if isinstance(value, str)]
        if len(texts) < len(values):
            return None
        head, middle, tail = varying(texts)
        known = tuple(map(same, middle)) in self.found.keys() | self._expected.keys()
        if not (head or tail) or not (known or all(isinstance(part, int) for part in middle)):
            return None
        expr = self.of(middle, "n", None, multiples=False)
        if not isinstance(expr, ast.Name):
            return None
        parts = (head, expr, tail)
        written = tuple(part for part in parts if part != "")
        return ast.String(NOWHERE, written, quoted(written))

    def _multiple(self, values: Sequence[Any]) -> ast.Expr | None:
        """The values as a multiple of those of a parameter, if they are that."""
        if not all(type(value) is int and value > 0 for value in values):
            return None
        for parameter in self.found.values():
            base = parameter.values
            if not all(type(value) is int and value > 0 for value in base):
                continue
            pairs = list(zip(values, base, strict=True))
            more, less = values[0] // base[0], base[0] // values[0]
            if more > 1 and all(v == more * b for v, b in pairs):
                return ast.Binary(NOWHERE, "*", name(parameter.name), _number(more))
            if less > 1 and all(b == less * v for v, b in pairs):
                return ast.Binary(NOWHERE, "//", name(parameter.name), _number(less))
        return None

    def _elements(self, values: Sequence[Any], wish: str) -> ast.Expr | None:
        """Tuples element by element, if all that differs in them are known parameters."""
        tuples: list[tuple[Any, ...]] = [value for value in values if isinstance(value, tuple)]
        if len(tuples) < len(values) or len({len(value) for value in tuples}) > 1:
            return None
        columns = list(zip(*tuples, strict=True))
        series = [tuple(map(same, column)) for column in columns]
        known = self.found.keys() | self._expected.keys()
        if not all(len(set(each)) == 1 or each in known for each in series):
            return None
        plainly = Values({})
        found = (self.of(column, wish, None) for column in columns)
        items = (
            plainly.value(column[0]) if expr is None else expr
            for expr, column in zip(found, columns, strict=True)
        )
        return ast.Tuple(NOWHERE, tuple(items))

    def _free(self, wish: str) -> str:
        wish = wish if is_name(wish) and wish != "name" else "value"
        found, number = wish, 1
        while found in self._names:
            number += 1
            found = f"{wish}_{number}"
        self._names.add(found)
        return found
