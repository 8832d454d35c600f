"""Modules of a model that names none: what lies between two tensors through which all flows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from graphdsl.emit.counts import total
from graphdsl.emit.diagram.boxes import sums_text
from graphdsl.emit.diagram.picture import Box, Group, Picture

_TERMINAL = ("input", "output")
_SHARE = 3
"""A module that holds more than one part in so many of a model is no part of it."""


def with_modules(picture: Picture) -> Picture:
    """The picture with a group for every module; as it is where it has groups of its own."""
    members = picture.root.members
    if any(isinstance(member, Group) for member in members):
        return picture
    calls = [m for m in members if isinstance(m, Box) and m.role not in _TERMINAL]
    parts = list(_parts(calls, picture))
    most = max(len(calls) // _SHARE, 4)
    inside: list[Box | Group] = [m for m in members if isinstance(m, Box) and m.role == "input"]
    for part in parts:
        if 1 < len(part) <= most:
            inside.append(_module(part, len(inside)))
        else:
            inside.extend(part)
    inside.extend(m for m in members if isinstance(m, Box) and m.role == "output")
    return replace(picture, root=replace(picture.root, members=tuple(inside)))


def _parts(calls: Sequence[Box], picture: Picture) -> Iterator[list[Box]]:
    """Runs of `calls`, each up to the next box that alone is read later."""
    order = {box.key: place for place, box in enumerate(calls)}
    last = _last_reads(picture, order)
    start = 0
    pending = max((p for key, p in last.items() if key not in order), default=-1)
    for place, box in enumerate(calls):
        # What is read behind this place, by what stands before it.
        if pending <= place:
            yield list(calls[start : place + 1])
            start = place + 1
        pending = max(pending, last.get(box.key, -1))
    if start < len(calls):
        yield list(calls[start:])


def _last_reads(picture: Picture, order: Mapping[str, int]) -> dict[str, int]:
    """Of each box, the place of the last call that reads it."""
    last: dict[str, int] = {}
    for edge in picture.edges:
        if edge.head in order:
            last[edge.tail] = max(last.get(edge.tail, -1), order[edge.head])
    return last


def _module(part: Sequence[Box], number: int) -> Group:
    count = total(box.count for box in part)
    frozen = all(box.frozen for box in part if box.role == "layer")
    title = _title([box.name for box in part])
    return Group(f"m{number}", "block", title, "", sums_text(count), frozen, tuple(part))


def _title(names: Sequence[str]) -> str:
    """What the names of a module begin with; where they have little in common, its last."""
    common = _common(names)
    if any(name[len(common) : len(common) + 1] not in ("", "_", ".", "/") for name in names):
        common = common[: max(map(common.rfind, "_./")) + 1]
    common = common.rstrip("_./")
    return common if len(common) > 2 and not common.startswith("conv2d") else names[-1]


def _common(names: Sequence[str]) -> str:
    """The letters with which all of `names` begin."""
    first, last = min(names), max(names)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in same)
