"""Two pictures as one: the newer one, with what is gone since the older one at its old place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from graphdsl.comparing.matching import Counterparts, Path
from graphdsl.emit.diagram.picture import Box, Edge, Group, Picture

_Name: TypeAlias = tuple[Path | None, bool]
"""A group: its path, and whether it is a call of a model."""


@dataclass(frozen=True, slots=True)
class Union:
    """All boxes and edges of two pictures, each once."""

    picture: Picture
    """What only one of the two has is marked in it."""
    former: Mapping[str, Box]
    """By key, of each box that both have, the older one."""


def united(old: Picture, new: Picture, same: Counterparts) -> Union:
    """`new`, and in it what only `old` has; `same` leads from the older model to the newer one."""
    return _Uniting(old, new, same).done()


class _Uniting:
    """The two pictures, and what of one stands for what of the other."""

    def __init__(self, old: Picture, new: Picture, same: Counterparts) -> None:
        self._old, self._new, self._same = old, new, same
        boxes = {(box.role == "output", box.path): box for box in new.root.boxes()}
        closed = {box.path for box in boxes.values() if box.role == "model"}
        self._keys: dict[str, str] = {}
        """Of each older box that is drawn, its key in the union."""
        self._former: dict[str, Box] = {}
        for box in old.root.boxes():
            there = boxes.get(self._counterpart(box))
            if there is not None:
                self._keys[box.key] = there.key
                self._former[there.key] = box
            elif not self._is_in(box.path, closed) and not self._is_there(box):
                self._keys[box.key] = f"o{box.key}"
        before = {same.of(box.path) for box in old.root.boxes() if box.role == "model"}
        self._unsure = {
            box.key
            for box in boxes.values()
            if box.key not in self._former and any(box.path[:n] in before for n in _above(box.path))
        }
        """Newer boxes in models that are open now and were one box before."""
        self._groups = {self._place(group): group for group in _groups(old.root)}
        self._now = {_name(group): group.key for group in _groups(new.root)}

    def done(self) -> Union:
        """Both pictures."""
        root = self._with_old(self._new.root)
        order = {box.key: place for place, box in enumerate(root.boxes())}
        edges = sorted(self._edges(), key=lambda edge: order[edge.head])
        return Union(replace(self._new, root=root, edges=tuple(edges)), self._former)

    def _counterpart(self, box: Box) -> tuple[bool, Path]:
        if box.role == "output":
            return True, box.path
        return False, self._same.of(box.path) or ("", *box.path)

    def _is_there(self, box: Box) -> bool:
        """Whether the newer model has what `box` shows, though not as a box."""
        return box.role != "output" and self._same.of(box.path) is not None

    def _is_in(self, path: Path, closed: set[Path]) -> bool:
        return any(self._same.of(path[:n]) in closed for n in _above(path))

    def _place(self, group: Group) -> _Name:
        """What an older group is called in the newer picture."""
        if group.kind == "nested":
            return self._same.of(group.path), True
        above = self._same.of(group.path[:-1]) if group.path[:-1] else ()
        return (None if above is None else (*above, *group.path[-1:])), False

    def _with_old(self, group: Group) -> Group:
        """`group` with what is gone from it, each behind what it stood behind."""
        members = [
            self._with_old(m) if isinstance(m, Group) else self._as_new(m) for m in group.members
        ]
        former = self._groups.get(_name(group))
        here = {member.key for member in members}
        behind: dict[str, list[Box | Group]] = {}
        last = ""
        for member in () if former is None else former.members:
            found = self._key(member)
            if found in here:
                last = found
            else:
                behind.setdefault(last, []).extend(self._gone(member))
        told: list[Box | Group] = behind.get("", [])
        for member in members:
            told.extend((member, *behind.get(member.key, ())))
        return replace(group, members=tuple(sorted(told, key=_end)))

    def _as_new(self, box: Box) -> Box:
        added = box.key not in self._former and box.key not in self._unsure
        return replace(box, mark="added") if added else box

    def _key(self, member: Box | Group) -> str:
        """The key of what stands for an older member in the union; nothing where nothing does."""
        if isinstance(member, Box):
            return self._keys.get(member.key, "")
        return self._now.get(self._place(member), "")

    def _gone(self, member: Box | Group) -> Iterator[Box | Group]:
        """What of an older member is nowhere else."""
        key = self._key(member)
        if isinstance(member, Box):
            if key and key not in self._former:
                yield replace(member, key=key, mark="removed")
        elif not key:
            inside = tuple(m for each in member.members for m in self._gone(each))
            if inside:
                yield replace(member, key=f"o{member.key}", mark="removed", members=inside)

    def _edges(self) -> Iterator[Edge]:
        results = {box.key: len(box.results) for box in self._new.root.boxes()}
        before: Counter[tuple[str, str, int]] = Counter()
        old: list[Edge] = []
        for edge in self._old.edges:
            tail, head = self._keys.get(edge.tail), self._keys.get(edge.head)
            if tail is not None and head is not None:
                old.append(replace(edge, tail=tail, head=head))
                before[tail, head, edge.result] += 1
        for edge in self._new.edges:
            ends = edge.tail, edge.head, edge.result
            if before[ends]:
                before[ends] -= 1
                yield edge
            else:
                unsure = edge.tail in self._unsure or edge.head in self._unsure
                yield edge if unsure else replace(edge, mark="added")
        for edge in reversed(old):
            ends = edge.tail, edge.head, edge.result
            if before[ends]:
                before[ends] -= 1
                last = results.get(edge.tail, edge.result + 1) - 1
                yield replace(edge, result=max(min(edge.result, last), 0), mark="removed")


def _above(path: Path) -> range:
    """The lengths of the paths around `path`."""
    return range(1, len(path))


def _groups(group: Group) -> Iterator[Group]:
    yield group
    for member in group.members:
        if isinstance(member, Group):
            yield from _groups(member)


def _name(group: Group) -> _Name:
    return group.path, group.kind == "nested"


def _end(member: Box | Group) -> int:
    """Inputs come first and outputs last, as in every picture."""
    role = member.role if isinstance(member, Box) else ""
    return {"input": 0, "output": 2}.get(role, 1)
