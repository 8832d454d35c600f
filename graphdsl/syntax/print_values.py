"""Expressions as documents: how values are written, and where their lines may break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeAlias

from graphdsl.source import Span
from graphdsl.syntax import ast
from graphdsl.syntax.comments import Comments
from graphdsl.syntax.layout import (
    HARD,
    MUST_BREAK,
    NOTHING,
    SPACE,
    Doc,
    Indented,
    Note,
    Trailing,
    group,
)
from graphdsl.syntax.literals import quoted
from graphdsl.syntax.node import Node

Element: TypeAlias = tuple[Span, Callable[[], Doc]]
"""Where an element of brackets stands, and what prints it."""

Comma: TypeAlias = Trailing | str
IF_BROKEN, ALWAYS, NEVER = Trailing(","), ",", ""
"""The comma behind the last element."""

BINDING = {
    **dict.fromkeys(["or"], 1),
    **dict.fromkeys(["and"], 2),
    **dict.fromkeys(["==", "!=", "<", "<=", ">", ">="], 4),
    **dict.fromkeys(["+", "-"], 6),
    **dict.fromkeys(["*", "/", "//", "%", "@"], 7),
    "**": 9,
}
"""How tightly each operator binds, as in the grammar; `not` is 3, `..` 5, signs 8, operands 10."""

CONDITION, EITHER, NOT, RANGE, SIGN, OPERAND = 0, 1, 3, 5, 8, 10


class ValuePrinter:
    """Writes expressions; comments inside of brackets go to the element they stand at."""

    def __init__(self, comments: Comments) -> None:
        self.comments = comments
        self._depth = 0
        """Of brackets: only inside them a line may break."""

    def value(self, node: ast.Expr, least: int = CONDITION) -> Doc:
        """`node` where something binds around it that needs a binding of at least `least`."""
        if _binding(node) < least:
            return self.brackets("(", [self.element(node)], ")", node.span, NEVER)
        match node:
            case ast.Name(id=text) | ast.Constant(value=text):
                return text
            case ast.Flow():
                return "_"
            case ast.Number():
                return number_text(node)
            case ast.String():
                return node.text if node.text.startswith('"') else quoted(node.parts)
            case ast.Unary() | ast.Binary() | ast.Conditional() | ast.Range() | ast.Arrow():
                return self._operation(node)
            case _:
                return self._bracketed(node)

    def _operation(
        self, node: ast.Unary | ast.Binary | ast.Conditional | ast.Range | ast.Arrow
    ) -> Doc:
        match node:
            case ast.Unary(operator="not"):
                return ["not ", self.value(node.operand, NOT)]
            case ast.Unary():
                return [node.operator, self.value(node.operand, SIGN)]
            case ast.Range():
                return [self.value(node.start, RANGE + 1), "..", self.value(node.stop, RANGE + 1)]
            case ast.Arrow():
                return [self.value(node.left), " -> ", self.value(node.right)]
            case ast.Conditional():
                then = self.value(node.then, EITHER)
                condition = ["if ", self.value(node.condition, EITHER)]
                otherwise = ["else ", self.value(node.otherwise)]
                return group(then, self._space, condition, self._space, otherwise)
            case ast.Binary():
                return group(*self._chain(node))

    @property
    def _space(self) -> Doc:
        return SPACE if self._depth else " "

    def _chain(self, node: ast.Binary) -> list[Doc]:
        """The operands of operators that bind alike: they stand on one line, or each on its own."""
        chain: list[ast.Binary] = [node]
        binding = BINDING[node.operator]
        left = node.left
        while isinstance(left, ast.Binary) and BINDING[left.operator] == binding and binding in (
            1, 2, 6, 7,
        ):  # fmt: skip
            chain.append(left)
            left = left.left
        to_the_left = {4: RANGE, 9: OPERAND}.get(binding, binding)
        to_the_right = SIGN if binding == 9 else binding + 1
        parts = [self.value(left, to_the_left)]
        for binary in reversed(chain):
            right = self.value(binary.right, to_the_right)
            parts += [self._space, binary.operator, " ", right]
        return parts

    def _bracketed(self, node: ast.Expr) -> Doc:
        match node:
            case ast.List(span=span, items=items):
                return self.brackets("[", map(self.element, items), "]", span)
            case ast.Tuple(span=span, items=items):
                comma = ALWAYS if len(items) == 1 else IF_BROKEN
                return self.brackets("(", map(self.element, items), ")", span, comma)
            case ast.Paren(span=span, inner=inner):
                return self.brackets("(", [self.element(inner)], ")", span, NEVER)
            case ast.Dict(span=span, items=items):
                pairs = (_between(key, value) for key, value in items)
                docs = (partial(self._pair, key, value) for key, value in items)
                return self.brackets("{", zip(pairs, docs, strict=True), "}", span)
            case ast.Call(span=span):
                name = node.function
                return [name.id, self.arguments(node.args, span._replace(start=name.span.end))]
            case ast.CallArgs(span=span):
                return self.arguments(node.args, span)
            case ast.Index(span=span, value=inner):
                indices = ((i.span, partial(self._subscript, i)) for i in node.indices)
                value = self.value(inner, OPERAND)
                place = span._replace(start=inner.span.end)
                return [value, self.brackets("[", indices, "]", place, NEVER)]
            case _:
                raise TypeError(node)

    def element(self, node: ast.Expr) -> Element:
        """An expression as an element of brackets."""
        return node.span, partial(self.value, node)

    def arguments(self, args: Sequence[ast.Arg], span: Span) -> Doc:
        """`(a, k = b)`."""
        return self.brackets("(", ((a.span, partial(self.argument, a)) for a in args), ")", span)

    def argument(self, arg: ast.Arg) -> Doc:
        """`a` or `k = b`."""
        return [*([arg.name.id, " = "] if arg.name else []), self.value(arg.value)]

    def _pair(self, key: ast.Name | ast.String, value: ast.Expr) -> Doc:
        return [self.value(key), ": ", self.value(value)]

    def _subscript(self, node: ast.Expr | ast.Slice | ast.EllipsisIndex) -> Doc:
        if isinstance(node, ast.EllipsisIndex):
            return "..."
        if not isinstance(node, ast.Slice):
            return self.value(node)
        parts: list[Doc] = [self.value(node.start) if node.start else "", ":"]
        parts += [self.value(node.stop)] if node.stop else []
        return [*parts, *([":", self.value(node.step)] if node.step else [])]

    # ------------------------------------------------------------------ brackets

    def brackets(
        self,
        opening: str,
        elements: Iterable[Element],
        closing: str,
        span: Span,
        comma: Comma = IF_BROKEN,
    ) -> Doc:
        """Elements between brackets: in one line, or each in a line of its own."""
        self._depth += 1
        places = list(elements)
        end = span.end - len(closing)
        opened = self.comments.behind(span.start, places[0][0].start if places else end)
        rows: list[Doc] = []
        for number, (place, document) in enumerate(places):
            following = places[number + 1][0].start if number + 1 < len(places) else end
            is_last = number + 1 == len(places)
            rows += [SPACE if rows else NOTHING, *self._row(place, document, following)]
            behind = rows.pop()
            rows += [comma if is_last else ",", behind]
        for comment in self.comments.before(end):
            rows += [SPACE if rows else NOTHING, comment.text, MUST_BREAK]
        self._depth -= 1
        head: list[Doc] = [opening, Note(opened.text)] if opened else [opening]
        return group(*head, Indented(rows), *([NOTHING] if rows or opened else []), closing)

    def _row(self, place: Span, document: Callable[[], Doc], following: int) -> list[Doc]:
        """Comments above an element, the element, and the comment behind it, or nothing."""
        above = self.comments.before(place.start)
        printed = document()
        above += self.comments.before(place.end)
        behind = self.comments.behind(place.end, following)
        rows: list[Doc] = [part for c in above for part in (c.text, HARD)]
        return [*rows, printed, Note(behind.text) if behind else ""]


def _between(first: Node, last: Node) -> Span:
    return first.span.to(last.span)


def _binding(node: ast.Expr) -> int:
    match node:
        case ast.Conditional():
            return CONDITION
        case ast.Unary(operator="not"):
            return NOT
        case ast.Binary(operator=operator):
            return BINDING[operator]
        case ast.Range():
            return RANGE
        case ast.Unary():
            return SIGN
        case ast.Number(value=value, text=text):
            return SIGN if not text and value < 0 else OPERAND
        case _:
            return OPERAND


def number_text(number: ast.Number) -> str:
    """How the number was written, with a digit on both sides of its point."""
    text = number.text or repr(number.value)
    if text.startswith("."):
        text = "0" + text
    return text + "0" if text.endswith(".") else text
