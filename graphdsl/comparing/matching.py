"""Which calls of two models are the same: by layer, by what they compute, by their neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from graphdsl.comparing.equal import added_identities
from graphdsl.comparing.words import Tensors
from graphdsl.graph import Graph, Node

Path: TypeAlias = tuple[str, ...]
"""A call or an input: its name, before it those of the calls of models that it lies in."""

_NEAR = 32
"""Readers of one tensor that are looked at."""


def bare(graph: Graph) -> Graph:
    """`graph` without the calls that only give outputs their names, in nested models too."""
    added = {ref.node: source for ref, source in added_identities(graph)}
    nodes = {name: node for name, node in graph.nodes.items() if name not in added}
    called = {node.layer for node in nodes.values()}
    layers = {
        name: layer if layer.graph is None else replace(layer, graph=bare(layer.graph))
        for name, layer in graph.layers.items()
        if name in called
    }
    outputs = tuple(replace(o, value=added.get(o.value.node, o.value)) for o in graph.outputs)
    return replace(graph, nodes=nodes, layers=layers, outputs=outputs)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two models of which one stands for the other, and the calls that they share."""

    one: Graph
    other: Graph
    path: Path
    """Where the other one stands."""
    found: Mapping[str, str]


class Counterparts:
    """Of inputs and calls of the graph `one`, and of models in it, the same ones in `other`."""

    def __init__(self, one: Graph, other: Graph) -> None:
        self._pairs: dict[Path, _Pair | None] = {(): _Pair(one, other, (), matched(one, other))}

    def of(self, path: Path) -> Path | None:
        """Where in `other` the thing at `path` stands; None where it is not there."""
        pair = self._inside(path[:-1])
        name = None if pair is None else pair.found.get(path[-1])
        return None if pair is None or name is None else (*pair.path, name)

    def _inside(self, path: Path) -> _Pair | None:
        if path not in self._pairs:
            self._pairs[path] = self._opened(path)
        return self._pairs[path]

    def _opened(self, path: Path) -> _Pair | None:
        above = self._inside(path[:-1])
        name = None if above is None else above.found.get(path[-1])
        if above is None or name is None or path[-1] not in above.one.nodes:
            return None
        one = above.one.layer_of(above.one.nodes[path[-1]]).graph
        other = above.other.layer_of(above.other.nodes[name]).graph
        if one is None or other is None:
            return None
        return _Pair(one, other, (*above.path, name), matched(one, other))


def matched(one: Graph, other: Graph) -> dict[str, str]:
    """Of each input and call of `one` that `other` has too, its name there."""
    names = {given.name for given in other.inputs}
    found = {given.name: given.name for given in one.inputs if given.name in names}
    words = Tensors(one, {}), Tensors(other, {})
    first, second = _by_layer(one), _by_layer(other)
    for layer in (name for name in first if name in second):
        before = [(node.name, words[0].operands(node)) for node in first[layer]]
        after = [(node.name, words[1].operands(node)) for node in second[layer]]
        same = dict(_same_words(before, after))
        rest = (n for n, _ in before if n not in same)
        gone = set(same.values())
        found |= same | dict(zip(rest, (n for n, _ in after if n not in gone), strict=False))
    found |= _same_words(
        [(node.name, words[0].of_call(node)) for node in _operations(one)],
        [(node.name, words[1].of_call(node)) for node in _operations(other)],
    )
    _Neighbours(one, other, found).match()
    return found


def _by_layer(graph: Graph) -> dict[str, list[Node]]:
    """The calls of every layer that is not a function."""
    calls: dict[str, list[Node]] = {}
    for node in graph.nodes.values():
        if graph.layers[node.layer].kind != "function":
            calls.setdefault(node.layer, []).append(node)
    return calls


def _operations(graph: Graph) -> Iterator[Node]:
    return (node for node in graph.nodes.values() if graph.layer_of(node).kind == "function")


def _same_words(
    one: Iterable[tuple[str, str]], other: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Names beside which the same words stand, each once, in their order."""
    waiting: dict[str, list[str]] = {}
    for name, words in one:
        waiting.setdefault(words, []).append(name)
    for names in waiting.values():
        names.reverse()
    for name, words in other:
        if waiting.get(words):
            yield waiting[words].pop(), name


class _Neighbours:
    """Operations that compute something else than before, and are known by what is around them."""

    def __init__(self, one: Graph, other: Graph, found: dict[str, str]) -> None:
        self._one, self._other, self._found = one, other, found
        self._taken = set(found.values())
        self._readers = _readers(one), _readers(other)

    def match(self) -> None:
        """Enters the operations of one graph that still lack their counterpart."""
        lacking = [node for node in _operations(self._one) if node.name not in self._found]
        for node in (*lacking, *reversed(lacking)):
            best = None if node.name in self._found else self._best(node)
            if best is not None:
                self._found[node.name] = best
                self._taken.add(best)

    def _best(self, node: Node) -> str | None:
        """The free operation of that function with the most neighbours that are the same."""
        cls = self._one.layers[node.layer].cls
        near: Counter[str] = Counter()
        for source in dict.fromkeys(ref.node for ref in node.refs()):
            near.update(self._readers[1].get(self._found.get(source, ""), ())[:_NEAR])
        for reader in self._readers[0].get(node.name, ())[:_NEAR]:
            there = self._other.nodes.get(self._found.get(reader, ""))
            near.update(() if there is None else {ref.node: None for ref in there.refs()}.keys())
        fitting = (n for n in near if n not in self._taken and self._is_call(n, cls))
        return max(fitting, key=lambda name: near[name], default=None)

    def _is_call(self, name: str, cls: str) -> bool:
        node = self._other.nodes.get(name)
        layer = None if node is None else self._other.layer_of(node)
        return layer is not None and layer.kind == "function" and layer.cls == cls


def _readers(graph: Graph) -> Mapping[str, Sequence[str]]:
    """By call or input, the calls that read it."""
    found: dict[str, dict[str, None]] = {}
    for node in graph.nodes.values():
        for ref in node.refs():
            found.setdefault(ref.node, {})[node.name] = None
    return {name: tuple(readers) for name, readers in found.items()}
