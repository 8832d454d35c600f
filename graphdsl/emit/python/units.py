"""What becomes a function of its own: uses of blocks, copies of branches, models.

A use of a block is one call in the code, so nothing outside may stand between its parts: where
something does, the use is dissolved into what is around it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graphdsl.emit.python.reading import Reading
from graphdsl.emit.python.steps import Step
from graphdsl.graph import Node, Ref, Segment


@dataclass(slots=True, eq=False)
class Unit:
    """One use of what becomes a function; the model itself is one too."""

    reading: Reading
    segment: Segment
    """For a model one with an empty path, whose template is its class."""
    members: list[Node | Unit] = field(default_factory=list["Node | Unit"])
    """In the order in which they are computed."""
    layers: dict[str, int] = field(default_factory=dict[str, int])
    """How often each layer is called in it and in what is inside."""
    exports: dict[Ref, None] = field(default_factory=dict[Ref, None])
    """What is used outside of it."""
    title: str = ""
    """What its function is called after: a block, a branch or a model."""
    call: Step | None = None
    """How it is called, once it is a function."""

    @property
    def path(self) -> str:
        """Path of the segment; empty for a model."""
        return self.segment.path

    def inner(self) -> Iterator[Unit]:
        """The units directly inside."""
        return (member for member in self.members if isinstance(member, Unit))


def unit_of(reading: Reading, title: str) -> Unit:
    """The model of `reading` with the units inside it, each in an order that can be computed."""
    dissolved: set[str] = set()
    while True:
        root, stuck = _arrange(reading, dissolved)
        if not stuck:
            root.title = title
            return root
        dissolved |= stuck


def _arrange(reading: Reading, dissolved: set[str]) -> tuple[Unit, set[str]]:
    """The units, and the paths of those that cannot be computed in one go."""
    places = _Places(reading, dissolved)
    for node in reading.nodes.values():
        places.add(node)
    stuck: set[str] = set()
    for unit in places.units.values():
        unit.members, blocked = _sorted(unit.members, places.needs)
        stuck |= {member.path for member in blocked}
    return places.units[""], stuck


class _Places:
    """Puts calls into units, and notes what each member of a unit needs of its neighbours."""

    def __init__(self, reading: Reading, dissolved: set[str]) -> None:
        self._reading = reading
        self._dissolved = dissolved
        model = Segment("", "block", template=reading.graph.name)
        self.units: dict[str, Unit] = {"": Unit(reading, model)}
        self._parents: dict[str, str] = {}
        self._owners: dict[str, str] = {}
        self._of_node: dict[str, str] = {}
        self.needs: dict[int, dict[int, Node | Unit]] = {}
        """By the id of a member, the members of its unit that it reads."""

    def add(self, node: Node) -> None:
        """Puts one call where it belongs; what it reads has been put already."""
        path = self._owner(node.segment)
        self._of_node[node.name] = path
        self.units[path].members.append(node)
        for up in self._upwards(path):
            calls = self.units[up].layers
            calls[node.layer] = calls.get(node.layer, 0) + 1
        for ref in node.refs():
            made_in = self._of_node.get(ref.node)
            if made_in is not None:
                self._link(ref, made_in, node, path)

    def _owner(self, path: str) -> str:
        """The path of the innermost unit around the segment `path`."""
        if path not in self._owners:
            parent = path.rpartition(".")[0]
            segment = self._reading.graph.segments.get(path)
            own = segment is not None and bool(segment.template or segment.copy_of)
            if not path or not own or segment is None or path in self._dissolved:
                self._owners[path] = self._owner(parent) if path else ""
            else:
                self._owners[path] = path
                self._parents[path] = self._owner(parent)
                title = segment.template or segment.copy_of.rpartition(".")[2]
                self.units[path] = unit = Unit(self._reading, segment, title=title)
                self.units[self._parents[path]].members.append(unit)
        return self._owners[path]

    def _upwards(self, path: str) -> list[str]:
        """The units around a call, from the innermost to the model."""
        found = [path]
        while path:
            path = self._parents[path]
            found.append(path)
        return found

    def _link(self, ref: Ref, made_in: str, node: Node, used_in: str) -> None:
        """Notes that `node` reads `ref`, at the level of the unit that holds both."""
        above, below = self._upwards(made_in), self._upwards(used_in)
        common = set(below)
        maker: Node | Unit = self._reading.nodes[ref.node]
        for path in above:
            if path in common:
                break
            self.units[path].exports[ref] = None
            maker = self.units[path]
        top = next(path for path in above if path in common)
        user: Node | Unit = node
        if top != used_in:
            user = self.units[below[below.index(top) - 1]]
        if user is not maker:
            self.needs.setdefault(id(user), {})[id(maker)] = maker


def export_outputs(root: Unit, refs: Iterable[Ref]) -> None:
    """Notes that `refs` leave every unit that they are made in."""
    homes: dict[str, list[Unit]] = {}
    todo: list[tuple[Unit, list[Unit]]] = [(root, [])]
    while todo:
        unit, around = todo.pop()
        for member in unit.members:
            if isinstance(member, Unit):
                todo.append((member, [*around, member]))
            else:
                homes[member.name] = around
    for ref in refs:
        for unit in homes.get(ref.node, ()):
            unit.exports[ref] = None


def _sorted(
    members: list[Node | Unit], needs: Mapping[int, Mapping[int, Node | Unit]]
) -> tuple[list[Node | Unit], list[Unit]]:
    """Members behind what they read and otherwise in their old order; units that cannot be put."""
    place = {id(member): number for number, member in enumerate(members)}
    waiting = {id(m): len(needs.get(id(m), ())) for m in members}
    readers: dict[int, list[Node | Unit]] = {}
    for member in members:
        for maker in needs.get(id(member), ()):
            readers.setdefault(maker, []).append(member)
    ready = [number for number, member in enumerate(members) if not waiting[id(member)]]
    order: list[Node | Unit] = []
    while ready:
        member = members[heapq.heappop(ready)]
        order.append(member)
        for reader in readers.get(id(member), ()):
            waiting[id(reader)] -= 1
            if not waiting[id(reader)]:
                heapq.heappush(ready, place[id(reader)])
    left = [m for m in members if waiting[id(m)] and isinstance(m, Unit)]
    return order, left
