"""How many calls a body unrolls to at least, told without unrolling it."""

from __future__ import annotations

from graphdsl.lowering.lookup import find
from graphdsl.lowering.scope import Scope, Template
from graphdsl.lowering.session import CALL_LIMIT
from graphdsl.syntax import ast


class Sizes:
    """Lower bounds for bodies; every block is looked at once, whatever it is called with.

    What depends on a parameter or on a `let` counts once at least: the real count is kept while
    lowering. This one only keeps a file that doubles twenty times from being unrolled at all.
    """

    def __init__(self) -> None:
        self._blocks: dict[int, int] = {}

    def body(self, body: ast.Body, scope: Scope) -> int:
        """Calls in `body`, at most one more than the limit."""
        total = 0
        for statement in body.statements:
            total += self._statement(statement, scope)
            if total > CALL_LIMIT:
                return CALL_LIMIT + 1
        return total

    def _statement(self, statement: ast.Statement, scope: Scope) -> int:
        match statement:
            case ast.Pipeline():
                return sum(self._step(step.value, scope) for step in statement.steps)
            case ast.Segment(body=ast.Body() as body):
                copies = 1 if statement.copies is None else _count(statement.copies.values)
                return copies * self.body(body, scope)
            case ast.Repeat():
                return _count(statement.count) * self.body(statement.body, scope)
            case ast.For():
                return _count(statement.values) * self.body(statement.body, scope)
            case _:
                return 0

    def _step(self, expr: ast.Expr, scope: Scope) -> int:
        function = expr.function if isinstance(expr, ast.Call) else expr
        if not isinstance(function, ast.Name):
            return 0
        entity = find(function, scope, mark=False)
        if not isinstance(entity, Template) or not isinstance(entity.item, ast.Block):
            return 1 if isinstance(expr, ast.Call) else 0
        block = entity.item
        if id(block) not in self._blocks:
            self._blocks[id(block)] = 0
            self._blocks[id(block)] = self.body(block.body, entity.scope)
        return self._blocks[id(block)]


def _count(expr: ast.Expr) -> int:
    """How often, where that is written out; otherwise once."""
    match expr:
        case ast.Number(value=int() as value):
            return value
        case ast.List():
            return len(expr.items)
        case ast.Range(
            start=ast.Number(value=int() as start), stop=ast.Number(value=int() as stop)
        ):
            return max(0, stop - start + 1)
        case _:
            return 1
