"""Which sizes a diagnostic speaks of: those without which it would say something else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from graphdsl.check.explain.trials import Outcome, Place, Trial
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.calls import WrongModelInput
from graphdsl.graph import Ref
from graphdsl.layers.tensors import BATCH, Dim, Sym, TensorType

_Told: TypeAlias = tuple[type[Diagnostic], dict[str, Any]]

_SHAPES = frozenset(("shape", "shapes", "old", "new", "target", "found", "expected"))
"""Facts that quote a whole shape: they change with every size in it."""
_FEW = 3
"""Tensors in a list that are all looked at."""
_MANY = 24
"""Tensors of a call of which nothing is told if there are more: each try looks at all of them."""
_ELSEWHERE = 4
"""Sizes of other axes that are tried."""
_RANKS = range(1, 8)
"""Ranks that are tried, the batch included."""


def involved(trial: Trial, diagnostic: Diagnostic) -> tuple[Place, ...]:
    """The places whose sizes the diagnostic is about, in the order of the operands."""
    operands = _at_odds(trial)
    if len(operands) < len(trial.refs):
        fewer = trial.only(operands)
        told = fewer.outcome()
        assert isinstance(told, Diagnostic), "tensors are at odds only if that is said"
        return tuple(Place(operands[o], axis) for o, axis in involved(fewer, told))
    if len(operands) > _MANY:
        return ()
    told = _told(diagnostic)
    places = trial.places()
    alone = [(place,) for place in places]
    # A square that does not fit on one axis fails on the next; a tensor may stand there twice.
    in_one = _grouped(places, lambda place: (place.operand, trial.size(place)))
    anywhere = _grouped(places, trial.size)
    for groups in (alone, in_one, anywhere):
        found = tuple(group[0] for group in groups if _speaks_of(trial, told, group, places))
        if found:
            return found
    return ()


def _at_odds(trial: Trial) -> list[int]:
    """Of many tensors in a list two that do not go together; of few, or others, all."""
    everything = list(range(len(trial.refs)))
    if len(everything) <= _FEW or trial.listed is None:
        return everything
    wrong = type(trial.outcome())
    low, high = 1, len(everything)  # the first `high` are refused, the first `low` are not
    while high - low > 1:
        middle = (low + high) // 2
        refused = type(trial.only(everything[:middle]).outcome()) is wrong
        low, high = (low, middle) if refused else (middle, high)
    for other in everything[:low]:
        if type(trial.only([other, low]).outcome()) is wrong:
            return [other, low]
    return everything


def _grouped(places: Sequence[Place], by: Callable[[Place], Hashable]) -> list[tuple[Place, ...]]:
    groups: dict[Hashable, list[Place]] = {}
    for place in places:
        groups.setdefault(by(place), []).append(place)
    return [tuple(group) for group in groups.values()]


def _speaks_of(trial: Trial, told: _Told, group: Sequence[Place], places: Sequence[Place]) -> bool:
    """Whether something else is said as soon as these places, all of one size, have another."""
    size = trial.size(group[0])
    sizes = dict.fromkeys(trial.size(place) for place in places)
    elsewhere = list(sizes)[:_ELSEWHERE]
    tried = [
        _matters(trial.outcome(trial.resized((p, other) for p in group)), told, other)
        for other in _others(size, elsewhere)
    ]
    known = [matters for matters in tried if matters is not None]
    return bool(known) and all(known)


def unlike_declared(trial: Trial, diagnostic: WrongModelInput) -> tuple[Place, ...]:
    """The places whose sizes are not those that an input of the model is declared with."""
    graph = trial.layer.graph
    names = [declared.name for declared in graph.inputs] if graph else []
    if graph is None or diagnostic.input not in names:
        return ()
    number = names.index(diagnostic.input)
    operand = sum(isinstance(value, Ref) for value in trial.node.args[:number])
    declared, shape = graph.inputs[number].shape, (trial.types[operand].shape or ())[1:]
    if len(declared) != len(shape):
        return ()
    return tuple(
        Place(operand, axis)
        for axis, (a, b) in enumerate(zip(declared, shape, strict=True), 1)
        if a is not None and isinstance(b, int) and a != b
    )


def involved_ranks(trial: Trial, diagnostic: Diagnostic) -> tuple[int, ...]:
    """The operands of whose number of dimensions the diagnostic speaks."""
    if len(trial.types) > _MANY:
        return ()
    return tuple(
        operand
        for operand, found in enumerate(trial.types)
        if any(
            type(trial.outcome(trial.with_type(operand, other))) is not type(diagnostic)
            for other in _forms(found)
        )
    )


def _matters(found: Outcome, told: _Told, size: Dim) -> bool | None:
    """Whether something else is said now; None where all it shows is that a size must be known."""
    if not isinstance(found, Diagnostic):
        return None if found is None else True
    if isinstance(size, Sym) and type(found) is not told[0]:
        return None
    return _told(found) != told


def _told(diagnostic: Diagnostic) -> _Told:
    """The diagnostic without the shapes that it quotes."""
    facts = diagnostic.facts.items()
    return type(diagnostic), {n: v for n, v in facts if n not in _SHAPES and "[" not in str(v)}


def _others(size: Dim, elsewhere: Iterable[Dim]) -> Iterator[Dim]:
    """Other sizes to try: some near it, and those of the other axes."""
    if isinstance(size, Sym):
        yield 240
    else:
        yield from (size + 1, 2 * size, 240, Sym("any"))
    yield from (other for other in elsewhere if isinstance(other, int) and other != size)


def _forms(found: TensorType) -> Iterator[TensorType]:
    """The tensor with more dimensions or fewer, of sizes that are not known."""
    if found.shape is None:
        return
    for rank in _RANKS:
        if rank != len(found.shape):
            sizes = (Sym(f"any {axis}") for axis in range(1, rank))
            yield found.with_shape((*(found.shape[:1] or (BATCH,)), *sizes))
