"""What a model takes its inputs in, or gives its outputs in: one tensor, lists, dicts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypeVar, cast

Side: TypeAlias = Literal["input", "output"]
Structure: TypeAlias = "str | list[Structure] | dict[str, Structure]"
"""Like Keras' `inputs` and `outputs`, with names where tensors stand; each name stands once."""

T = TypeVar("T")


def ways(structure: Structure) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Each name with the way to it: keys of dicts and places in lists."""
    if isinstance(structure, str):
        yield structure, ()
        return
    items = structure.items() if isinstance(structure, dict) else enumerate(structure)
    for key, item in items:
        for name, way in ways(item):
            yield name, (key, *way)


def usual(side: Side, names: Sequence[str]) -> Structure:
    """What is taken where nothing is said: one as it is, several inputs in a list, which Keras also
    takes by name, and several outputs by name."""
    if len(names) == 1:
        return names[0]
    return [*names] if side == "input" else {name: name for name in names}


def same(one: Structure, other: Structure) -> bool:
    """Whether they are the same, the order of keys included."""
    return one == other and list(ways(one)) == list(ways(other))


def laid_out(structure: Structure, given: Mapping[str, Any]) -> Any:
    """`structure` with what is given for each name in its place."""
    if isinstance(structure, str):
        return given[structure]
    if isinstance(structure, list):
        return [laid_out(item, given) for item in structure]
    return {key: laid_out(item, given) for key, item in structure.items()}


def taken_apart(structure: Structure, value: object) -> dict[str, Any] | None:
    """What stands in `value` where `structure` has the names; keys may be missing, and the one item
    of a list may stand for itself, as what a model of Keras gives when it runs does. None where the
    two do not go together."""
    found: dict[str, Any] = {}
    listed = isinstance(value, (list, tuple))
    if isinstance(structure, list) and len(structure) == 1 and not listed:
        structure = structure[0]
    return found if _take_apart(structure, value, found) else None


def _take_apart(structure: Structure, value: object, found: dict[str, Any]) -> bool:
    if value is None:
        return True
    if isinstance(structure, str):
        found[structure] = value
        return True
    if isinstance(structure, dict):
        if not isinstance(value, dict):
            return False
        parts = cast("dict[str, object]", value)
        known = parts.keys() <= structure.keys()
        return known and all(_take_apart(structure[key], parts[key], found) for key in parts)
    if not isinstance(value, (list, tuple)):
        return False
    several = cast("list[object]", value)
    same = len(several) == len(structure)
    return same and all(_take_apart(a, b, found) for a, b in zip(structure, several, strict=True))


def fitted(structure: Structure | None, before: Collection[str], after: Collection[str]) -> Any:
    """What is left of `structure` when what is called `before` becomes what is called `after`.

    What is gone leaves its place, what is new comes at the end, and a single one is given as it is.
    """
    if structure is None or set(before) == set(after):
        return structure
    left = _left(structure, frozenset(after))
    new = [name for name in after if name not in before]
    if len(after) < 2 or not isinstance(left, (list, dict)):
        return None
    if isinstance(left, list):
        return [*left, *new]
    free = {name: name for name in new if name not in left}
    return {**left, **free} if len(free) == len(new) else None


def _left(structure: Structure, names: Collection[str]) -> Structure | None:
    if isinstance(structure, str):
        return structure if structure in names else None
    if isinstance(structure, list):
        items = [_left(item, names) for item in structure]
        return [item for item in items if item is not None] or None
    parts = {key: _left(item, names) for key, item in structure.items()}
    return {key: item for key, item in parts.items() if item is not None} or None


def in_words(structure: Structure) -> str:
    """`[a, {key: b}]`, for one line; a dict by plain names is `{a, b}`."""
    if isinstance(structure, str):
        return structure
    if isinstance(structure, list):
        return f"[{', '.join(map(in_words, structure))}]"
    items = (key if key == item else f"{key}: {in_words(item)}" for key, item in structure.items())
    return f"{{{', '.join(items)}}}"
