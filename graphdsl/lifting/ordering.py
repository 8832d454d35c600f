"""The order in which calls are written: one path at a time, as a person tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graphdsl.graph import Graph, Node
from graphdsl.graph.ordering import former_calls


def told(graph: Graph) -> tuple[Node, ...]:
    """The calls, each behind what it reads: from each output back along the first operand first.

    So a branch is told as a whole before the next one. The calls of one layer keep their order.
    """
    before = former_calls(graph.nodes)
    found: dict[str, Node] = {}
    for name in _roots(graph):
        _visit(name, graph.nodes, before, found)
    return tuple(found.values())


def _roots(graph: Graph) -> Iterator[str]:
    """What outputs read, in order; then what no output needs."""
    yield from (output.value.node for output in graph.outputs)
    yield from graph.nodes


def _visit(
    start: str, nodes: Mapping[str, Node], before: Mapping[str, str], found: dict[str, Node]
) -> None:
    """Enters `start` behind all that it needs; without recursion, since graphs may be deep."""
    if start in found or start not in nodes:
        return
    waiting: list[tuple[str, Iterator[str]]] = [(start, _needs(start, nodes, before))]
    while waiting:
        name, needs = waiting[-1]
        following = next((n for n in needs if n in nodes and n not in found), None)
        if following is None:
            waiting.pop()
            found[name] = nodes[name]
        else:
            waiting.append((following, _needs(following, nodes, before)))


def _needs(name: str, nodes: Mapping[str, Node], before: Mapping[str, str]) -> Iterator[str]:
    sources: Iterable[str] = (ref.node for ref in nodes[name].refs())
    return iter([*sources, *([before[name]] if name in before else [])])
