"""Folding: groups and runs become one box each, until a picture is small enough to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graphdsl.emit.counts import total
from graphdsl.emit.diagram.boxes import sums_text
from graphdsl.emit.diagram.merging import Folded, merged
from graphdsl.emit.diagram.picture import Box, Group, Mark, Picture
from graphdsl.emit.diagram.routes import routes

_TERMINAL = ("input", "output")
_SPAN = 16
"""Ranks that the edges of a box may cross, on average; laying out takes the square of them."""
_SPANS = 6_400
"""Ranks that all edges together may cross, however many boxes are drawn."""


def fold(picture: Picture, limit: int) -> Picture:
    """The picture with at most `limit` boxes, and not too many edges for as many.

    Its deepest groups are folded first, and where there are none left, neighbouring calls. Inputs
    and outputs always stay.
    """
    before = _boxes(picture)
    depth = _depth(picture.root)
    while not drawable(picture, limit) and depth > 0:
        picture = merged(picture, _fold_at(picture.root, depth, picture))
        depth -= 1
    whole, runs = picture, max(limit - _terminals(picture), 1)
    while not drawable(picture, limit) and runs > 0:
        picture = merged(whole, _chunked(whole.root, runs))
        runs //= 2
    after = _boxes(picture)
    if after == before:
        return picture
    return replace(picture, notes=(f"{before} boxes are folded into {after}.",))


def fold_deepest(picture: Picture) -> Picture:
    """The picture without its deepest groups; the same picture where it has none."""
    depth = _depth(picture.root)
    return merged(picture, _fold_at(picture.root, depth, picture)) if depth else picture


def _boxes(picture: Picture) -> int:
    return sum(1 for _ in picture.root.boxes())


def _terminals(picture: Picture) -> int:
    return sum(1 for box in picture.root.boxes() if box.role in _TERMINAL)


def drawable(picture: Picture, limit: int) -> bool:
    """Whether there are at most `limit` boxes; edges count too, by what laying them out costs."""
    depth: dict[str, int] = {}
    for edge in picture.edges:
        depth[edge.head] = max(depth.get(edge.head, 0), depth.get(edge.tail, 0) + 1)
    spans = sum(abs(depth[edge.head] - depth.get(edge.tail, 0)) for edge in picture.edges)
    size = max(_boxes(picture), len(picture.edges) // 2, spans // _SPAN)
    return size <= limit and spans <= _SPANS


def _depth(group: Group) -> int:
    inner = [_depth(m) for m in group.members if isinstance(m, Group)]
    return 1 + max(inner) if inner else 0


def _fold_at(group: Group, depth: int, picture: Picture) -> Folded:
    """Folds the groups that stand `depth` groups deep in `group`."""
    members: list[Box | Group] = []
    stands: dict[str, str] = {}
    for member in group.members:
        if isinstance(member, Box):
            members.append(member)
            continue
        if depth > 1:
            inner, more = _fold_at(member, depth - 1, picture)
            members.append(inner)
            stands.update(more)
            continue
        whole, more = as_box(member, picture)
        members.extend(whole)
        stands.update(more)
    return replace(group, members=tuple(members)), stands


def as_box(group: Group, picture: Picture) -> tuple[tuple[Box, ...], Mapping[str, str]]:
    """One box for the calls of a group; its inputs and outputs stay boxes of their own."""
    boxes = [box for box in group.boxes() if box.role not in _TERMINAL]
    kept = tuple(box for box in group.boxes() if box.role in _TERMINAL)
    if not boxes:
        return kept, {}
    if group.kind == "block" and group.beside == 1 and len(boxes) == 1 and boxes[0].role != "fold":
        return (_with_times(boxes[0], group), *kept), {}
    box = box_of(group.key, group.title or group.note, boxes, frozen=group.frozen)
    if group.beside > 1:
        facts = (_layers_text(group.beside * _layers_in(box)), f"{group.beside} side by side")
        box = replace(box, facts=facts, params=group.params)
    name = group.note if group.title else ""
    parts = routes(boxes, picture.edges) or box.parts
    whole = replace(box, name=name, parts=parts, times=group.times)
    if group.times > 1:
        whole = replace(whole, params=group.params)
    if group.mark is not None:
        whole = replace(whole, mark=group.mark, changes=group.changes, lit=True)
    return (whole, *kept), {inner.key: box.key for inner in boxes}


def _with_times(box: Box, group: Group) -> Box:
    """The one box of a use of a block, which says more than one that stands for it."""
    if group.times == 1:
        return box
    return replace(box, params=group.params, times=box.times * group.times)


def box_of(key: str, title: str, boxes: Sequence[Box], *, frozen: bool = False) -> Box:
    """One box for several."""
    layers = sum(_layers_in(box) for box in boxes)
    facts = (_layers_text(layers),)
    classes = tuple(_classes(boxes))
    details = "\n".join((title, *classes))
    count = total(box.count for box in boxes)
    params = sums_text(count, frozen=frozen)
    marks: Counter[Mark] = Counter(box.mark for box in boxes if box.mark is not None)
    changes = ", ".join(f"{number} {mark}" for mark, number in marks.items())
    return Box(
        key,
        "fold",
        title,
        facts,
        params=params,
        frozen=frozen,
        details=details,
        count=count,
        lit=any(box.lit for box in boxes),
        parts=(", ".join(classes),) if len(classes) > 1 else (),
        mark=None if not marks else "changed" if len(marks) > 1 else next(iter(marks)),
        changes=(f"inside: {changes}",) if marks else (),
    )


def _layers_text(layers: int) -> str:
    """`1 layer`, `3 layers`."""
    return f"{layers} layer{'' if layers == 1 else 's'}"


def _layers_in(box: Box) -> int:
    """How many layers a box stands for; one that is folded says so itself."""
    if box.role == "fold":
        return box.times * int(box.facts[0].split()[0])
    return 0 if box.role == "operation" else box.times * (1 + box.details.count("\n\n"))


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
        box = box_of(f"c{run[0].key}", title, run)
        folded.append(box)
        stands.update({inner.key: box.key for inner in run})
    folded.extend(box for box in members if box.role == "output")
    return replace(group, members=tuple(folded)), stands
