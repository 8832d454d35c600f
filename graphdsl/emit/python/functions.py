"""From uses of one shape to a function: its parameters, its text, and how each use calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphdsl.emit.python.holes import Holes, Operand, Parameter
from graphdsl.emit.python.merging import Merger
from graphdsl.emit.python.names import Known, Scope, beginning
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import (
    MODEL,
    Expr,
    Tensor,
    Text,
    leaves,
    rewrite,
)
from graphdsl.emit.python.units import Unit
from graphdsl.emit.python.uses import Use
from graphdsl.emit.python.variants import Family, Test
from graphdsl.graph import Ref


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the emitted module."""

    name: str
    steps: tuple[Step, ...]
    results: tuple[Ref, ...]
    operands: tuple[Operand, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    named: bool = False
    """Whether its last parameter is `name`, for the names of its layers."""
    model: str = ""
    """For a function that builds a model, what the model is called."""
    outputs: tuple[str, ...] = ()
    """The names of that model's outputs."""
    closures: tuple[Function, ...] = ()
    """Functions defined inside it, which call its layers."""

    def takes(self) -> tuple[str, ...]:
        """The names of what it is called with by position."""
        operands = tuple(operand.name for operand in self.operands)
        return operands + tuple(p.name for p in self.parameters if p.default is None)


_MOST_PARAMETERS: Final = 12
"""With more of them several functions are easier to read than one."""


def function_of(name: str, family: Family, known: Known) -> Function | None:
    """The function that all uses of `family` are calls of; each use learns its call.

    None if they differ in too much to be one.
    """
    uses, unit = family.uses, family.uses[0].unit
    local = _local(uses)
    prefixes = _prefixes(uses)
    merger = Merger(local, prefixes, known)
    steps = [merger.step(column) for column in zip(*(use.steps for use in uses), strict=True)]
    results = _results(uses, local)
    holes = Holes(uses, list(merger.slots.values()), Scope(known))
    filled = [replace(step, value=rewrite(step.value, holes.filled)) for step in steps]
    if family.test is not None:
        instead = _instead(uses, local, holes)
        if instead is None:
            return None
        filled = _with_condition(filled, family.test, uses, instead, holes)
    if len(uses) > 1 and len(holes.ordered()) > _MOST_PARAMETERS:
        return None
    for number, use in enumerate(uses):
        prefix = prefixes[number] if merger.named else None
        names = {first: own for own, first in local[number].items()}
        gives = tuple(use.own(names[ref]) for ref in results)
        use.unit.call = _call_step(use.unit, holes.call(name, number, prefix), gives)
    operands = tuple(holes.operands.values())
    return Function(
        name, tuple(filled), results, operands, holes.ordered(), merger.named, *_model(unit)
    )


def _local(uses: Sequence[Use]) -> list[dict[Ref, Ref]]:
    """For each use, what the first one calls the values that are made in it."""
    own = [list(use.numbers()) for use in uses]
    return [dict(zip(refs, own[0], strict=True)) for refs in own]


def _instead(uses: Sequence[Use], local: Sequence[Mapping[Ref, Ref]], holes: Holes) -> Ref | None:
    """What uses without the optional statements have for their result, if it is one thing."""
    short = {n: use.instead for n, use in enumerate(uses) if use.instead is not None}
    own = {local[number].get(ref) for number, ref in short.items()}
    ref = own.pop() if len(own) == 1 else None
    return holes.operand_for(short) if ref is None else ref


def _with_condition(
    steps: list[Step], test: Test, uses: Sequence[Use], instead: Ref, holes: Holes
) -> list[Step]:
    """The optional statements under their condition; without them another value stands instead."""
    start, stop = uses[0].optional
    inner = tuple(steps[start:stop])
    values = tuple(use.argument(test.parameter) for use in uses)
    head = test.head(holes.parameter(values, test.parameter))
    whole = replace(inner[-1], value=Tensor(instead), head=head, inner=inner)
    return [*steps[:start], whole, *steps[stop:]]


def _model(unit: Unit) -> tuple[str, tuple[str, ...]]:
    """The name of a model and those of its outputs; none for another unit."""
    if unit.path:
        return "", ()
    return unit.title, tuple(output.name for output in unit.reading.outputs)


def _call_step(unit: Unit, value: Expr, gives: tuple[Ref, ...]) -> Step:
    segment = unit.segment
    base = segment.template.rpartition(".")[2]
    made_up = bool(base) and segment.name.removeprefix(base).lstrip("_").isdigit()
    made_up = made_up or segment.name == base
    names = {ref: name for name, ref in segment.results}
    labels = tuple(names.get(ref) or ref.node for ref in gives) if len(gives) > 1 else ()
    return Step(
        value, gives, "value", unit.path.replace(".", "_"), made_up, labels, alias=segment.name
    )


def _prefixes(uses: Sequence[Use]) -> list[str | None]:
    """What the names of the layers of each use begin with."""
    models = [use.unit.reading.graph.name for use in uses if not use.unit.path]
    if models:
        return [None] * len(uses) if len(set(models)) == 1 else list(models)
    paths = [use.unit.path.replace(".", "_") for use in uses]
    names = [_names(use) for use in uses]
    found = [_common(own, path) for own, path in zip(names, paths, strict=True)]
    if all(_all_begin(own, path) for own, path in zip(names, paths, strict=True)):
        return list(paths)
    if all(_all_begin(own, other) for own, other in zip(names, found, strict=True)):
        return list(found)
    return list(paths)


def _names(use: Use) -> list[str]:
    texts = [leaf for step in use.steps for leaf in leaves(step.value) if isinstance(leaf, Text)]
    return [text.parts[0] for text in texts if isinstance(text.parts[0], str)]


def _all_begin(names: Sequence[str], prefix: str) -> bool:
    return bool(prefix) and all(n == prefix or n.startswith(f"{prefix}_") for n in names)


def _common(names: Sequence[str], otherwise: str) -> str:
    """The longest beginning, up to a `_`, that all names have."""
    if not names:
        return otherwise
    first, last = min(names), max(names)
    return first if first == last else beginning(first, last).rpartition("_")[0]


def _results(uses: Sequence[Use], local: Sequence[Mapping[Ref, Ref]]) -> tuple[Ref, ...]:
    """What is used outside of any use: declared results first, in their order."""
    unit = uses[0].unit
    if not unit.path:
        return (MODEL,)
    used = {names[ref] for use, names in zip(uses, local, strict=True) for ref in use.exports()}
    declared = [ref for _, ref in unit.segment.results]
    return tuple(dict.fromkeys(ref for ref in (*declared, *local[0]) if ref in used))
