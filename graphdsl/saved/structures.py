"""The inputs and outputs of a model as a config nests them: one, a list, a dict, or deeper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from graphdsl.graph.json.places import Path
from graphdsl.graph.structures import Structure
from graphdsl.saved.written import Json, bad


@dataclass(frozen=True, slots=True)
class Leaf:
    """One tensor of a structure."""

    keys: tuple[str | int, ...]
    """The way to it: keys of dicts and places in lists."""
    history: list[Json]
    """`[layer, number of the call, number of the output]`."""
    path: Path

    @property
    def has_key(self) -> bool:
        """Whether it stands in a dict."""
        return any(isinstance(key, str) for key in self.keys)

    @property
    def layer(self) -> str:
        """The layer that it comes from, if that is written there."""
        return str(self.history[0])


def leaves(written: Json, path: Path) -> tuple[Leaf, ...]:
    """The tensors of a structure, in the order of the file."""
    return tuple(_leaves(written, (), path))


def _leaves(written: Json, keys: tuple[str | int, ...], path: Path) -> Iterator[Leaf]:
    if isinstance(written, dict):
        for key, item in cast("dict[str, Json]", written).items():
            yield from _leaves(item, (*keys, key), (*path, key))
        return
    if not isinstance(written, list):
        raise bad(path, "expected a layer with the numbers of a call and an output")
    items = cast("list[Json]", written)
    if is_leaf(written):
        yield Leaf(keys, items, path)
        return
    for number, item in enumerate(items):
        yield from _leaves(item, (*keys, number), (*path, number))


def named(written: Json, names: Iterator[str]) -> Structure:
    """The structure with names for its tensors, in the order of the file."""
    if isinstance(written, dict):
        parts = cast("dict[str, Json]", written)
        return {key: named(item, names) for key, item in parts.items()}
    if is_leaf(written):
        return next(names)
    return [named(item, names) for item in cast("list[Json]", written)]


def is_leaf(written: Json) -> bool:
    """Whether it is one tensor: `[layer, number of the call, number of the output]`."""
    items = cast("list[Json]", written) if isinstance(written, list) else []
    return len(items) == 3 and isinstance(items[0], str)


def flat_order(found: Sequence[Leaf]) -> tuple[int, ...]:
    """The places of the leaves in the order in which Keras counts them: dicts by sorted key."""
    return tuple(sorted(range(len(found)), key=lambda place: found[place].keys))
