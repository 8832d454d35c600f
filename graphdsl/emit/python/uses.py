"""One text among those that may become one function."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graphdsl.emit.python.merging import shape
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import Expr, Literal
from graphdsl.emit.python.units import Unit
from graphdsl.graph import Ref


@dataclass(frozen=True, slots=True)
class Use:
    """A unit with its statements: one text among those that may become one function."""

    unit: Unit
    steps: tuple[Step, ...]
    optional: tuple[int, int] = (0, 0)
    """Where statements stand that only some uses have; in the others they are imitated."""
    instead: Ref | None = None
    """What such a use has in place of the result of those statements."""
    imitated: Ref | None = None
    """That result, as it is called there."""
    without: Use | None = None
    """The use as it was before."""

    def numbers(self) -> dict[Ref, int]:
        """What is made in it, by number: equal in uses of one shape."""
        made = [ref for step in self.steps for ref in step.gives]
        return {ref: number for number, ref in enumerate(made)}

    def shape(self) -> object:
        """Equal for uses that can be one function."""
        numbers = self.numbers()
        return tuple(
            (shape(step.value, numbers), step.kind, len(step.gives), step.nesting, step.keys)
            for step in self.steps
        )

    def original(self) -> Use:
        """The use without statements that it only imitates."""
        if self.imitated is None:
            return replace(self, optional=(0, 0))
        return self.without or self

    def exports(self) -> list[Ref]:
        """What is used outside of it."""
        found = list(self.unit.exports)
        if self.imitated is None or self.steps[self.optional[1] :]:
            return found
        return [self.imitated if ref == self.instead else ref for ref in found]

    def own(self, ref: Ref) -> Ref:
        """What the graph calls one of the exports."""
        return self.instead if ref == self.imitated and self.instead is not None else ref

    def argument(self, name: str) -> Expr:
        """An argument of the block."""
        return Literal(self.unit.segment.args.get(name))
