"""How far operations are written inside each other: as long as the line takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphdsl.emit.python.functions import Function
from graphdsl.emit.python.inlining import inlined
from graphdsl.emit.python.layout import INDENT
from graphdsl.emit.python.statements import assignment
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import Expr, Name, Operation, Tensor, children, refs, rewrite
from graphdsl.emit.python.variables import variables_of
from graphdsl.graph import Ref


@dataclass(frozen=True, slots=True)
class Settled:
    """The statements of a function and the names of its values."""

    steps: tuple[Step, ...]
    names: Mapping[Ref, str]

    def expr(self, step: Step) -> Expr:
        """The right side of a statement, with its names."""
        return rewrite(step.value, self._named)

    def _named(self, expr: Expr) -> Expr | None:
        return Name(self.names[expr.ref]) if isinstance(expr, Tensor) else None


def settled(function: Function, taken: frozenset[str]) -> Settled:
    """Writes operations inside each other, and apart again where a line would be too long."""
    apart: set[Ref] = set()
    whole = {ref: step for step in function.steps for ref in step.gives}
    while True:
        steps = inlined(function.steps, function.results, apart)
        found = Settled(steps, variables_of(function, steps, taken))
        long = [step for step in steps if _is_too_long(step, found)]
        inner = {r for step in long for r in refs(whole[step.gives[0]].value) if r in whole}
        moved = {ref for ref in inner if all(ref not in step.gives for step in steps)}
        if not moved:
            return found
        apart |= moved


def _is_too_long(step: Step, found: Settled) -> bool:
    """Whether an operation that holds others takes more than one line."""
    if len(step.gives) != 1 or step.gives[0] not in found.names:
        return False
    if not any(isinstance(part, Operation) for part in (step.value, *_parts(step.value))):
        return False
    return "\n" in assignment([found.names[step.gives[0]]], found.expr(step), 2 * INDENT)


def _parts(expr: Expr) -> list[Expr]:
    found: list[Expr] = []
    todo = [expr]
    while todo:
        inner = list(children(todo.pop()))
        found += inner
        todo += inner
    return found
