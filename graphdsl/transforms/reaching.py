"""What is read on the way back from outputs to starts, and where a cut runs across a connection.

The smallest set of starts is a minimum vertex cut, found as a maximum flow of one unit a value
(Menger's theorem; Ford and Fulkerson's augmenting paths).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from graphdsl.graph import Graph, Output, Ref
from graphdsl.graph.reach import behind, needed


@dataclass(frozen=True, slots=True)
class Crossing:
    """A value from before the starts that what is kept needs."""

    value: str
    path: tuple[str, ...]
    """From it to an output."""
    smallest: tuple[str, ...]
    """As few values as can be that together would do as starts; empty where only inputs would."""
    others: int
    """How many more values cross the cut."""


def reached(graph: Graph, kept: Iterable[Output], starts: Collection[Ref]) -> set[Ref]:
    """The tensors that are read to compute `kept`, as far back as the starts."""
    found: set[Ref] = set()
    seen: set[str] = set()
    todo = [output.value for output in kept]
    while todo:
        ref = todo.pop()
        found.add(ref)
        if ref in starts or ref.node in seen:
            continue
        seen.add(ref.node)
        node = graph.nodes.get(ref.node)
        if node is not None:
            todo.extend(node.refs())
    return found


def crossing(graph: Graph, kept: tuple[Output, ...], starts: tuple[Ref, ...]) -> Crossing | None:
    """Where a connection leads from before the starts to what is kept; None if there is none."""
    read = {ref.node for ref in reached(graph, kept, starts) if ref not in starts}
    upstream = behind(graph, (ref.node for ref in starts))
    wrong = read & upstream
    if not wrong:
        return None
    after = read - upstream
    readers = _readers(graph, read)
    across = [n for n in _in_order(graph, wrong) if after & readers.get(n, set())]
    across += [o.value.node for o in kept if o.value.node in wrong and o.value.node not in across]
    first = across[-1]
    ends = {output.value.node for output in kept}
    return Crossing(
        value=first,
        path=_path(first, readers, after, ends),
        smallest=_smallest(graph, upstream, kept),
        others=len(across) - 1,
    )


def _in_order(graph: Graph, names: Collection[str]) -> list[str]:
    order = (*(declared.name for declared in graph.inputs), *graph.nodes)
    return [name for name in order if name in names]


def _readers(graph: Graph, names: Collection[str]) -> dict[str, set[str]]:
    """Who of `names` reads each call."""
    found: dict[str, set[str]] = {}
    for node in graph.nodes.values():
        if node.name in names:
            for ref in node.refs():
                found.setdefault(ref.node, set()).add(node.name)
    return found


def _path(
    first: str, readers: Mapping[str, set[str]], inside: Collection[str], ends: Collection[str]
) -> tuple[str, ...]:
    """The shortest way from `first` over calls in `inside` to one of `ends`."""
    came: dict[str, str] = {first: ""}
    todo = deque([first])
    while todo:
        name = todo.popleft()
        if name in ends:
            found = [name]
            while came[found[-1]]:
                found.append(came[found[-1]])
            return tuple(reversed(found))
        for reader in sorted(readers.get(name, ())):
            if reader in inside and reader not in came:
                came[reader] = name
                todo.append(reader)
    return (first,)


def _smallest(graph: Graph, upstream: Collection[str], kept: tuple[Output, ...]) -> tuple[str, ...]:
    """The fewest calls among `upstream`, the starts and what they come from, that part inputs from
    `kept`.

    Of several such sets the one nearest to what is kept. Every call counts once as a way in and
    once as a way out, with room for one unit between.
    """
    network = _Network()
    there = needed(graph, kept)
    for name in upstream:
        if name not in there:
            continue
        network.join((name, "in"), (name, "out"), 1)
        node = graph.nodes.get(name)
        if node is None:
            network.join(_SOURCE, (name, "in"), _MANY)
        for ref in node.refs() if node is not None else ():
            network.join((ref.node, "out"), (name, "in"), _MANY)
    for name in there - set(upstream):
        node = graph.nodes.get(name)
        for ref in node.refs() if node is not None else ():
            if ref.node in upstream:
                network.join((ref.node, "out"), _SINK, _MANY)
    for output in kept:
        if output.value.node in upstream:
            network.join((output.value.node, "out"), _SINK, _MANY)
    network.fill()
    cut = network.nearest_cut()
    if any(name not in graph.nodes for name in cut):
        return ()
    return tuple(_in_order(graph, cut))


_Place = tuple[str, str]
_SOURCE: _Place = ("", "source")
_SINK: _Place = ("", "sink")
_MANY = 1 << 30


class _Network:
    """Places with room between them, filled with as much as gets from source to sink."""

    def __init__(self) -> None:
        self._room: dict[_Place, dict[_Place, int]] = {}

    def join(self, a: _Place, b: _Place, room: int) -> None:
        """Lets `room` units through from `a` to `b`."""
        self._room.setdefault(a, {})[b] = room
        self._room.setdefault(b, {}).setdefault(a, 0)

    def fill(self) -> None:
        """Sends one unit after the other until no way is left; each goes through a room of one."""
        while True:
            came = self._ways()
            if _SINK not in came:
                return
            place = _SINK
            while place != _SOURCE:
                origin = came[place]
                self._room[origin][place] -= 1
                self._room[place][origin] += 1
                place = origin

    def _ways(self) -> dict[_Place, _Place]:
        came = {_SOURCE: _SOURCE}
        todo = deque([_SOURCE])
        while todo and _SINK not in came:
            place = todo.popleft()
            for other, room in self._room.get(place, {}).items():
                if room > 0 and other not in came:
                    came[other] = place
                    todo.append(other)
        return came

    def nearest_cut(self) -> set[str]:
        """The full rooms from which the sink can be reached."""
        back: dict[_Place, list[_Place]] = {}
        for place, others in self._room.items():
            for other, room in others.items():
                if room > 0:
                    back.setdefault(other, []).append(place)
        seen = {_SINK}
        todo = [_SINK]
        while todo:
            for place in back.get(todo.pop(), ()):
                if place not in seen:
                    seen.add(place)
                    todo.append(place)
        return {n for n, side in seen if side == "out" and (n, "in") not in seen}
