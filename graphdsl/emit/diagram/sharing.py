"""Shared layers drawn once: one box, and every call of it told apart at its edges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graphdsl.emit.diagram.picture import Box, Edge, Group, Picture

_CALLS = 6
"""Calls that one box can tell apart."""


def shared_once(picture: Picture) -> Picture:
    """The picture with one box for calls of one layer that stand in one group.

    Calls of which one needs the result of another stay apart: data would flow in a circle.
    """
    after: dict[str, list[str]] = {}
    for edge in picture.edges:
        after.setdefault(edge.tail, []).append(edge.head)
    sets = [calls for calls in _sets(picture.root) if _apart(calls, after)]
    if not sets:
        return picture
    whole = {calls[0].key: _as_one(calls) for calls in sets}
    gone = {box.key: calls[0].key for calls in sets for box in calls}
    place = {box.key: number for calls in sets for number, box in enumerate(calls)}
    root = _without(picture.root, whole, gone)
    results = {box.key: len(box.results) for calls in sets for box in calls}
    edges = tuple(_led(edge, gone, place, results) for edge in picture.edges)
    return replace(picture, root=root, edges=edges)


def _sets(group: Group) -> Iterator[list[Box]]:
    """The calls of each shared layer that stand in one group."""
    calls: dict[str, list[Box]] = {}
    for member in group.members:
        if isinstance(member, Group):
            yield from _sets(member)
        elif member.shared is not None:
            calls.setdefault(member.name, []).append(member)
    for boxes in calls.values():
        # All in one place, and each with as many results: other calls would be lost from sight.
        alike = len({(len(box.results), box.mark, box.changes) for box in boxes}) == 1
        if 1 < len(boxes) <= _CALLS and alike and boxes[0].shared == (1, len(boxes)):
            yield boxes


def _apart(calls: Sequence[Box], after: Mapping[str, Sequence[str]]) -> bool:
    """Whether none of the calls depends on another."""
    keys = {box.key for box in calls}
    todo = [key for box in calls for key in after.get(box.key, ())]
    seen: set[str] = set()
    while todo:
        key = todo.pop()
        if key in keys:
            return False
        if key not in seen:
            seen.add(key)
            todo.extend(after.get(key, ()))
    return True


def _as_one(calls: Sequence[Box]) -> Box:
    first = calls[0]
    results = [f"call {n}: {text}" for n, box in enumerate(calls, start=1) for text in box.results]
    details = "\n\n".join(box.details for box in calls)
    return replace(
        first,
        shared=(0, len(calls)),
        results=tuple(results),
        details=details,
        lit=any(box.lit for box in calls),
    )


def _without(group: Group, whole: Mapping[str, Box], gone: Mapping[str, str]) -> Group:
    members: list[Box | Group] = []
    for member in group.members:
        if isinstance(member, Group):
            members.append(_without(member, whole, gone))
        elif member.key in whole or member.key not in gone:
            members.append(whole.get(member.key, member))
    return replace(group, members=tuple(members))


def _led(
    edge: Edge, gone: Mapping[str, str], place: Mapping[str, int], results: Mapping[str, int]
) -> Edge:
    result, label = edge.result, edge.label
    if edge.tail in gone:
        result += place[edge.tail] * results[edge.tail]
    if edge.head in gone:
        label = f"call {place[edge.head] + 1} {label}".strip()
    tail, head = gone.get(edge.tail, edge.tail), gone.get(edge.head, edge.head)
    return Edge(tail, head, result, label, edge.mark)
