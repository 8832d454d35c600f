"""Which sizes that a call reads a size that it gives depends on; found out by trying.

No layer has to say so itself: its rule is asked with other sizes, and what changes depends on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from graphdsl.check.explain.trials import Outcome, Place, Trial, Types
from graphdsl.layers.tensors import Dim, Shape, Sym

Dependence: TypeAlias = tuple[tuple[frozenset[Place], ...], ...]
"""For each tensor that a call gives, for each of its axes, the places that it depends on."""

_TOKEN = re.compile(r"<(\d+)/(\d+)>")


def dependence(trial: Trial) -> Dependence:
    """What every size that the call gives depends on."""
    given = trial.outcome()
    if not isinstance(given, tuple):
        return ()
    free, bound = _marked(trial)
    marked = trial.outcome(trial.resized((place, _token(place)) for place in free))
    found = [[_tokens(size) for size in shape] for shape in _shapes(marked, given)]
    for place in bound:
        shapes = zip(_shapes(given, given), _changed(trial, place, given), strict=True)
        for axes, (before, after) in zip(found, shapes, strict=True):
            for axis, (a, b) in enumerate(zip(before, after, strict=True)):
                if a != b:
                    axes[axis] |= {place}
    return tuple(tuple(axes) for axes in found)


def _marked(trial: Trial) -> tuple[list[Place], list[Place]]:
    """The places where an unknown size may stand, and those where only a known one will do.

    Sizes of 1 are left as they are in the first: they broadcast, which unknown ones do not.
    """
    places = trial.places()
    free = [place for place in places if trial.size(place) != 1]
    ones = [place for place in places if trial.size(place) == 1]
    if _accepts(trial, free):
        return free, ones
    alone = [place for place in free if _accepts(trial, [place])]
    bound = [place for place in free if place not in alone]
    return (alone, bound + ones) if _accepts(trial, alone) else ([], list(places))


def _accepts(trial: Trial, places: Sequence[Place]) -> bool:
    found = trial.outcome(trial.resized((place, _token(place)) for place in places))
    return isinstance(found, tuple)


def _token(place: Place) -> Sym:
    return Sym(f"<{place.operand}/{place.axis}>")


def _tokens(size: Dim) -> frozenset[Place]:
    """The places that a size was computed from."""
    label = size.label if isinstance(size, Sym) else ""
    return frozenset(Place(int(a), int(b)) for a, b in _TOKEN.findall(label))


def _shapes(found: Outcome, given: Types) -> list[Shape]:
    """The shapes that were found; where they are of another form, those that are given."""
    own = [one.shape or () for one in given]
    if not isinstance(found, tuple) or len(found) != len(given):
        return own
    shapes = [one.shape or () for one in found]
    return [a if len(a) == len(b) else b for a, b in zip(shapes, own, strict=True)]


def _changed(trial: Trial, place: Place, given: Types) -> list[Shape]:
    """The shapes that the call gives once this place has another size; as they are if none will
    do."""
    for size in _others(trial.size(place)):
        found = trial.outcome(trial.resized([(place, size)]))
        if isinstance(found, tuple):
            return _shapes(found, given)
    return _shapes(given, given)


def _others(size: Dim) -> Iterable[Dim]:
    """Other sizes to try."""
    if isinstance(size, Sym):
        return (240, 1)
    return (2 * size, size + 1, Sym("<>")) if size > 1 else (Sym("<>"), 2)
