"""Long lists of numbers, which stand in a file of their own beside the text."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from graphdsl.comparing.plain import plain
from graphdsl.graph import Graph, Layer, Object, Value
from graphdsl.lifting.naming import Identifiers
from graphdsl.saved.arrays import as_array

LONGEST: Final = 64
"""Elements of a list that stands in the text."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """What stands in the file beside a text."""

    file: str = ""
    """As the text names it."""
    held: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """By name, arrays of numpy."""
    names: Mapping[int, str] = field(default_factory=dict[int, str])
    """By the id of a list in the graph, what it is called in the file."""


def arrays_of(graphs: Sequence[Graph], file: str) -> Arrays:
    """The long lists of the graphs, each once."""
    held: dict[str, Any] = {}
    names: dict[int, str] = {}
    known: dict[Hashable, str] = {}
    free = Identifiers(())
    for wish, value in _lists(graphs):
        if id(value) in names or not _stands_apart(value):
            continue
        content = plain(value)
        if content not in known:
            array = as_array(value)
            if array is None:
                continue
            known[content] = free.fresh(wish)
            held[known[content]] = array
        names[id(value)] = known[content]
    return Arrays(file, held, names)


def _lists(graphs: Sequence[Graph]) -> Iterator[tuple[str, Value]]:
    """Every outermost list among arguments, with what it could be called."""
    for graph in graphs:
        for layer in graph.layers.values():
            yield from _in_layer(layer)
        for node in graph.nodes.values():
            for value in node.args:
                yield from _in_value(value, node.name)
            for key, value in node.kwargs.items():
                yield from _in_value(value, f"{node.name}_{key}")


def _in_layer(layer: Layer) -> Iterator[tuple[str, Value]]:
    for key, value in layer.args.items():
        yield from _in_value(value, f"{layer.name}_{key}" if layer.name else key)


def _in_value(value: Value, wish: str) -> Iterator[tuple[str, Value]]:
    match value:
        case list() | tuple() if _has_layers(value):
            for item in value:
                yield from _in_value(item, wish)
        case list() | tuple():
            yield wish, value
        case dict():
            for key, item in value.items():
                yield from _in_value(item, f"{wish}_{key}")
        case Object():
            for key, item in value.args.items():
                yield from _in_value(item, f"{wish}_{key}")
        case Layer():
            yield from _in_layer(value)
        case _:
            pass


def _has_layers(values: Sequence[Value]) -> bool:
    return any(isinstance(value, (Layer, Object, dict)) for value in values)


def _stands_apart(value: Value) -> bool:
    """Whether there is more in the lists than a reader looks at."""
    return any(True for _ in islice(_elements(value), LONGEST, None))


def _elements(value: Value) -> Iterator[Value]:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _elements(item)
    else:
        yield value
