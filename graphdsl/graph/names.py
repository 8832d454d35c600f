"""Names: those that Keras makes up, and names that are unique in a model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Generic, TypeVar

T = TypeVar("T")


@cache
def snake_case(name: str) -> str:
    """The name that Keras would make up for a layer of class `name`: `Conv2D` gives `conv2d`."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def as_identifier(name: str) -> str:
    """What a value is called whose layer has a name that no value can have: `stage-1.fc` gives
    `stage_1_fc`."""
    plain = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_") or "x"
    return plain if plain[0].isalpha() else f"x{plain}"


class Names(Generic[T]):
    """Gives out names that are unique, and knows what holds each."""

    def __init__(self, taken: Iterable[tuple[str, T]] = ()) -> None:
        self._taken = dict(taken)
        self._next: dict[str, int] = {}

    def first(self, name: str) -> T | None:
        """What holds `name` already."""
        return self._taken.get(name)

    def take(self, name: str, holder: T) -> None:
        """Marks `name` as given."""
        self._taken[name] = holder

    def fresh(self, base: str, holder: T) -> str:
        """`base`, or the first of `base_1`, `base_2` … that is free; it is taken then."""
        number = self._next.get(base, 0)
        name = f"{base}_{number}" if number else base
        while name in self._taken:
            number += 1
            name = f"{base}_{number}"
        self._next[base] = number + 1
        self._taken[name] = holder
        return name
