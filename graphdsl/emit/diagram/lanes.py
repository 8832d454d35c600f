"""Branches side by side as lanes: of one height, in the order of the file.

Graphviz puts a lane that is shorter than its neighbours last; invisible pads make them equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from graphdsl.emit.diagram.picture import Group, Picture


class Pad(NamedTuple):
    """Nothing, `length` ranks below the box `below` in the group `group`."""

    group: str
    below: str
    length: int


def pads(picture: Picture) -> dict[str, Pad]:
    """The pad of each group that needs one."""
    found: dict[str, Pad] = {}
    stack = [picture.root]
    while stack:
        group = stack.pop()
        inner = [member for member in group.members if isinstance(member, Group)]
        stack.extend(inner)
        for lanes in _lanes(inner, picture):
            depths = [_depth(lane, picture) for lane in lanes]
            most = max(depth for _, depth in depths)
            for lane, (last, depth) in zip(lanes, depths, strict=True):
                if depth < most:
                    found[lane.key] = Pad(lane.key, last, most - depth)
    return found


def _lanes(groups: list[Group], picture: Picture) -> Iterator[list[Group]]:
    """The branches among `groups` that read the same tensor, where there are several."""
    homes = {box.key: g for g in groups if g.kind == "branch" for box in g.boxes()}
    sources: dict[tuple[str, int], dict[str, Group]] = defaultdict(dict)
    for edge in picture.edges:
        home = homes.get(edge.head)
        if home is not None and homes.get(edge.tail) is not home:
            sources[edge.tail, edge.result].setdefault(home.key, home)
    return (list(lanes.values()) for lanes in sources.values() if len(lanes) > 1)


def _depth(group: Group, picture: Picture) -> tuple[str, int]:
    """The box at the end of the longest path in `group`, and the length of that path."""
    depth = {box.key: 0 for box in group.boxes()}
    for edge in picture.edges:
        if edge.tail in depth and edge.head in depth:
            depth[edge.head] = max(depth[edge.head], depth[edge.tail] + 1)
    last = max(depth, key=lambda key: depth[key])
    return last, depth[last]
