"""Statements of some uses of a block as they would stand in a use that lacks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graphdsl.emit.python.multiples import factor, multiple
from graphdsl.emit.python.spelling import POSITIONAL
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import Call, Expr, Literal, Name, Tensor, Text, rewrite
from graphdsl.emit.python.uses import Use
from graphdsl.graph import Ref


@dataclass(slots=True)
class Imitation:
    """Says of statements of other uses how they would be in this one."""

    use: Use
    others: Sequence[Use]
    everyone: Sequence[Use]
    known: Mapping[Ref, Ref]
    failed: bool = False

    def step(self, steps: Sequence[Step]) -> Step:
        """One statement, from how it is in the other uses."""
        value = self._like([step.value for step in steps], "")
        return replace(steps[0], value=value, gives=tuple(self.known[r] for r in steps[0].gives))

    def _like(self, exprs: Sequence[Expr], hint: str) -> Expr:
        first = exprs[0]
        match first:
            case Tensor(ref):
                self.failed |= ref not in self.known
                return Tensor(self.known.get(ref, ref))
            case Text(parts):
                return Text(tuple(self._name(p) if isinstance(p, str) else p for p in parts))
            case Literal():
                return self._constant(exprs, hint)
            case Call(function, args, kwargs):
                calls = [expr for expr in exprs if isinstance(expr, Call)]
                cls = function.id.rpartition(".")[2] if isinstance(function, Name) else ""
                names = (*POSITIONAL.get(cls, ()), *("",) * len(args))
                alike = all(
                    (len(c.args), [k for k, _ in c.kwargs]) == (len(args), [k for k, _ in kwargs])
                    for c in calls
                )
                if len(calls) < len(exprs) or not alike:
                    self.failed = True
                    return first
                return Call(
                    self._like([call.function for call in calls], ""),
                    tuple(
                        self._like([call.args[n] for call in calls], names[n])
                        for n in range(len(args))
                    ),
                    tuple(
                        (key, self._like([call.kwargs[n][1] for call in calls], key))
                        for n, (key, _) in enumerate(kwargs)
                    ),
                )
            case _:
                self.failed |= any(expr != first for expr in exprs)
                return rewrite(first, lambda e: self._like([e], "") if e != first else None)

    def _name(self, name: str) -> str:
        mine, its = (u.unit.path.replace(".", "_") for u in (self.use, self.others[0]))
        return mine + name.removeprefix(its) if name.startswith(its) else name

    def _constant(self, exprs: Sequence[Expr], hint: str) -> Expr:
        """A constant that is an argument of the block in the other uses is so in this one."""
        for name in self.use.unit.segment.args:
            varies = len({use.argument(name) for use in self.everyone}) > 1
            equal = [use.argument(name) for use in self.others] == list(exprs)
            alike = len(set(exprs)) > 1 or hint.startswith(name) or name.startswith(hint or "?")
            if varies and equal and alike:
                return self.use.argument(name)
        if len(set(exprs)) > 1:
            return self._multiple(exprs)
        return exprs[0]

    def _multiple(self, exprs: Sequence[Expr]) -> Expr:
        """A number that is always the same multiple of an argument."""
        for name in self.use.unit.segment.args:
            found = factor(exprs, [use.argument(name) for use in self.others])
            value = multiple(self.use.argument(name), *found) if found else None
            if value is not None:
                return value
        self.failed = True
        return exprs[0]
