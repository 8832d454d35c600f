"""Folding: groups and runs become one box each, until a picture is small enough to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graphdsl.emit.diagram.picture import Box, Edge, Group, Picture

_TERMINAL = ("input", "output")
_SPAN = 16
"""Ranks that the edges of a box may cross, on average; laying out takes the square of them."""


def fold(picture: Picture, limit: int) -> Picture:
    """The picture with at most `limit` boxes, and not too many edges for as many.

    Its deepest groups are folded first, and where there are none left, neighbouring calls. Inputs
    and outputs always stay.
    """
    before = _boxes(picture)
    depth = _depth(picture.root)
    while _size(picture) > limit and depth > 0:
        picture = _merged(picture, _fold_at(picture.root, depth))
        depth -= 1
    whole, runs = picture, max(limit - _terminals(picture), 1)
    while _size(picture) > limit and runs > 0:
        picture = _merged(whole, _chunked(whole.root, runs))
        runs //= 2
    after = _boxes(picture)
    if after == before:
        return picture
    return replace(picture, notes=(f"{before} boxes are folded into {after}.",))


def _boxes(picture: Picture) -> int:
    return sum(1 for _ in picture.root.boxes())


def _terminals(picture: Picture) -> int:
    return sum(1 for box in picture.root.boxes() if box.role in _TERMINAL)


def _size(picture: Picture) -> int:
    """In boxes; edges count too, by what laying them out costs."""
    depth: dict[str, int] = {}
    for edge in picture.edges:
        depth[edge.head] = max(depth.get(edge.head, 0), depth.get(edge.tail, 0) + 1)
    spans = sum(abs(depth[edge.head] - depth.get(edge.tail, 0)) for edge in picture.edges)
    return max(_boxes(picture), len(picture.edges) // 2, spans // _SPAN)


def _depth(group: Group) -> int:
    inner = [_depth(m) for m in group.members if isinstance(m, Group)]
    return 1 + max(inner) if inner else 0


Folded = tuple[Group, Mapping[str, str]]
"""A group with folded members, and for each box that is gone the one that stands for it."""


def _fold_at(group: Group, depth: int) -> Folded:
    """Folds the groups that stand `depth` groups deep in `group`."""
    members: list[Box | Group] = []
    stands: dict[str, str] = {}
    for member in group.members:
        if isinstance(member, Box):
            members.append(member)
            continue
        if depth > 1:
            inner, more = _fold_at(member, depth - 1)
            members.append(inner)
            stands.update(more)
            continue
        whole, more = _as_box(member)
        members.extend(whole)
        stands.update(more)
    return replace(group, members=tuple(members)), stands


def _as_box(group: Group) -> tuple[tuple[Box, ...], Mapping[str, str]]:
    """One box for the calls of a group; its inputs and outputs stay boxes of their own."""
    boxes = [box for box in group.boxes() if box.role not in _TERMINAL]
    kept = tuple(box for box in group.boxes() if box.role in _TERMINAL)
    if not boxes:
        return kept, {}
    box = _box_of(group.key, group.title, boxes, name=group.note, frozen=group.frozen)
    return (box, *kept), {inner.key: box.key for inner in boxes}


def _box_of(
    key: str, title: str, boxes: Sequence[Box], *, name: str = "", frozen: bool = False
) -> Box:
    layers = sum(_layers_in(box) for box in boxes)
    facts = (f"{layers} layer{'' if layers == 1 else 's'}",)
    details = "\n".join(line for line in (title, name, *_classes(boxes)) if line)
    return Box(key, "fold", title, facts, name=name, frozen=frozen, details=details)


def _layers_in(box: Box) -> int:
    """How many layers a box stands for; one that is folded says so itself."""
    if box.role == "fold":
        return int(box.facts[0].split()[0])
    return 0 if box.role == "operation" else 1


def _classes(boxes: Sequence[Box]) -> Iterator[str]:
    counted = Counter(box.title for box in boxes if box.role != "operation")
    for title, times in counted.most_common(5):
        yield f"{times} × {title}"


def _chunked(group: Group, runs: int) -> Folded:
    """Folds neighbours in a group without groups into `runs` boxes of equal length."""
    members = [m for m in group.members if isinstance(m, Box)]
    calls = [box for box in members if box.role not in _TERMINAL]
    length = max(-(-len(calls) // runs), 1)
    folded: list[Box | Group] = [box for box in members if box.role == "input"]
    stands: dict[str, str] = {}
    for start in range(0, len(calls), length):
        run = calls[start : start + length]
        most = Counter(box.title for box in run).most_common(2)
        title = ", ".join(f"{times} × {title}" for title, times in most)
        box = _box_of(f"c{run[0].key}", title, run)
        folded.append(box)
        stands.update({inner.key: box.key for inner in run})
    folded.extend(box for box in members if box.role == "output")
    return replace(group, members=tuple(folded)), stands


def _merged(picture: Picture, folded: Folded) -> Picture:
    """The picture with the new root; edges inside a folded box go, equal ones become one."""
    root, stands = folded
    texts = {box.key: box.results for box in picture.root.boxes()}
    results: dict[str, dict[str, int]] = {}  # tensors that look alike are told as one
    edges: dict[Edge, None] = {}
    for edge in picture.edges:
        tail, head = stands.get(edge.tail, edge.tail), stands.get(edge.head, edge.head)
        if tail == head:
            continue
        result = edge.result
        if edge.tail in stands:
            given = results.setdefault(tail, {})
            result = given.setdefault(texts[edge.tail][edge.result], len(given))
        label = "" if edge.head in stands else edge.label
        edges[Edge(tail, head, result, label)] = None
    said = {key: tuple(given) for key, given in results.items()}
    return replace(picture, root=_with_results(root, said), edges=tuple(edges))


def _with_results(group: Group, said: Mapping[str, tuple[str, ...]]) -> Group:
    members = tuple(
        _with_results(m, said)
        if isinstance(m, Group)
        else replace(m, results=said[m.key])
        if m.key in said
        else m
        for m in group.members
    )
    return replace(group, members=members)
