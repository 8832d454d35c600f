"""Parallel calls as one comprehension: `{f"learner_{i}": learner(x, …) for i in range(1, 4)}`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from graphdsl.emit.python.merging import shape
from graphdsl.emit.python.names import Known
from graphdsl.emit.python.series import series_of
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import (
    MODEL,
    WHOLE,
    Call,
    Comprehension,
    Expr,
    Items,
    Literal,
    Name,
    Pairs,
    Tensor,
    Text,
    rewrite,
)
from graphdsl.graph import Ref
from graphdsl.graph.names import snake_case

_FEWEST: Final = 3
OUTPUTS: Final = Ref("outputs", WHOLE)
"""The dict of all outputs, where it is made at once."""


def gathered(steps: Sequence[Step], results: Sequence[Ref], known: Known) -> tuple[Step, ...]:
    """The steps, with parallel ones whose results are used only together as one."""
    uses = Counter(results)
    readers: dict[Ref, int] = {}
    for number, step in enumerate(steps):
        for ref in step.reads():
            uses[ref] += 1
            readers[ref] = number
    found = list(steps)
    dropped: set[int] = set()
    for run in _runs(steps):
        gives = [steps[n].gives[0] for n in run]
        reader = {readers.get(ref) for ref in gives}
        if len(reader) != 1 or any(uses[ref] != 1 for ref in gives):
            continue
        at = reader.pop()
        whole = None if at is None else _together([steps[n] for n in run], found[at], known)
        if at is not None and whole is not None:
            found[run[-1]], found[at] = whole
            dropped |= set(run[:-1])
    kept = tuple(step for number, step in enumerate(found) if number not in dropped)
    return tuple(_by_output(step) for step in kept) if _has_outputs(kept) else kept


def _runs(steps: Sequence[Step]) -> list[list[int]]:
    """Numbers of statements in a row that read the same and are of one shape."""
    runs: list[list[int]] = []
    before: object = None
    for number, step in enumerate(steps):
        key = None
        if step.kind == "value" and len(step.gives) == 1 and step.head is None:
            key = (shape(step.value, {}), tuple(step.reads()), step.section)
        if key is not None and key == before:
            runs[-1].append(number)
        else:
            runs.append([number])
        before = key
    return [run for run in runs if len(run) >= _FEWEST]


def _together(run: Sequence[Step], reader: Step, known: Known) -> tuple[Step, Step] | None:
    """The run as one statement, and its reader with that in place of the single results."""
    tensors = tuple(Tensor(step.gives[0]) for step in run)
    place = _place(reader.value, tensors)
    if place is None:
        return None
    keys = [key for key, _ in place.items] if isinstance(place, Pairs) else []
    texts = [key for key in keys if isinstance(key, Text)]
    local = [{step.gives[0]: run[0].gives[0]} for step in run]
    found = series_of([[step] for step in run], local, texts or None, known)
    if found is None or len(texts) != len(keys) or found[0].uneven or found[0].variables > 1:
        return None
    series, key = found
    ref = OUTPUTS if keys else Ref(f"all {run[0].gives[0].node}", WHOLE)
    value = Comprehension(key, series.steps[0].value, series.target, series.source)
    name = "outputs" if keys else _plural(run[0].value)
    step = replace(run[-1], value=value, gives=(ref,), name=name, made_up=False, alias="")

    def change(expr: Expr) -> Expr | None:
        return Tensor(ref) if expr == place else None

    return step, replace(reader, value=rewrite(reader.value, change))


def _place(expr: Expr, tensors: tuple[Tensor, ...]) -> Items | Pairs | None:
    """The list, or the dict of outputs, of just these values among the operands of a call."""
    for arg in expr.args if isinstance(expr, Call) else ():
        if isinstance(arg, Items) and arg.items == tensors:
            return arg
        if isinstance(arg, Pairs) and tuple(value for _, value in arg.items) == tensors:
            return arg
    return None


def _plural(value: Expr) -> str:
    function = value.function if isinstance(value, Call) else value
    function = function.function if isinstance(function, Call) else function
    name = snake_case(function.id.rpartition(".")[2]) if isinstance(function, Name) else "value"
    return name if name.endswith("s") else f"{name}s"


def _has_outputs(steps: Sequence[Step]) -> bool:
    return any(step.gives == (OUTPUTS,) for step in steps)


def _by_output(step: Step) -> Step:
    """Of a call of `compile`: what is the same for every output is written once."""
    if step.kind != "do" or not isinstance(step.value, Call):
        return step
    kwargs = tuple((name, _same(value)) for name, value in step.value.kwargs)
    return replace(step, value=replace(step.value, kwargs=kwargs))


def _same(expr: Expr) -> Expr:
    values: list[Expr] = []
    if isinstance(expr, Literal) and isinstance(expr.value, dict):
        values = [Literal(value) for value in expr.value.values()]
    elif isinstance(expr, Pairs):
        values = [value for _, value in expr.items]
    if len(values) < _FEWEST or len(set(values)) > 1:
        return expr
    return Comprehension(Name("name"), values[0], "name", Tensor(OUTPUTS))


__all__ = ["MODEL", "gathered"]
