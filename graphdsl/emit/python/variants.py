"""A block with an `if` in it: uses with and without a stretch of statements are one function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphdsl.emit.python.imitation import Imitation
from graphdsl.emit.python.merging import shape
from graphdsl.emit.python.steps import If, Step
from graphdsl.emit.python.tree import (
    Expr,
    Literal,
    Name,
    Operation,
    Tensor,
    refs,
    rewrite,
)
from graphdsl.emit.python.uses import Use
from graphdsl.graph import Ref

_MOST: Final = 8
"""Shapes of one block that are compared with each other."""
_LONGEST: Final = 100
"""Statements of a block in which an `if` is looked for."""


@dataclass(frozen=True, slots=True)
class Test:
    """The condition that tells uses with the optional statements from those without."""

    parameter: str
    operator: str
    value: Literal

    def head(self, name: Name) -> If:
        """The condition, on the parameter that is called `name`."""
        if isinstance(self.value.value, bool):
            positive = self.value.value == (self.operator == "==")
            return If(name if positive else Operation("not ", None, name))
        operator = "is not" if self.value.value is None and self.operator == "!=" else self.operator
        return If(Operation(operator, name, self.value))


@dataclass(frozen=True, slots=True)
class Family:
    """Uses that become one function."""

    uses: tuple[Use, ...]
    test: Test | None = None

    def apart(self) -> list[Family]:
        """Every use by itself."""
        return [Family((use.original(),)) for use in self.uses]


def joined(families: Sequence[Family]) -> list[Family]:
    """The families of one block, two of them as one where an `if` is all that is between them."""
    if len(families) > _MOST:
        return list(families)
    by_size = sorted(families, key=lambda family: -len(family.uses[0].steps))
    for long in by_size:
        for short in by_size:
            both = _both(long.uses, short.uses)
            if both is not None:
                rest = [family for family in families if family not in (long, short)]
                return [both, *rest]
    return list(families)


def _both(long: tuple[Use, ...], short: tuple[Use, ...]) -> Family | None:
    size = len(long[0].steps) - len(short[0].steps)
    compared = size > 0 and len(long[0].steps) <= _LONGEST
    test = _test(long, short) if compared else None
    if test is None:
        return None
    for start in range(len(short[0].steps) + 1):
        part = (start, start + size)
        if _is_run(long[0], part) and all(_fits(long[0], use, part) for use in short):
            imitated = [_imitated(use, long, short, part) for use in short]
            found = [use for use in imitated if use is not None]
            if len(found) == len(short):
                whole = tuple(replace(use, optional=part) for use in long)
                return Family((*whole, *found), test)
    return None


def _test(long: Sequence[Use], short: Sequence[Use]) -> Test | None:
    """An argument of the block that has one value in one family and never in the other."""
    found: list[Test] = []
    for name in long[0].unit.segment.args:
        with_it = {use.argument(name) for use in long}
        without = {use.argument(name) for use in short}
        if with_it & without:
            continue
        for values, operator in ((without, "!="), (with_it, "==")):
            value = next(iter(values))
            if len(values) == 1 and isinstance(value, Literal):
                found.append(Test(name, operator, value))
    usual = [t for t in found if t.value.value in (None, True, False, 0, 1)]
    return next(iter((*usual, *found)), None)


def _is_run(use: Use, part: tuple[int, int]) -> bool:
    """Whether those statements make one value of another, and nothing else is read of them."""
    steps = use.steps[slice(*part)]
    made = [ref for step in steps for ref in step.gives]
    if any(step.kind != "value" or len(step.gives) != 1 or step.inner for step in steps):
        return False
    if any(before not in step.reads() for before, step in zip(made, steps[1:], strict=False)):
        return False
    if any(set(steps[0].reads()) & set(step.reads()) for step in steps[1:]):
        return False  # the run takes the place of what it begins with
    others = [step for step in use.steps if step not in steps]
    read = {ref for step in others for ref in step.reads()} | set(use.exports())
    return not read & set(made[:-1])


def _fits(long: Use, short: Use, part: tuple[int, int]) -> bool:
    """Whether without those statements both uses have one shape."""
    result = long.steps[part[1] - 1].gives[0]
    common = [*long.steps[: part[0]], *long.steps[part[1] :]]
    instead = _instead(long, short, part)
    if instead is None or (result in long.exports() and part[1] < len(long.steps)):
        return False
    made = [ref for step in common for ref in step.gives]
    numbers = {ref: number for number, ref in enumerate(made)}
    others = short.numbers()
    if instead in others:
        numbers[result] = others[instead]
    return all(
        shape(a.value, numbers) == shape(b.value, others)
        and (a.kind, len(a.gives)) == (b.kind, len(b.gives))
        for a, b in zip(common, short.steps, strict=True)
    )


def _instead(long: Use, short: Use, part: tuple[int, int]) -> Ref | None:
    """What the short use reads, or ends in, wherever the long one does so with its result."""
    common = [*long.steps[: part[0]], *long.steps[part[1] :]]
    result = long.steps[part[1] - 1].gives[0]
    pairs = [
        (a, b)
        for one, other in zip(common, short.steps, strict=True)
        for a, b in zip(refs(one.value), refs(other.value), strict=False)
    ]
    found = {b for a, b in pairs if a == result}
    if part[1] == len(long.steps) and (long.exports(), len(short.exports())) == ([result], 1):
        found.add(short.exports()[0])
    return found.pop() if len(found) == 1 else None


def _imitated(
    use: Use, long: Sequence[Use], short: Sequence[Use], part: tuple[int, int]
) -> Use | None:
    """The short use with the optional statements as they would stand in it."""
    first = long[0]
    start, stop = part
    common = [*first.steps[:start], *first.steps[stop:]]
    result = first.steps[stop - 1].gives[0]
    instead = _instead(first, use, part)
    if instead is None:
        return None
    fresh = {
        ref: Ref(f"{ref.node} of {use.unit.path}", ref.index)
        for step in first.steps[start:stop]
        for ref in step.gives
    }
    begin = next(iter(first.steps[start].reads()), instead)
    known = {begin: instead, **_counterparts(common, use.steps), **fresh}
    imitate = Imitation(use, long, [*long, *short], known)
    steps = [imitate.step([other.steps[number] for other in long]) for number in range(start, stop)]
    if imitate.failed:
        return None
    after = [_reading(a, b, result, fresh[result]) for a, b in zip(common, use.steps, strict=True)]
    return replace(
        use,
        steps=(*after[:start], *steps, *after[start:]),
        optional=part,
        instead=instead,
        imitated=fresh[result],
        without=use,
    )


def _counterparts(common: Sequence[Step], steps: Sequence[Step]) -> dict[Ref, Ref]:
    """By value that the first long use reads or makes, the one of this use."""
    found: dict[Ref, Ref] = {}
    for one, other in zip(common, steps, strict=True):
        mine, its = [*refs(one.value), *one.gives], [*refs(other.value), *other.gives]
        for a, b in zip(mine, its, strict=False):
            found.setdefault(a, b)
    return found


def _reading(like: Step, step: Step, result: Ref, fresh: Ref) -> Step:
    """`step`, reading `fresh` wherever `like` reads `result`."""
    places = iter(refs(like.value))

    def change(expr: Expr) -> Expr | None:
        if not isinstance(expr, Tensor):
            return None
        return Tensor(fresh) if next(places, None) == result else expr

    return replace(step, value=rewrite(step.value, change))
