"""What a box that stands for a group says of its inside: a line for each way through it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from graphdsl.emit.diagram.picture import Box, Edge

_MOST = 6
"""Ways that are told; a group with more of them says what it is made of instead."""
_LENGTH = 5
"""Calls in one way that are told."""


def routes(boxes: Sequence[Box], edges: Sequence[Edge]) -> tuple[str, ...]:
    """`1×1 64 → 3×3 64`, `skip`, then what joins them; nothing where that would be too much."""
    inside = {box.key: box for box in boxes}
    edges = [edge for edge in edges if edge.mark != "removed"]
    within = [e for e in edges if e.tail in inside and e.head in inside]
    after: dict[str, list[str]] = {}
    for edge in within:
        after.setdefault(edge.tail, []).append(edge.head)
    entries = [e.head for e in edges if e.head in inside and e.tail not in inside]
    ends = [key for key in inside if key not in after]
    if len(boxes) == 1 and boxes[0].role == "fold":
        return boxes[0].parts
    if len(ends) != 1:
        return ()
    joins = inside[ends[0]].family == "merge" or inside[ends[0]].role == "operation"
    join = ends[0] if joins and sum(1 for e in edges if e.head == ends[0]) > 1 else ""
    ways = list(islice(_ways(list(dict.fromkeys(entries)), after, join), _MOST + 1))
    if not ways or len(ways) > _MOST or any(len(way) > _LENGTH for way in ways):
        return ()
    lines = [" → ".join(short(inside[key]) for key in way) or "skip" for way in ways]
    return tuple(lines) if not join else (*lines, short(inside[join]))


def _ways(
    entries: Sequence[str], after: Mapping[str, Sequence[str]], join: str
) -> Iterator[tuple[str, ...]]:
    """Every way from an entry to `join`, which it leaves out, or to an end."""
    stack: list[tuple[str, ...]] = [(entry,) for entry in reversed(entries)]
    while stack:
        way = stack.pop()
        if way[-1] == join:
            yield way[:-1]
        elif way[-1] not in after:
            yield way
        else:
            stack.extend((*way, key) for key in reversed(after[way[-1]]))


def short(box: Box) -> str:
    """A box in a few characters: `3×3 64 /2`, `max pool 3×3 /2`, `Dense 64 × 2`, `Add`."""
    return f"{_once(box)} × {box.times}" if box.times > 1 else _once(box)


def _once(box: Box) -> str:
    if box.role == "fold" and len(box.parts) == 1:
        return box.parts[0]
    facts = [fact for fact in box.facts if fact not in ("same", "valid", "no bias")]
    if box.family == "convolution" and len(facts) > 1 and "×" in facts[1]:
        kind = "" if box.title in ("Conv1D", "Conv2D", "Conv3D") else f"{box.title} "
        return kind + " ".join((facts[1], facts[0], *facts[2:3]))
    if box.family == "pooling" and box.title.startswith(("Max", "Average")):
        strides = [fact for fact in facts[1:] if fact.startswith("/")]
        return " ".join((box.title.partition("Pooling")[0].lower(), "pool", *facts[:1], *strides))
    if box.family in ("merge", "normalization"):
        return " ".join(filter(None, (box.title, box.activation)))
    return " ".join((box.title, *facts[:1]))
