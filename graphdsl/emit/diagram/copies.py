"""Equal branches side by side, of which one is drawn: `10 side by side`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graphdsl.emit.counts import total
from graphdsl.emit.diagram.boxes import sums_text
from graphdsl.emit.diagram.picture import Box, Edge, Group, Picture
from graphdsl.emit.diagram.repeats import mark


@dataclass(frozen=True, slots=True)
class _Flow:
    """The edges of a picture by where they end and begin."""

    into: Mapping[str, Sequence[Edge]]
    out: Mapping[str, Sequence[Edge]]


def fold_copies(picture: Picture, least: int) -> Picture:
    """The picture with one of every `least` and more groups that read, do and give the same."""
    into: dict[str, list[Edge]] = {}
    out: dict[str, list[Edge]] = {}
    for edge in picture.edges:
        into.setdefault(edge.head, []).append(edge)
        out.setdefault(edge.tail, []).append(edge)
    gone: set[str] = set()
    root = _folded(picture.root, _Flow(into, out), least, gone)
    if not gone:
        return picture
    edges = (edge for edge in picture.edges if edge.tail not in gone and edge.head not in gone)
    return replace(picture, root=root, edges=tuple(edges))


def _folded(group: Group, flow: _Flow, least: int, gone: set[str]) -> Group:
    sets: dict[Hashable, list[Group]] = {}
    for member in group.members:
        if isinstance(member, Group):
            sets.setdefault(_facts(member, flow), []).append(member)
    copies = {alike[0].key: alike for alike in sets.values() if len(alike) >= least}
    left_out = {copy.key for alike in copies.values() for copy in alike[1:]}
    members: list[Box | Group] = []
    for member in group.members:
        if isinstance(member, Box):
            members.append(member)
        elif member.key in left_out:
            gone.update(box.key for box in member.boxes())
        else:
            whole = _one(copies[member.key]) if member.key in copies else member
            members.append(_folded(whole, flow, least, gone))
    return replace(group, members=tuple(members))


def _facts(group: Group, flow: _Flow) -> Hashable:
    """What is equal of copies: what is in them, what they read, and what reads them."""
    place = {box.key: number for number, box in enumerate(group.boxes())}
    reads = frozenset(
        (edge.tail, edge.result, place[key], edge.label)
        for key in place
        for edge in flow.into.get(key, ())
        if edge.tail not in place
    )
    read = frozenset(
        (place[key], edge.result, edge.head, edge.label)
        for key in place
        for edge in flow.out.get(key, ())
        if edge.head not in place
    )
    alone = "" if reads else group.key
    return mark(group, flow.into, outputs=True), reads, read, alone


def _one(copies: Sequence[Group]) -> Group:
    """The first of `copies`, which tells of all of them."""
    first, last = copies[0], copies[-1]
    count = total(box.count for copy in copies for box in copy.boxes())
    ends = dict(zip(_outputs(first), _outputs(last), strict=True))
    told = _told(first, {one.key: f"{one.title} … {other.title}" for one, other in ends.items()})
    params = sums_text(count, frozen=first.frozen)
    between = {"title": f"{first.title} … {last.title}"}
    if first.kind == "block":
        between = {"note": f"{first.note or first.title} … {last.note or last.title}"}
    return replace(told, params=params, beside=len(copies), **between)


def _outputs(group: Group) -> Iterator[Box]:
    return (box for box in group.boxes() if box.role == "output")


def _told(group: Group, titles: Mapping[str, str]) -> Group:
    members = tuple(
        _told(member, titles)
        if isinstance(member, Group)
        else replace(member, title=titles.get(member.key, member.title))
        for member in group.members
    )
    return replace(group, members=members)
