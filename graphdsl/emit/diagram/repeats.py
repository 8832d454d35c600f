"""Equal parts one behind the other, of which one is drawn: `× 3`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from graphdsl.emit.counts import total
from graphdsl.emit.diagram.boxes import params_text, sums_text
from graphdsl.emit.diagram.merging import merged
from graphdsl.emit.diagram.picture import Box, Edge, Group, Picture

_TERMINAL = ("input", "output")
_PERIOD = 8
"""Members of the longest part whose repetition is looked for."""


class _Run(NamedTuple):
    """From the member `start`, `times` parts of `period` members each."""

    start: int
    period: int
    times: int

    @property
    def end(self) -> int:
        return self.start + self.period * self.times


@dataclass(slots=True)
class _Folding:
    """What is known of a picture, and which boxes are gone so far."""

    into: Mapping[str, Sequence[Edge]]
    out: Mapping[str, Sequence[Edge]]
    least: int
    stands: dict[str, str] = field(default_factory=dict[str, str])


def fold_repeats(picture: Picture, least: int = 2) -> Picture:
    """The picture with one of every run of equal parts, each of which reads the one before it.

    Runs of fewer than `least` parts stay as they are.
    """
    into: dict[str, list[Edge]] = {}
    out: dict[str, list[Edge]] = {}
    for edge in picture.edges:
        into.setdefault(edge.head, []).append(edge)
        out.setdefault(edge.tail, []).append(edge)
    folding = _Folding(into, out, least)
    root = _folded(picture.root, folding)
    if not folding.stands:
        return picture
    # What starts in a part that is gone runs inside it or into the next one.
    kept = tuple(edge for edge in picture.edges if edge.tail not in folding.stands)
    return merged(replace(picture, edges=kept), (root, folding.stands))


def _folded(group: Group, folding: _Folding) -> Group:
    whole = [_folded(m, folding) if isinstance(m, Group) else m for m in group.members]
    marks = [mark(member, folding.into) for member in group.members]
    members: list[Box | Group] = []
    place = 0
    for run in _runs(group.members, marks, folding):
        members.extend(whole[place : run.start])
        members.append(_one(whole[run.start : run.end], group.members, run, folding))
        place = run.end
    return replace(group, members=(*members, *whole[place:]))


def _boxes(member: Box | Group) -> Iterator[Box]:
    if isinstance(member, Box):
        yield member
    else:
        yield from member.boxes()


def mark(
    member: Box | Group, into: Mapping[str, Sequence[Edge]], *, outputs: bool = False
) -> Hashable:
    """What has to be equal in equal parts: boxes and the edges between them, not their names.

    Inputs and outputs are equal to none, or with `outputs` those that are trained alike.
    """
    if isinstance(member, Box):
        return _box_mark(member, outputs=outputs)
    boxes = list(member.boxes())
    place = {box.key: number for number, box in enumerate(boxes)}
    inner = tuple(
        (place[edge.tail], edge.result, number, edge.label)
        for number, box in enumerate(boxes)
        for edge in into.get(box.key, ())
        if edge.tail in place
    )
    marks = tuple(_box_mark(box, outputs=outputs) for box in boxes)
    return member.kind, member.frozen, marks, inner


def _box_mark(box: Box, *, outputs: bool) -> Hashable:
    end = outputs and box.role == "output"
    alone = box.key if (box.role in _TERMINAL and not end) or box.shared or box.mark else ""
    title = "" if end else box.title
    parts = (box.role, title, box.facts, box.activation, box.frozen, box.parts, box.lit)
    return (*parts, len(box.results), alone)


def _runs(
    members: Sequence[Box | Group], marks: Sequence[Hashable], folding: _Folding
) -> Iterator[_Run]:
    """The longest runs from the first member on, shorter periods before longer ones."""
    place = 0
    while place < len(members):
        best = _Run(place, 1, 1)
        for period in range(1, _PERIOD + 1):
            run = _run_at(place, period, members, marks, folding)
            if run.times > 1 and run.end > best.end:
                best = run
        if best.times >= folding.least:
            yield best
        place = best.end


def _run_at(
    start: int,
    period: int,
    members: Sequence[Box | Group],
    marks: Sequence[Hashable],
    folding: _Folding,
) -> _Run:
    first = marks[start : start + period]
    times = 1
    while True:
        at = start + period * times
        if len(first) < period or marks[at : at + period] != first:
            break
        times += 1
        if times == 2 and not _chained(_Run(start, period, 2), members, folding):
            return _Run(start, period, 1)  # equal parts side by side are not counted in vain
    while times > 1 and not _chained(_Run(start, period, times), members, folding):
        times -= 1 if times < 4 else times // 4
    return _Run(start, period, times)


def _chained(run: _Run, members: Sequence[Box | Group], folding: _Folding) -> bool:
    """Whether every part reads only the one before it, all in the same way."""
    parts = _parts(members, run)
    home = {box.key: (n, place) for n, part in enumerate(parts) for place, box in enumerate(part)}
    ways = [_way(part, n, home, folding) for n, part in enumerate(parts)]
    entries = [tuple((head, label) for _, _, head, label in way or ()) for way in ways]
    sources = {
        (e.tail, e.result)
        for box in parts[0]
        for e in folding.into.get(box.key, ())
        if e.tail not in home
    }
    leaving = any(
        home.get(edge.head, (n + 1,))[0] not in (n, n + 1) or (edge.head not in home)
        for n, part in enumerate(parts[:-1])
        for box in part
        for edge in folding.out.get(box.key, ())
    )
    return (
        not leaving
        and len(sources) == 1
        and all(way is not None and way == ways[1] for way in ways[1:])
        and entries[0] == entries[1]
        and len({way[:2] for way in ways[1] or ()}) == 1
    )


_Way = tuple[tuple[int, int, int, str], ...]
"""Of each edge into a part: from which box of the part before, which result, to which box."""


def _way(
    part: Sequence[Box], number: int, home: Mapping[str, tuple[int, int]], folding: _Folding
) -> _Way | None:
    found: list[tuple[int, int, int, str]] = []
    for place, box in enumerate(part):
        for edge in folding.into.get(box.key, ()):
            source = home.get(edge.tail)
            if source is not None and source[0] == number:
                continue
            if number and (source is None or source[0] != number - 1):
                return None
            found.append((source[1] if source else -1, edge.result, place, edge.label))
    return tuple(found)


def _parts(members: Sequence[Box | Group], run: _Run) -> list[list[Box]]:
    return [
        [b for m in members[start : start + run.period] for b in _boxes(m)]
        for start in range(run.start, run.end, run.period)
    ]


def _one(
    whole: Sequence[Box | Group], members: Sequence[Box | Group], run: _Run, folding: _Folding
) -> Box | Group:
    """The last part, in which the edges into the first one end."""
    parts = _parts(members, run)
    for part in parts[:-1]:
        for gone, kept in zip(part, parts[-1], strict=True):
            folding.stands[gone.key] = folding.stands.get(kept.key, kept.key)
    count = total(box.count for part in parts for box in part)
    last = whole[-run.period :]
    if run.period > 1:
        name = f"{_name(whole[0])} … {_name(last[-1])}"
        kind = "block"
        return Group(
            f"r{last[0].key}", kind, "", name, sums_text(count), False, tuple(last), run.times
        )
    member = last[0]
    if isinstance(member, Box):
        told = {"title": f"{_name(whole[0])} … {_name(member)}"}
        if member.name:
            told = {"name": told["title"]}
        return replace(member, **told, params=params_text(count), count=count, times=run.times)
    name = f"{_name(whole[0])} … {_name(member)}"
    told = {"note": name} if member.note and member.kind == "block" else {"title": name}
    params = sums_text(count, frozen=member.frozen)
    return replace(member, params=params, times=run.times, **told)


def _name(member: Box | Group) -> str:
    if isinstance(member, Box):
        return member.name or member.title
    return (member.note if member.kind == "block" else "") or member.title
