"""Where the main path runs and what stands beside it: hints for the layout.

Branches side by side are lanes. Graphviz puts a lane that is shorter than its neighbours last;
invisible pads make them equal, which keeps the order of the file.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from graphdsl.emit.diagram.picture import Box, Group, Picture


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


def edge_weights(picture: Picture) -> list[int]:
    """How short and straight each edge wants to be.

    First come runs, then what starts a branch, then the way into a join from the call before it,
    then the ways out into heads beside it; skips take what is left.
    """
    order = {box.key: place for place, box in enumerate(picture.root.boxes())}
    homes, ends = dict(_homes(picture.root)), _ends(picture.root)
    into = Counter(edge.head for edge in picture.edges)
    leaves = [edge.head in ends and edge.tail not in ends for edge in picture.edges]
    alone = [into[edge.head] == 1 for edge in picture.edges]
    facts = list(zip(picture.edges, leaves, alone, strict=True))
    ways = Counter(edge.tail for edge, leaving, single in facts if single and not leaving)
    weights: list[int] = []
    for edge, leaving, single in facts:
        if single:
            aside = leaving and ways[edge.tail] > 0
            weights.append(2 if aside else 8 if ways[edge.tail] < 2 else 4)
            continue
        near = order[edge.head] == order[edge.tail] + 1 and homes[edge.head] == homes[edge.tail]
        weights.append(3 if near else 1)
    return weights


def _homes(group: Group) -> Iterator[tuple[str, str]]:
    """Of each box, the group in which it stands."""
    for member in group.members:
        if isinstance(member, Box):
            yield member.key, group.key
        else:
            yield from _homes(member)


def _ends(group: Group) -> frozenset[str]:
    """The boxes of heads and of outputs without one: what the main path does not run through."""
    found: set[str] = set()
    for member in group.members:
        if isinstance(member, Box):
            found.update([member.key] if member.role == "output" else [])
        elif member.kind in ("head", "aux"):
            found.update(box.key for box in member.boxes())
        else:
            found.update(_ends(member))
    return frozenset(found)
