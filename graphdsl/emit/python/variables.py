"""Variables: what flows on is `x`, what is set aside has a name of its own.

A value may stay in `x` until the next one takes its place. One that is still needed then gets a
name of its own instead, so that `x` is always what flows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphdsl.emit.python.functions import Function
from graphdsl.emit.python.names import Known, Scope
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import LAYER, MODEL, Comprehension
from graphdsl.graph import Ref

FLOW = "x"


def variables_of(function: Function, steps: Sequence[Step], known: Known) -> dict[Ref, str]:
    """A Python name for every value of the function."""
    flows = _Flows(function, steps)
    flows.run()
    scope = Scope({*known, *(parameter.name for parameter in function.parameters)})
    return _Naming(function, steps, flows, scope).names()


@dataclass(slots=True)
class _Flows:
    """Decides which values are in `x`; the others have names of their own."""

    function: Function
    steps: Sequence[Step]
    uses: dict[Ref, list[int]] = field(default_factory=dict[Ref, list[int]])
    """By value, the numbers of the statements that read it; the last one returns."""
    reads: list[list[Ref]] = field(default_factory=list[list[Ref]])
    own: set[Ref] = field(default_factory=set[Ref])
    """Values with a name of their own."""
    holds: dict[Ref, Ref] = field(default_factory=dict[Ref, Ref])
    """Values that stand in the variable of another, at the end of their run."""

    together: set[Ref] = field(default_factory=set[Ref])
    """Values that cannot be in `x`."""

    def run(self) -> None:
        """Goes through the statements in order."""
        self.together = {ref for step in self.steps if _is_apart(step) for ref in step.gives}
        for number, step in enumerate(self.steps):
            self._note(number, [ref for ref in step.reads() if _flows(ref)])
        self._note(len(self.steps), list(self.function.results))
        ends = self._ends()
        sections = {ref: step.section for step in self.steps for ref in step.gives}
        holder = next((o.ref for o in self.function.operands if is_plain(o.ref, self)), None)
        for number, step in enumerate(self.steps):
            if not _may_flow(step):
                self.own.update(step.gives)
                continue
            ref = step.gives[0]
            end = ends[ref]
            beside = sections[ref] == sections[end] and self._beside(end, number, holder)
            if end in self.own and (ref == end or beside):
                self.holds[ref] = end
                continue
            if holder is not None and self._last(holder) > number:
                self.own.add(holder)
            holder = ref

    def _note(self, number: int, read: list[Ref]) -> None:
        distinct = list(dict.fromkeys(read))
        self.reads.append(distinct)
        for ref in distinct:
            self.uses.setdefault(ref, []).append(number)

    def _last(self, ref: Ref) -> int:
        return self.uses.get(ref, [-1])[-1]

    def _ends(self) -> dict[Ref, Ref]:
        """By value, the end of the run that it stands in; ends that are set aside are noted."""
        ends: dict[Ref, Ref] = {}
        for step in reversed(self.steps):
            for ref in step.gives:
                after = self._after(ref)
                ends[ref] = ref if after is None else ends.get(after, after)
                explicit = not step.made_up or ref in self.together
                if after is None and explicit and self._is_aside(ref):
                    self.own.add(ref)
        return ends

    def _after(self, ref: Ref) -> Ref | None:
        """What the only statement that reads `ref` makes of nothing else."""
        uses = self.uses.get(ref, [])
        if (
            ref in self.together
            or len(uses) != 1
            or uses[0] == len(self.steps)
            or len(self.reads[uses[0]]) != 1
        ):
            return None
        step = self.steps[uses[0]]
        return step.gives[0] if len(step.gives) == 1 and step.kind == "value" else None

    def _is_aside(self, ref: Ref) -> bool:
        """Whether `ref` is read more than once, or together with others."""
        uses = self.uses.get(ref, [])
        return (
            ref in self.together
            or len(uses) > 1
            or any(len(self.reads[number]) > 1 for number in uses)
        )

    def _beside(self, end: Ref, number: int, holder: Ref | None) -> bool:
        """Whether the run to `end` goes on in its own variable, `x` being in use."""
        before = self.reads[number][0] if len(self.reads[number]) == 1 else None
        if before is not None and self.uses[before] == [number]:
            return before in self.holds and self.holds[before] == end
        if holder is None:
            return False
        last = self._last(holder)
        return last > number or (last == number and before == holder and len(self.uses[holder]) > 1)


def _is_apart(step: Step) -> bool:
    """Whether a statement makes a list, or starts from one value while it needs others."""
    several = step.head is not None and len(set(step.reads())) > 1
    return several or isinstance(step.value, Comprehension)


def _may_flow(step: Step) -> bool:
    if len(step.gives) != 1 or step.gives[0] == MODEL:
        return False
    return step.kind == "value" or (step.kind == "input" and step.name == FLOW)


def is_plain(ref: Ref, flows: _Flows) -> bool:
    """Whether an operand has no name that was declared."""
    operand = next(o for o in flows.function.operands if o.ref == ref)
    return not operand.name and not operand.is_layer


def _flows(ref: Ref) -> bool:
    return ref.index != LAYER and ref != MODEL


@dataclass(slots=True)
class _Naming:
    """Chooses the names."""

    function: Function
    steps: Sequence[Step]
    flows: _Flows
    scope: Scope

    def names(self) -> dict[Ref, str]:
        """By value, its variable."""
        flowing = any(len(s.gives) == 1 and self._is_flowing(s.gives[0]) for s in self.steps)
        plain = [o for o in self.function.operands if not o.name and not o.is_layer]
        flowing = flowing or any(o.ref not in self.flows.own for o in plain)
        if flowing:
            self.scope.reserve(FLOW)
        found: dict[Ref, str] = {}
        for operand in self.function.operands:
            found[operand.ref] = self._operand(operand.name, operand.ref, operand.is_layer, found)
        self._of_steps(found)
        return found

    def _is_flowing(self, ref: Ref) -> bool:
        return ref not in self.flows.own and ref not in self.flows.holds

    def _operand(self, name: str, ref: Ref, is_layer: bool, found: Mapping[Ref, str]) -> str:
        if name:
            return self.scope.take(name)
        if ref not in self.flows.own and FLOW not in found.values() and not is_layer:
            return FLOW
        return self.scope.take("inputs", "other")

    def _of_steps(self, found: dict[Ref, str]) -> None:
        aside = [step for step in self.steps if set(step.gives) & self.flows.own]
        short = Counter(_short(step) for step in aside)
        for step in self.steps:
            if step.keys:
                found |= self._picked(step, self.scope.take(_short(step), step.name))
            elif len(step.gives) > 1:
                found |= {
                    r: self._label(r, n) for r, n in zip(step.gives, step.labels, strict=True)
                }
            elif step.gives == (MODEL,):
                found[MODEL] = "model"
            elif step.gives and self._is_flowing(step.gives[0]):
                found[step.gives[0]] = FLOW
            elif step.gives and step.gives[0] in self.flows.own:
                name = _short(step)
                full = step.name
                candidates = (name, full) if short[name] == 1 else (full, name)
                found[step.gives[0]] = self.scope.take(*candidates)
        for ref, end in self.flows.holds.items():
            found.setdefault(ref, found[end])
        for step in self.steps:
            for inner in step.inner:
                found |= dict.fromkeys(inner.gives, found[step.gives[0]])

    def _picked(self, step: Step, name: str) -> dict[Ref, str]:
        """A variable for all results, and how each is picked out of it."""
        each = {ref: f"{name}{key}" for ref, key in zip(step.gives, step.keys, strict=True)}
        return dict.fromkeys(step.targets, name) | each

    def _label(self, ref: Ref, name: str) -> str:
        return self.scope.take(name) if ref in self.flows.uses else "_"


def _short(step: Step) -> str:
    """The name of a value in its segment."""
    if step.kind == "input" and step.name == FLOW:
        return "inputs"
    if step.alias:
        return step.alias
    path = step.section.path.replace(".", "_")
    return step.name.removeprefix(f"{path}_") if path else step.name
