"""What the rules for values make: one method for each, named as the rule or its `->` name.

A method gets the span of what was read and the values of its symbols; a token's value is its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.slips import PositionalAfterKeyword
from graphdsl.diagnostics.syntax import NestedTooDeep
from graphdsl.source import Source, Span
from graphdsl.syntax import ast, literals
from graphdsl.syntax.ast import Arg, Expr, Name
from graphdsl.syntax.nesting import LIMIT, is_deeper

Sign = Literal[
    "+", "-", "*", "/", "//", "%", "**", "@", "==", "!=", "<", "<=", ">", ">=", "and", "or"
]  # fmt: skip
Subscript = Expr | ast.Slice | ast.EllipsisIndex


class Expressions:
    """Names, values and calls."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self.starts: dict[int, ast.CallArgs] = {}
        """Every `(x, mask = m)` by its place, until it turns out to start a pipeline."""
        self.open_brackets: Sequence[object] = ()
        """The brackets and bodies around what is read now; the parser keeps it."""

    def name(self, span: Span, text: str) -> Name:
        """A name, dotted or not."""
        return Name(span, text)

    plain = key = name

    def number(self, span: Span, text: str) -> ast.Number:
        """A number."""
        return ast.Number(span, literals.number(text, span, self.diagnostics), text)

    def string(self, span: Span, text: str) -> ast.String:
        """A string."""
        return ast.String(span, literals.string(text, span, self.diagnostics), text)

    def constant(self, span: Span, text: Literal["true", "false", "none", "?"]) -> ast.Constant:
        """`true`, `false`, `none` or `?`."""
        return ast.Constant(span, text)

    def flow(self, span: Span) -> ast.Flow:
        """`_`."""
        return ast.Flow(span)

    def list_literal(self, span: Span, items: list[Expr] | None) -> ast.List:
        """`[a, b]`."""
        return ast.List(span, tuple(items or ()))

    def parenthesis(self, span: Span, args: list[Arg]) -> ast.Paren | ast.Tuple | ast.CallArgs:
        """`(a)`, `(a, b)` or `(a, k = b)`."""
        if len(args) == 1 and args[0].name is None:
            return ast.Paren(span, args[0].value)
        return self.tuple_literal(span, args)

    def tuple_literal(self, span: Span, args: list[Arg] | None = None) -> ast.Tuple | ast.CallArgs:
        """`()`, or the same with a trailing comma: `(a,)` is a tuple."""
        args = args or []
        if all(arg.name is None for arg in args):
            return ast.Tuple(span, tuple(arg.value for arg in args))
        node = self.starts[span.start] = ast.CallArgs(span, self.ordered(args))
        return node

    def pair(
        self, span: Span, key: Name | ast.String, value: Expr
    ) -> tuple[Name | ast.String, Expr]:
        """`a: 1`."""
        return key, value

    def dict_literal(
        self, span: Span, pairs: list[tuple[Name | ast.String, Expr]] | None
    ) -> ast.Dict:
        """`{a: 1, b: 2}`."""
        return ast.Dict(span, tuple(pairs or ()))

    def positional(self, span: Span, value: Expr) -> Arg:
        """An argument without a name."""
        return Arg(span, None, value)

    def keyword(self, span: Span, name: Name, value: Expr) -> Arg:
        """`units = 64`."""
        return Arg(span, name, value)

    def arrow(self, span: Span, left: Expr, right: Expr) -> ast.Arrow:
        """`Dropout -> MCDropout`."""
        return ast.Arrow(span, left, right)

    def call(self, span: Span, function: Name, args: list[Arg] | None) -> ast.Call:
        """`Dense(64)`."""
        return ast.Call(span, function, self.ordered(args or []))

    def ordered(self, args: list[Arg]) -> tuple[Arg, ...]:
        """The arguments; reports those without a name behind one that has a name."""
        named = next((arg for arg in args if arg.name is not None), None)
        late = named and next((a for a in args[args.index(named) :] if a.name is None), None)
        if named and late and named.name:
            self.diagnostics.append(
                PositionalAfterKeyword(keyword=named.name.id, first=named.span, span=late.span)
            )
        return tuple(args)

    def unary(self, span: Span, operator: Literal["-", "+", "not"], operand: Expr) -> ast.Unary:
        """`-a`."""
        return ast.Unary(span, operator, operand)

    def binary(self, span: Span, left: Expr, operator: Sign, right: Expr) -> ast.Binary:
        """`a + b`."""
        return ast.Binary(span, operator, left, right)

    def conditional(
        self, span: Span, then: Expr, condition: Expr, otherwise: Expr
    ) -> ast.Conditional:
        """`a if c else b`."""
        return ast.Conditional(span, then, condition, otherwise)

    def range(self, span: Span, start: Expr, stop: Expr) -> ast.Range:
        """`1..4`."""
        return ast.Range(span, start, stop)

    def index(self, span: Span, value: Expr, indices: list[Subscript]) -> ast.Index:
        """`x[:, 0]`."""
        return ast.Index(span, value, tuple(indices))

    def slice(
        self, span: Span, start: Expr | None, stop: Expr | None, step: Expr | None = None
    ) -> ast.Slice:
        """`a:b:c`."""
        return ast.Slice(span, start, stop, step)

    def ellipsis(self, span: Span) -> ast.EllipsisIndex:
        """`...`."""
        return ast.EllipsisIndex(span)

    def shallow(self, *values: Expr | None) -> bool:
        """Whether none of the values is nested too deep; reports the first that is."""
        room = LIMIT - len(self.open_brackets)
        for value in values:
            if value is None or value.span.end - value.span.start <= room:
                continue  # every level takes a character at least
            if is_deeper(value, room):
                self.diagnostics.append(NestedTooDeep(limit=LIMIT, span=value.span))
                return False
        return True
