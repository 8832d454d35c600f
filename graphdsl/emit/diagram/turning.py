"""The way up of a U: what narrows, then widens again and reads at each width what it was before.

Such a model is drawn down on the left and up on the right, with its skips straight across.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from graphdsl.emit.diagram.picture import Box, Edge, Group, Picture

_UNEVEN = 2.5
"""How many times as long one side of a U may be as the other."""
_RUNGS = 3
"""Skips of a U; two are enough in a deep one."""
_DEEP = 14


class Turn(NamedTuple):
    """A model that turns: what is drawn upwards, and from which box that comes."""

    up: frozenset[str] = frozenset()
    bottom: str = ""


@dataclass(frozen=True, slots=True)
class _Flow:
    """What leads where, and how far down each box stands."""

    edges: Sequence[Edge]
    into: Mapping[str, Sequence[Edge]]
    out: Mapping[str, Sequence[Edge]]
    depth: Mapping[str, int]
    groups: Mapping[str, str]
    """Of each box, the outermost group in which it stands."""


def turn_of(picture: Picture) -> Turn:
    """Where the picture turns; nothing where it has too few skips, one inside the other."""
    flow = _flow(picture)
    found: dict[int, Turn] = {}
    for edge in flow.edges:
        if flow.depth[edge.head] - flow.depth[edge.tail] > 1:
            first = _first_up(edge, flow)
            up = _after(first, flow)
            bottom = max((e.tail for e in flow.into[first]), key=lambda key: flow.depth[key])
            rungs = _rungs(bottom, up, flow)
            if _is_u(rungs, flow) and _even(first, up, flow):
                found.setdefault(len(rungs), Turn(up, bottom))
    return found[max(found)] if found else Turn()


def _flow(picture: Picture) -> _Flow:
    into: dict[str, list[Edge]] = defaultdict(list)
    out: dict[str, list[Edge]] = defaultdict(list)
    depth = {box.key: 0 for box in picture.root.boxes()}
    for edge in picture.edges:  # in the order of their heads, which is topological
        depth[edge.head] = max(depth[edge.head], depth[edge.tail] + 1)
        into[edge.head].append(edge)
        out[edge.tail].append(edge)
    return _Flow(picture.edges, into, out, depth, dict(_groups(picture.root)))


def _groups(root: Group) -> Iterator[tuple[str, str]]:
    for member in root.members:
        if isinstance(member, Box):
            yield member.key, ""
        else:
            yield from ((box.key, member.key) for box in member.boxes())


def _first_up(skip: Edge, flow: _Flow) -> str:
    """With what the way to the head of the innermost skip begins.

    It is what the head reads beside the skip, and before it what stands in the same group; the
    head itself, if there is nothing between.
    """
    ways = [edge.tail for edge in flow.into[skip.head] if edge.tail != skip.tail]
    here = max(ways, key=lambda key: flow.depth[key], default="")
    group = flow.groups[skip.head]
    while here and group and flow.groups[skip.tail] != group == flow.groups[here]:
        before = flow.into.get(here, ())
        if len(before) != 1 or flow.groups[before[0].tail] != group:
            break
        here = before[0].tail
    return here if here and flow.depth[here] > flow.depth[skip.tail] + 1 else skip.head


def _after(first: str, flow: _Flow) -> frozenset[str]:
    found, todo = {first}, [first]
    while todo:
        for edge in flow.out.get(todo.pop(), ()):
            if edge.head not in found:
                found.add(edge.head)
                todo.append(edge.head)
    return frozenset(found)


def _rungs(bottom: str, up: frozenset[str], flow: _Flow) -> list[tuple[int, int]]:
    """From which depth to which the skips lead across, the outermost first."""
    across = [edge for edge in flow.edges if edge.head in up and edge.tail not in up]
    turning = [edge for edge in across if edge.tail == bottom]
    skips = [edge for edge in across if edge.tail != bottom]
    if len(turning) != 1:
        return []
    return sorted({(flow.depth[edge.tail], flow.depth[edge.head]) for edge in skips})


def _is_u(rungs: Sequence[tuple[int, int]], flow: _Flow) -> bool:
    """Whether every skip is inside the one before, and all of them are most of the model."""
    depth = max(flow.depth.values())
    if len(rungs) < (_RUNGS if depth < _DEEP else 2):
        return False
    nested = all(one[0] < other[0] and one[1] > other[1] for one, other in pairwise(rungs))
    return nested and rungs[0][1] - rungs[0][0] >= depth / 2


def _even(first: str, up: frozenset[str], flow: _Flow) -> bool:
    """Whether both sides are of about the same length."""
    down = flow.depth[first]
    back = max(flow.depth[key] for key in up) - down + 1
    return max(down, back) <= _UNEVEN * min(down, back)
