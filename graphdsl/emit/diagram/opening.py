"""A model in a model drawn open: its boxes in a group, in place of the one box that calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from graphdsl.emit.counts import Count
from graphdsl.emit.diagram.picture import Box, Edge, Group, Picture

Place = tuple[str, int]
"""The key of a box, and which of its results."""


class Opened(NamedTuple):
    """The inside of one call of a model."""

    group: Group
    edges: tuple[Edge, ...]
    entries: Mapping[int, Sequence[Edge]]
    """Of each input of the model, by its number, the edges that read it."""
    exits: Sequence[Place | int]
    """Of each output of the model what gives it: a result of a box, or an input by its number."""


def opened(box: Box, inner: Picture) -> Opened:
    """What is drawn in place of `box`, which stands for a call of the model `inner`."""
    later = box.shared is not None and box.shared[0] > 1
    boxes = list(inner.root.boxes())
    inputs = {f"{box.key}_{b.key}": n for n, b in enumerate(b for b in boxes if b.role == "input")}
    outputs = [f"{box.key}_{b.key}" for b in boxes if b.role == "output"]
    edges = [
        replace(e, tail=f"{box.key}_{e.tail}", head=f"{box.key}_{e.head}") for e in inner.edges
    ]
    last = {e.head: e for e in edges}
    entries: dict[int, list[Edge]] = {}
    for edge in edges:
        if edge.tail in inputs and edge.head not in outputs:
            entries.setdefault(inputs[edge.tail], []).append(edge)
    exits = [inputs.get(last[key].tail, (last[key].tail, last[key].result)) for key in outputs]
    kept = tuple(e for e in edges if e.tail not in inputs and e.head not in outputs)
    group = _renamed(inner.root, box, later=later)
    calls = f"shared · call {box.shared[0]} of {box.shared[1]}" if box.shared else ""
    note = " · ".join(filter(None, (f"model {box.title}", calls)))
    group = replace(
        group, kind="nested", title=box.name, note=note, params=box.params, frozen=box.frozen
    )
    return Opened(group, kept, entries, exits)


def _renamed(group: Group, call: Box, *, later: bool) -> Group:
    """The group without its inputs and outputs; `later`: its weights have been counted before."""
    members: list[Box | Group] = []
    for member in group.members:
        if isinstance(member, Group):
            members.append(_renamed(member, call, later=later))
        elif member.role not in ("input", "output"):
            key = f"{call.key}_{member.key}"
            named = replace(member, key=key, path=(*call.path, *member.path))
            members.append(replace(named, params="", count=Count()) if later else named)
    return replace(group, members=tuple(members), path=(*call.path, *group.path))
