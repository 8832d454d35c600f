"""Where a size comes from: the graph is walked backwards along one axis of one tensor."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from graphdsl.check.explain.dependence import Dependence, dependence
from graphdsl.check.explain.makers import argument_span
from graphdsl.check.explain.trials import Place, Trial
from graphdsl.check.infer import Inference
from graphdsl.diagnostics.story import History, Step
from graphdsl.graph import Node, Ref
from graphdsl.layers.tensors import Dim, Sym
from graphdsl.origins import Origin
from graphdsl.source import NOWHERE

_COUNTED = 32
"""How many dropped or missing rows are counted at most."""
_QUOTED = 24
"""Characters of an expression that is shown as it is written."""


class Spot(NamedTuple):
    """One axis of one tensor of one graph."""

    run: Inference
    ref: Ref
    axis: int

    @property
    def size(self) -> Dim:
        """The size there."""
        shape = self.run.type_of(self.ref).shape
        assert shape is not None, "a size has no history where the rank is unknown"
        return shape[self.axis]

    @property
    def node(self) -> Node | None:
        """The call that gives the tensor; None for an input."""
        return self.run.graph.nodes.get(self.ref.node)


class Trail(NamedTuple):
    """A history, and where in the graph it took place."""

    history: History
    spots: tuple[Spot, ...]
    """Where the size stood after each step."""

    @property
    def start(self) -> Spot:
        """Where it begins."""
        return self.spots[0]


class Historian:
    """Tells histories, and remembers what it found out about each call on the way."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Trial, Dependence]] = {}
        self._alike: dict[Hashable, Dependence] = {}

    def trail(self, spot: Spot) -> Trail:
        """The way of one size, from where it was made."""
        steps: list[tuple[Step, Spot]] = []
        next_one: Spot | None = spot
        while next_one is not None:
            next_one = self._before(next_one, steps)
        found, spots = zip(*reversed(steps), strict=True)
        return Trail(History(found), spots)

    def factors(self, trail: Trail) -> tuple[Spot, ...]:
        """The sizes of which the first one of a history was made, if of several."""
        spot = trail.start
        if trail.history.steps[0].kind != "joined" or spot.node is None:
            return ()
        trial, places = self._sources(spot, spot.node)
        return tuple(_at(trial, place) for place in places)

    def _before(self, spot: Spot, steps: list[tuple[Step, Spot]]) -> Spot | None:
        """The size that this one was made of; what happened between them goes into `steps`."""
        node = spot.node
        if node is None:
            outside = _outside(spot)
            if outside is None:
                steps.append((_input_step(spot), spot))
            return outside
        trial, places = self._sources(spot, node)
        equal = [place for place in places if trial.size(place) == spot.size]
        if equal:
            return _at(trial, equal[0])
        unknown = [place for place in places if isinstance(trial.size(place), Sym)]
        if len(places) == 1:
            if not (unknown and isinstance(spot.size, Sym)):
                steps.append((_changed(trial, spot, places[0]), spot))
            return _at(trial, places[0])
        steps.append((_made(trial, spot, places), spot))
        return _at(trial, unknown[0]) if unknown and isinstance(spot.size, Sym) else None

    def _sources(self, spot: Spot, node: Node) -> tuple[Trial, list[Place]]:
        """The places that a size depends on, in order."""
        key = (id(spot.run), node.name)
        if key not in self._known:
            trial = Trial.of(spot.run, node)
            self._known[key] = trial, self._dependence(trial)
        trial, found = self._known[key]
        if spot.ref.index >= len(found) or spot.axis >= len(found[spot.ref.index]):
            return trial, []
        return trial, sorted(found[spot.ref.index][spot.axis])

    def _dependence(self, trial: Trial) -> Dependence:
        """Found out once for calls that are alike, of which deep models are full."""
        layer = trial.layer
        if layer.graph is not None:
            return dependence(trial)
        key = (layer.kind, layer.cls, repr(layer.args), repr(trial.numbered()), trial.types)
        if key not in self._alike:
            self._alike[key] = dependence(trial)
        return self._alike[key]


def _at(trial: Trial, place: Place) -> Spot:
    return Spot(trial.run, trial.refs[place.operand], place.axis)


def _outside(spot: Spot) -> Spot | None:
    """What an input of a nested model is called with."""
    if spot.run.caller is None:
        return None
    run, node = spot.run.caller
    names = [declared.name for declared in spot.run.graph.inputs]
    value = node.args[names.index(spot.ref.node)]
    if not isinstance(value, Ref) or run.type_of(value).shape is None:
        return None
    return Spot(run, value, spot.axis)


def called(trial: Trial) -> str:
    """How a call is named in an explanation: its class, or a short expression as it is written."""
    layer = trial.layer
    span = trial.run.origins.node(trial.node.name).span
    text = span.text if layer.kind == "function" and span.source is not NOWHERE.source else ""
    return text if 0 < len(text) <= _QUOTED and "\n" not in text else layer.cls


def _input_step(spot: Spot) -> Step:
    name = spot.ref.node
    origin = spot.run.origins.inputs.get(name) or Origin(spot.run.origins.span)
    span = origin.sizes[spot.axis - 1] if 0 < spot.axis <= len(origin.sizes) else origin.span
    return Step("input", name, name, (), str(spot.size), span, origin.uses)


def _changed(trial: Trial, spot: Spot, place: Place) -> Step:
    origin = trial.run.origins.node(trial.node.name)
    dropped, added = _uneven(trial, spot, place)
    before = (str(trial.size(place)),)
    after = str(spot.size)
    name = trial.node.name
    return Step(
        "changed", called(trial), name, before, after, origin.span, origin.uses, dropped, added
    )


def _made(trial: Trial, spot: Spot, places: list[Place]) -> Step:
    """The call that made the size, of several sizes or of none."""
    origin = trial.run.origins.node(trial.node.name)
    before = tuple(str(trial.size(place)) for place in places)
    span = origin.span if places else argument_span(trial, spot.ref.index, spot.axis)
    kind = "joined" if places else "made"
    return Step(kind, called(trial), trial.node.name, before, str(spot.size), span, origin.uses)


def _uneven(trial: Trial, spot: Spot, place: Place) -> tuple[int, int]:
    """How many of the size before had no part in the result, or how many more there could have
    been for it; for a size that shrinks in steps."""
    before, after = trial.size(place), spot.size
    if not isinstance(before, int) or not isinstance(after, int) or not after < before:
        return 0, 0

    def becomes(size: int) -> Dim | None:
        if size < 1:
            return None
        found = trial.outcome(trial.resized([(place, size)]))
        shape = found[spot.ref.index].shape if isinstance(found, tuple) else None
        return shape[spot.axis] if shape and len(shape) > spot.axis else None

    direction = 1 if becomes(1) == 1 else -1  # one that makes 1 of 1 pads: it rounds up
    number = 0
    while number < _COUNTED and becomes(before + direction * (number + 1)) == after:
        number += 1
    if number == _COUNTED:
        return 0, 0
    return (0, number) if direction > 0 else (number, 0)
