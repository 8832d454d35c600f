"""Which statements a body has: what flows on, what is set aside, and what needs a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graphdsl.graph import Ref
from graphdsl.lifting.forms import is_function, source_of
from graphdsl.lifting.items import Call, Item, Loop, Part, Use

SHORT: Final = 4
"""Steps of a path beside the main one that is set aside as one pipeline."""
WITHIN: Final = 8
"""Calls of functions that stand in one expression."""


@dataclass(frozen=True, slots=True)
class Run:
    """Calls and uses of blocks, each of which takes what the last one gave."""

    items: tuple[Call | Use, ...]
    flow: Ref | None
    """The flow in front of it."""
    aside: bool


@dataclass(frozen=True, slots=True)
class Rounds:
    """A loop; it takes the flow and moves it."""

    loop: Loop
    plan: Plan


@dataclass(frozen=True, slots=True)
class Inside:
    """A segment."""

    part: Part
    plan: Plan
    flow: Ref | None
    """The flow in front of it."""


@dataclass(frozen=True, slots=True)
class Move:
    """A line that makes a named value the flow."""

    to: Ref


@dataclass(frozen=True, slots=True)
class Plan:
    """The statements of one body."""

    start: Ref | None
    statements: tuple[Run | Rounds | Inside | Move, ...]


@dataclass(slots=True)
class Planner:
    """Plans the bodies of one model; what it finds out about names they have in common."""

    readers: Mapping[Ref, int]
    """How often each tensor is read, by outputs too."""
    kept: frozenset[str] = frozenset()
    """Calls of functions that have names of their own."""
    needs: dict[Ref, None] = field(default_factory=dict[Ref, None])
    """What has to have a name."""
    ends: set[Ref] = field(default_factory=set[Ref])
    """What segments give: it has the name of its segment."""
    within: dict[str, Call] = field(default_factory=dict[str, Call])
    """Calls of functions that stand inside the expression of another, by name."""

    def plan(self, items: Sequence[Item], start: Ref | None, end: Ref | None) -> Plan:
        """The statements for `items`, from the flow `start` to the flow `end`."""
        left = self._taking_in(items)
        self.ends.update(i.ends for i in left if isinstance(i, Part) and i.ends in i.results)
        return Plan(start, tuple(_Body(self, left, start, end).statements()))

    def need(self, ref: Ref) -> None:
        """Notes that a tensor has to have a name, if it has none anyway."""
        if ref not in self.ends:
            self.needs[ref] = None

    def reads(self, item: Item) -> Iterator[Ref]:
        """What a statement for `item` mentions, with the expressions in it."""
        for ref in item.reads:
            inner = self.within.get(ref.node)
            if inner is None:
                yield ref
            else:
                yield from self.reads(inner)

    def _taking_in(self, items: Sequence[Item]) -> list[Item]:
        """The items without the calls of functions that stand in an expression of another."""
        made: dict[str, Call] = {}
        sizes: dict[str, int] = {}
        for item in items:
            if not isinstance(item, Call) or not is_function(item):
                continue
            size = 1
            if source_of(item) is None:
                for ref in item.reads:
                    inner = made.get(ref.node)
                    if inner is None or size + sizes[ref.node] > WITHIN:
                        continue
                    if self.readers[ref] == 1 and ref.node not in self.within:
                        self.within[ref.node] = inner
                        size += sizes[ref.node]
            sizes[item.node.name] = size
            if item.count == 1 and item.node.name not in self.kept:
                made[item.node.name] = item
        return [i for i in items if not isinstance(i, Call) or i.node.name not in self.within]


class _Body:
    """The plan of one body in the making: where the flow is, and what is read later."""

    def __init__(
        self, planner: Planner, items: Sequence[Item], start: Ref | None, end: Ref | None
    ) -> None:
        self.planner = planner
        self.items = items
        self.flow = start
        self.end = end
        self.last: dict[Ref, int] = {}
        """By tensor, the last item that reads it."""
        for number, item in enumerate(items):
            self.last |= dict.fromkeys(planner.reads(item), number)
        if end is not None:
            self.last[end] = len(items)

    def statements(self) -> Iterator[Run | Rounds | Inside | Move]:
        number = 0
        while number < len(self.items):
            item = self.items[number]
            if isinstance(item, Loop):
                yield from self._loop(item)
                number += 1
            elif isinstance(item, Part):
                yield self._part(item)
                number += 1
            else:
                run = self._run(number)
                yield run
                number += len(run.items)
        if self.end is not None and self.flow != self.end:
            yield self._move(self.end)

    def _move(self, to: Ref) -> Move:
        self.planner.need(to)
        self.flow = to
        return Move(to)

    def _loop(self, loop: Loop) -> Iterator[Move | Rounds]:
        if self.flow != loop.source:
            yield self._move(loop.source)
        yield Rounds(loop, self.planner.plan(loop.body, loop.source, loop.ends))
        self.flow = loop.result

    def _part(self, part: Part) -> Inside:
        if part.source is not None and part.source != self.flow:
            self.planner.need(part.source)
        inside = Inside(part, self.planner.plan(part.items, part.source, part.ends), self.flow)
        made = {ref for item in part.items for ref in item.results}
        for ref in part.reads:
            if ref != part.source and ref not in made:
                self.planner.need(ref)
        if part.moves:
            self.flow = part.ends
        return inside

    def _run(self, number: int) -> Run:
        """The statement that begins at item `number`, and what it does to the flow."""
        items = tuple(self._chain(number))
        for ref in self.planner.reads(items[0]):
            if ref != self.flow:
                self.planner.need(ref)
        result = items[-1].results[0]
        aside = self._aside(items, number + len(items), result)
        run = Run(items, self.flow, aside)
        if aside:
            self.planner.need(result)
        else:
            self.flow = result
        return run

    def _chain(self, number: int) -> Iterator[Call | Use]:
        first = self.items[number]
        assert isinstance(first, (Call, Use))
        yield first
        if self._has_own_name(first):
            return
        last = first
        for item in self.items[number + 1 :]:
            if not isinstance(item, (Call, Use)) or _step_source(item) != last.results[0]:
                return
            if len(last.results) == 1 and self.planner.readers[last.results[0]] > 1:
                return
            yield item
            last = item

    def _has_own_name(self, item: Call | Use) -> bool:
        """Whether it is an expression whose operation is called in a way of its own."""
        if not isinstance(item, Call) or _step_source(item) is not None:
            return False
        return is_function(item) and item.node.name in self.planner.kept

    def _aside(self, items: Sequence[Call | Use], behind: int, result: Ref) -> bool:
        """Whether the flow stays in front of the run, since what comes next begins there."""
        flow = self.flow
        if flow is None or self.last.get(flow, -1) < behind or len(items[-1].results) > 1:
            return False
        if behind >= len(self.items):
            return self.end == flow
        following = self.items[behind]
        if isinstance(following, Loop):
            return following.source == flow
        reads = set(self.planner.reads(following))
        if result in reads:
            return flow in reads and len(items) <= SHORT and _step_source(following) is None
        return flow in reads


def _step_source(item: Item) -> Ref | None:
    match item:
        case Call():
            return source_of(item)
        case Use():
            return item.source
        case _:
            return None
