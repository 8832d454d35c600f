"""Calls in an order in which each stands behind what it reads."""

from __future__ import annotations

from collections.abc import Mapping, Set
from heapq import heapify, heappop, heappush

from graphdsl.graph.model import Node


class Circular(ValueError):  # noqa: N818 - it is told to the user in other words
    """Calls that read each other in a circle; the last one is the first again."""

    def __init__(self, calls: tuple[str, ...]) -> None:
        self.calls = calls
        super().__init__(calls)


def in_order(nodes: Mapping[str, Node]) -> dict[str, Node]:
    """`nodes` in topological order, and otherwise in the order given.

    The calls of one layer keep their order, unless what they read asks for another. Raises
    Circular where calls read each other in a circle.
    """
    reads = {n: {r.node for r in node.refs()} & nodes.keys() for n, node in nodes.items()}
    found = _sorted(reads, former_calls(nodes))
    if len(found) < len(nodes):
        found = _sorted(reads, {})
    if len(found) < len(nodes):
        raise Circular(_circle(nodes, set(found)))
    return {name: nodes[name] for name in found}


def former_calls(nodes: Mapping[str, Node]) -> dict[str, str]:
    """For each further call of a layer the one before it."""
    last: dict[str, str] = {}
    found: dict[str, str] = {}
    for name, node in nodes.items():
        if node.layer in last:
            found[name] = last[node.layer]
        last[node.layer] = name
    return found


def _sorted(reads: Mapping[str, set[str]], before: Mapping[str, str]) -> list[str]:
    """The names behind all that they read, as far as that goes; of those ready the first one."""
    names = list(reads)
    places = {name: place for place, name in enumerate(names)}
    waiting = {
        name: {*own, before[name]} if name in before else {*own} for name, own in reads.items()
    }
    readers: dict[str, list[str]] = {name: [] for name in names}
    for name in names:
        for read in waiting[name]:
            readers[read].append(name)
    ready = [places[name] for name in names if not waiting[name]]
    heapify(ready)
    found: list[str] = []
    while ready:
        name = names[heappop(ready)]
        found.append(name)
        for reader in readers[name]:
            waiting[reader].discard(name)
            if not waiting[reader]:
                heappush(ready, places[reader])
    return found


def _circle(nodes: Mapping[str, Node], found: Set[str]) -> tuple[str, ...]:
    """The calls of one circle, each reading the next; every call that is left leads into one."""
    name = next(n for n in nodes if n not in found)
    way: dict[str, int] = {}
    while name not in way:
        way[name] = len(way)
        reads = (ref.node for ref in nodes[name].refs())
        name = next(r for r in reads if r in nodes and r not in found)
    return (*list(way)[way[name] :], name)
