"""Segments that somebody wrote, kept as such where the order of the text lets them be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from graphdsl.graph import Graph, Segment
from graphdsl.layers.registry import FUNCTIONS, LAYERS
from graphdsl.lifting.items import Call, Item, Part
from graphdsl.lifting.making import is_name, name
from graphdsl.lifting.naming import Identifiers
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast

KEPT: Final = ("stem", "stage", "branch")


def with_segments(items: Sequence[Item], graph: Graph, path: str = "") -> list[Item]:
    """`items` with a part for each segment whose calls follow each other; those of uses of blocks
    are left to the search for what repeats."""
    found = list(items)
    for segment in graph.segments.values():
        if segment.parent == path and segment.kind in KEPT:
            found = _wrapped(found, segment, graph)
    return found


def _wrapped(items: list[Item], segment: Segment, graph: Graph) -> list[Item]:
    """The items with those of the segment in one part; as they were where that cannot be."""
    places = [n for n, item in enumerate(items) if _is_within(item, segment.path, graph)]
    if not places or places[-1] - places[0] + 1 > len(places):
        return items
    own = items[places[0] : places[-1] + 1]
    prefix = segment.path.replace(".", "_") + "_"
    if not _can_be(segment) or not all(_fits(item, prefix) for item in own):
        return items
    part = _part(own, segment, graph, prefix)
    if part is None:
        return items
    return [*items[: places[0]], part, *items[places[-1] + 1 :]]


def _is_within(item: Item, path: str, graph: Graph) -> bool:
    if isinstance(item, Call):
        where = item.node.segment
    elif isinstance(item, Part) and item.output is not None:
        where = item.output.segment
    elif isinstance(item, Part):
        return _is_within(item.items[0], path, graph) if item.items else False
    else:
        return False
    return where == path or where.startswith(path + ".")


def _can_be(segment: Segment) -> bool:
    called = segment.name
    return is_name(called) and called not in LAYERS and called not in FUNCTIONS


def _fits(item: Item, prefix: str) -> bool:
    """Whether what stands before names in the segment stands before this one."""
    if isinstance(item, Part):
        return item.name.startswith(prefix) and is_name(item.name.removeprefix(prefix))
    if not isinstance(item, Call) or item.shared:
        return False
    return item.layer.kind == "function" or item.layer.name.startswith(prefix)


def _part(own: Sequence[Item], segment: Segment, graph: Graph, prefix: str) -> Part | None:
    made = {ref for item in own for ref in item.results}
    inner = list(_inside(own, prefix, frozen=segment.frozen))
    outside = [ref for item in own for ref in item.reads if ref not in made]
    given = [value for _, value in segment.operands if value in outside]
    source = next((ref for ref in outside if not given or ref in given), None)
    results = [ref for _, ref in segment.results if ref in made]
    last = own[-1].results
    ends = results[0] if results else last[0] if last else None
    if source is None or ends is None:
        return None
    whole = with_segments(inner, graph, segment.path)
    return Part(segment.kind, segment.name, whole, source, ends, None, segment.frozen)


def _inside(own: Sequence[Item], prefix: str, *, frozen: bool) -> Iterator[Item]:
    """The items as they are called in the segment; what is frozen with it need not say so."""
    for item in own:
        if isinstance(item, Part):
            inner = tuple(_inside(item.items, "", frozen=frozen))
            yield replace(item, name=item.name.removeprefix(prefix), items=inner)
        elif frozen and isinstance(item, Call):
            yield replace(item, layer=replace(item.layer, frozen=False))
        else:
            yield item


def names_of_parts(items: Sequence[Item]) -> Iterator[str]:
    """The names of all parts, those inside of others too."""
    for item in items:
        if isinstance(item, Part):
            yield item.name
            yield from names_of_parts(item.items)


def with_copies(statements: Sequence[ast.Statement], names: Identifiers) -> Iterator[ast.Statement]:
    """`branch learner[3] { … }` for branches that are copies of each other, where that name is
    free."""
    number = 0
    while number < len(statements):
        copies = list(_copies(statements, number, names))
        first = statements[number]
        if len(copies) > 1 and isinstance(first, ast.Segment) and first.name is not None:
            count = ast.Number(NOWHERE, len(copies), str(len(copies)))
            base = name(names.take(first.name.id.removesuffix("_1")))
            yield ast.Segment(
                NOWHERE,
                first.kind,
                base,
                ast.Copies(NOWHERE, None, count),
                first.options,
                first.taken,
                first.body,
                first.frozen,
            )
        else:
            yield first
        number += max(1, len(copies))


def _copies(
    statements: Sequence[ast.Statement], start: int, names: Identifiers
) -> Iterator[ast.Segment]:
    """The branches from `start` on that differ in nothing but the number behind their names."""
    first = statements[start]
    if not isinstance(first, ast.Segment) or first.kind != "branch" or first.name is None:
        return
    base = first.name.id.removesuffix("_1")
    if base == first.name.id or not names.admits(base):
        return
    for number, statement in enumerate(statements[start:], 1):
        if not isinstance(statement, ast.Segment) or statement.name != name(f"{base}_{number}"):
            return
        told = (statement.kind, statement.taken, statement.body, statement.frozen)
        if told != (first.kind, first.taken, first.body, first.frozen):
            return
        yield statement
