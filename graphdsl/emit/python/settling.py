"""How far operations are written inside each other: as long as the line takes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graphdsl.emit.python.functions import Function
from graphdsl.emit.python.gathering import gathered
from graphdsl.emit.python.inlining import inlined
from graphdsl.emit.python.layout import INDENT
from graphdsl.emit.python.loops import looped
from graphdsl.emit.python.names import Known
from graphdsl.emit.python.statements import assignment
from graphdsl.emit.python.steps import For, Step
from graphdsl.emit.python.tree import Expr, Name, Operation, Tensor, children, refs, rewrite
from graphdsl.emit.python.variables import variables_of
from graphdsl.graph import Ref


@dataclass(frozen=True, slots=True)
class Settled:
    """The statements of a function and the names of its values."""

    steps: tuple[Step, ...]
    names: dict[Ref, str]

    def expr(self, step: Step) -> Expr:
        """The right side of a statement, with its names."""
        return self.named(step.value)

    def named(self, expr: Expr) -> Expr:
        """An expression with the names of its values."""
        return rewrite(expr, self._named)

    def _named(self, expr: Expr) -> Expr | None:
        return Name(self.names[expr.ref]) if isinstance(expr, Tensor) else None


def settled(function: Function, known: Known, around: dict[Ref, str]) -> Settled:
    """Writes operations inside each other, and apart again where a line would be too long.

    `around` are the names of the layers that a function inside another takes from there.
    """
    apart: set[Ref] = set()
    names = [*around.values(), *(parameter.name for parameter in function.parameters)]
    reserved = {**known, **dict.fromkeys(names, ())}
    whole = {ref: step for step in function.steps for ref in step.gives}
    while True:
        steps = inlined(function.steps, function.results, apart)
        steps = looped(gathered(steps, function.results, reserved), function.results, reserved)
        taken = {**reserved, **_targets(steps)}
        found = Settled(steps, around | variables_of(function, steps, taken))
        every = [inner for step in steps for inner in (step, *step.inner)]
        long = [step for step in every if _is_too_long(step, found)]
        inner = {r for step in long for r in refs(whole[step.gives[0]].value) if r in whole}
        moved = {ref for ref in inner if all(ref not in step.gives for step in every)}
        if not moved:
            return found
        apart |= moved


def _targets(steps: Sequence[Step]) -> Known:
    """The variables of loops."""
    heads = [step.head.target for step in steps if isinstance(step.head, For)]
    return {name: () for head in heads for name in re.findall(r"\w+", head)}


def _is_too_long(step: Step, found: Settled) -> bool:
    """Whether an operation that holds others takes more than one line."""
    if len(step.gives) != 1 or step.head is not None or step.gives[0] not in found.names:
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
