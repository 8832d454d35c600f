"""Boxes that stand for others: the edges of a picture follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from graphdsl.emit.diagram.picture import Edge, Group, Picture

Folded: TypeAlias = tuple[Group, Mapping[str, str]]
"""A group with folded members, and for each box that is gone the one that stands for it."""


def merged(picture: Picture, folded: Folded) -> Picture:
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
        edges[Edge(tail, head, result, label, edge.mark)] = None
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
