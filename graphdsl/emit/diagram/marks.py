"""What became of each box since another model: its mark, and in what it differs, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from graphdsl.comparing.differences import Change, Differences
from graphdsl.comparing.equal import operands
from graphdsl.comparing.matching import Counterparts, Path
from graphdsl.comparing.plain import Plain, plain
from graphdsl.comparing.words import Tensors
from graphdsl.emit.diagram.picture import Box, Comparison, Edge, Group, Mark, Picture
from graphdsl.emit.diagram.signs import SIGNS
from graphdsl.emit.diagram.union import Union
from graphdsl.emit.words import clean, shorten
from graphdsl.graph import Graph, Node

_INSIDE: Final = 3
"""Changes inside a model that is one box, of which as many are told."""
_VALUE: Final = 32
"""Characters of a value."""
_LINES: Final = 12
"""Differences without a place in the picture that are told."""


def with_marks(
    union: Union, one: Graph, other: Graph, same: Counterparts, found: Differences
) -> Picture:
    """The picture of `union` in which every box that differs has a mark and says in what."""
    return _Marking(union, one, other, same, found).done()


class _Marking:
    """The two models and what is known of their differences."""

    def __init__(
        self, union: Union, one: Graph, other: Graph, same: Counterparts, found: Differences
    ) -> None:
        self._union, self._one, self._other, self._same = union, one, other, same
        self._layers: dict[str, list[Change]] = {}
        self._inside: dict[str, list[Change]] = {}
        for change in found.changes:
            if change.subject == "layer":
                self._layers.setdefault(change.name, []).append(change)
            for place, letter in enumerate(change.name if change.subject != "training" else ""):
                if letter == "/":
                    self._inside.setdefault(change.name[:place], []).append(change)
        self._boxes = {box.key: box for box in union.picture.root.boxes()}
        self._edges: dict[str, list[Edge]] = {}
        for edge in union.picture.edges:
            if edge.mark is not None:
                self._edges.setdefault(edge.head, []).append(edge)

    def done(self) -> Picture:
        """The picture with all marks."""
        picture = self._union.picture
        return replace(picture, root=self._group(picture.root))

    def _group(self, group: Group) -> Group:
        members = tuple(
            self._group(m) if isinstance(m, Group) else self._box(m) for m in group.members
        )
        group = replace(group, members=members)
        if group.mark is None and group.kind == "nested":
            mark, lines = self._of_layer(group.path)
            return replace(group, mark=mark, changes=lines)
        alike = {box.mark for box in group.boxes()}
        return replace(group, mark="added") if alike == {"added"} and group.path else group

    def _box(self, box: Box) -> Box:
        former = self._union.former.get(box.key)
        mark, lines = box.mark, tuple[str, ...]()
        if former is not None:
            mark, lines = self._kept(box, former)
            box = _with_results(box, former)
        elif mark is None:
            mark, lines = self._of_layer(box.path)
        if mark is None:
            return box
        told = "\n".join((f"{SIGNS[mark]} {mark}", *lines, box.details))
        return replace(box, mark=mark, changes=lines, lit=True, details=told)

    def _kept(self, box: Box, former: Box) -> tuple[Mark | None, tuple[str, ...]]:
        """The mark of a box that both models have, and what is to be told of it."""
        if box.role in ("input", "output"):
            lines = tuple(_facts(former, box))
            mark: Mark | None = "changed" if lines else None
        else:
            mark, lines = self._of_layer(box.path)
            inside = tuple(self._within(box)) if box.role == "model" else ()
            called = self._called(box, former)
            mark = "changed" if inside or called else mark
            lines = (*lines, *called, *inside)
        rewired = self._rewired(box.key)
        if rewired and mark in (None, "moved"):
            mark = "rewired"
        return mark, (*lines, *rewired)

    def _of_layer(self, path: Path) -> tuple[Mark | None, tuple[str, ...]]:
        """What is known to be different of a layer by its name."""
        mark: Mark | None = None
        lines: list[str] = []
        for change in self._layers.get(_layer(self._other, path), ()):
            if change.what in ("added", "removed"):
                return change.what, ()
            if change.what == "changed":
                mark = "changed"
                lines += (f"{clean(n)} {_short(a)} → {_short(b)}" for n, a, b in change.facts)
            elif change.what == "moved":
                mark = mark or "moved"
                lines.append(f"moved from {_short(change.facts[0][1])}")
        return mark, tuple(lines)

    def _within(self, box: Box) -> Iterator[str]:
        """The differences inside a model that is drawn as one box."""
        found = [
            c for c in self._inside.get(_layer(self._other, box.path), ()) if c.what != "shape"
        ]
        for change in found[:_INSIDE]:
            name = change.name.rpartition("/")[2]
            facts = ", ".join(f"{clean(n)} {_short(a)} → {_short(b)}" for n, a, b in change.facts)
            told = change.what if change.what in ("added", "removed") else facts
            yield f"inside, {_short(name)}: {told}"
        if len(found) > _INSIDE:
            yield f"inside, {len(found) - _INSIDE} more"

    def _called(self, box: Box, former: Box) -> tuple[str, ...]:
        """What differs in a call but for the tensors that its edges show."""
        (before, node), (after, other) = _at(self._one, former.path), _at(self._other, box.path)
        above = former.path[:-1]
        first = _essence(before, node, lambda name: (self._same.of((*above, name)) or ("",))[-1])
        if first == _essence(after, other, lambda name: name) or self._edges.get(box.key):
            return ()
        if former.title != box.title:
            return (f"{former.title} → {box.title}",)
        one, two = Tensors(before, {}).operands(node), Tensors(after, {}).operands(other)
        return () if one == two else (f"called with {_short(one)} → {_short(two)}",)

    def _rewired(self, key: str) -> tuple[str, ...]:
        edges = self._edges.get(key, ())
        new, old = (self._tails(edges, mark) for mark in ("added", "removed"))
        if not edges:
            return ()
        words = f"reads {', '.join(new)}" if new else ""
        gone = f"no longer {'' if new else 'reads '}{', '.join(old)}" if old else ""
        return (", ".join(filter(None, (words, gone))),)

    def _tails(self, edges: Sequence[Edge], mark: str) -> list[str]:
        tails = (self._boxes[edge.tail] for edge in edges if edge.mark == mark)
        return list(dict.fromkeys(_short(box.name or box.title) for box in tails))


def compared(found: Differences, picture: Picture, before: str, after: str) -> Comparison:
    """What is told beside the picture: how much has each mark, and what has no place in it."""
    things: dict[Mark, set[tuple[str, ...]]] = {}
    for box in picture.root.boxes():
        if box.mark is not None:
            what = (box.role, box.name) if box.shared else (box.role, *box.path)
            things.setdefault(box.mark, set()).add(what)
    counts: list[tuple[Mark, int]] = [(m, len(things[m])) for m in SIGNS if m in things]
    return Comparison(clean(before), clean(after), tuple(counts), tuple(_rest(found)))


def _rest(found: Differences) -> Iterator[str]:
    """What has no box: sizes, parameters, training, order."""
    shapes = sum(1 for change in found.changes if change.what == "shape")
    if shapes:
        yield f"{shapes} layer{'s give' if shapes > 1 else ' gives'} another shape"
    before, after = found.parameters
    if before != after:
        yield f"parameters {before:,} → {after:,} ({after - before:+,})".replace("-", "−")
    others = [c for c in found.changes if c.subject in ("training", "order", "inputs", "outputs")]
    for change in others[:_LINES]:
        if change.subject == "order":
            yield "the order of inputs or outputs"
        for _, one, other in change.facts if change.subject in ("inputs", "outputs") else ():
            yield f"{change.subject} {change.name} {_short(one)} → {_short(other)}"
        for _, one, other in change.facts if change.subject == "training" else ():
            yield f"{clean(change.name)}: {_short(one)} → {_short(other)}"
    if len(others) > _LINES:
        yield f"{len(others) - _LINES} more of training"


def _short(value: str | None) -> str:
    return shorten(clean(value), _VALUE) if value is not None else "none"


def _at(graph: Graph, path: Path) -> tuple[Graph, Node]:
    """The call at `path`, and the model in which it stands."""
    for name in path[:-1]:
        graph = graph.layer_of(graph.nodes[name]).graph or graph
    return graph, graph.nodes[path[-1]]


def _layer(graph: Graph, path: Path) -> str:
    """What the layer called at `path` is called among differences."""
    names: list[str] = []
    for name in path:
        node = graph.nodes.get(name)
        if node is None:
            return ""
        names.append(node.layer)
        graph = graph.layer_of(node).graph or graph
    return "/".join(names)


def _essence(graph: Graph, node: Node, now: Callable[[str], str]) -> Plain:
    """What a call is called with, its tensors called as `now` says."""
    args, kwargs = operands(node, graph.layer_of(node))
    return plain((list(args), dict(kwargs)), lambda ref: (now(ref.node), ref.index))


def _facts(former: Box, box: Box) -> Iterator[str]:
    """What differs of an input or of how an output is trained."""
    first = 0 if box.role == "input" else 1
    one, other = former.facts[first:], box.facts[first:]
    if one != other:
        yield f"{', '.join(one) or 'nothing'} → {', '.join(other) or 'nothing'}"


def _with_results(box: Box, former: Box) -> Box:
    """`box` with both shapes where they differ."""
    told = zip_longest(former.results, box.results)
    results = tuple(b if a in (b, None) else f"{a} → {b}" for a, b in told if b is not None)
    if box.role == "output" and box.facts[:1] != former.facts[:1]:
        box = replace(box, facts=(f"{former.facts[0]} → {box.facts[0]}", *box.facts[1:]))
    return replace(box, results=results)
