"""Names: which come by themselves, and what values are called in a text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from graphdsl.graph import Layer, Ref
from graphdsl.graph.names import Names, as_identifier, snake_case
from graphdsl.lifting.making import is_name


def base_of(layer: Layer, cls: str) -> str:
    """What a layer is called after if nobody names it; `cls` is its class in the text."""
    if layer.kind == "function":
        return layer.cls.rpartition(".")[2]
    return snake_case(cls.rpartition(".")[2])


def is_made_up(name: str, base: str) -> bool:
    """Whether the name may come by itself: `dense`, `dense_3`."""
    return re.fullmatch(rf"{re.escape(base)}(_[1-9]\d*)?", name) is not None


@dataclass(frozen=True, slots=True)
class Named:
    """A layer with what it would be called after."""

    name: str
    base: str
    """With what its segments put before it."""
    free: bool
    """Whether it has no say in its name: operations that Keras numbered."""


def by_themselves(layers: Sequence[Named], inputs: Iterable[str]) -> frozenset[str]:
    """The layers, in the order of the text, that get their names without being given them."""
    taken = frozenset(inputs)
    found = _rising(layers)
    while True:
        wrong = _misnamed(layers, taken, found)
        if not wrong:
            return frozenset(found)
        found -= wrong


def _rising(layers: Sequence[Named]) -> set[str]:
    """Of each base, the most layers whose numbers rise in the order of the text, below the first
    number that nothing has."""
    names = {layer.name for layer in layers}
    of_base: dict[str, list[str]] = {}
    for layer in layers:
        if not layer.free and is_made_up(layer.name, layer.base):
            of_base.setdefault(layer.base, []).append(layer.name)
    found: set[str] = set()
    for base, own in of_base.items():
        numbers = [int(name[len(base) + 1 :] or 0) for name in own]
        end = 0
        while (f"{base}_{end}" if end else base) in names:
            end += 1
        rising = _longest_rising([n if n < end else -1 for n in numbers])
        found.update(own[place] for place in rising)
    return found


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """The places of a longest rising series of what is not negative."""
    ends: list[int] = []
    places: list[int] = []
    before: dict[int, int] = {}
    for place, number in enumerate(numbers):
        if number < 0:
            continue
        at = bisect_left(ends, number)
        ends[at:] = [number, *ends[at + 1 :]]
        places[at:] = [place, *places[at + 1 :]]
        before[place] = places[at - 1] if at else -1
    found: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


def _misnamed(
    layers: Sequence[Named], taken: Collection[str], trusted: Collection[str]
) -> set[str]:
    """Those of `trusted` that would be called otherwise than they are."""
    names = Names((name, None) for name in taken)
    for layer in layers:
        if layer.name not in trusted and not layer.free:
            names.take(layer.name, None)
    wrong: set[str] = set()
    for layer in layers:
        if layer.free:
            names.fresh(layer.base, None)
        elif layer.name in trusted and names.fresh(layer.base, None) != layer.name:
            wrong.add(layer.name)
    return wrong


@dataclass(slots=True)
class Identifiers:
    """The names of values in one scope, clear of what else has a meaning there."""

    reserved: Collection[str]
    """Classes, functions, models and blocks that the text uses."""
    taken: set[str] = field(default_factory=set[str])
    held: dict[str, Ref] = field(default_factory=dict[str, Ref])
    """Names that only one value may have: those of outputs."""

    def admits(self, name: str, value: Ref | None = None) -> bool:
        """Whether a value can be called so."""
        free = name not in self.reserved and name not in self.taken
        return is_name(name) and free and self.held.get(name, value) == value

    def take(self, name: str) -> str:
        """Gives the name out."""
        self.taken.add(name)
        return name

    def fresh(self, wish: str) -> str:
        """`wish` made a name, or with a number behind it."""
        plain = as_identifier(wish)
        name, number = plain, 1
        while not self.admits(name):
            number += 1
            name = f"{plain}_{number}"
        return self.take(name)
