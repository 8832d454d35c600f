"""In what two models differ: layers by name, connections, shapes, outputs, training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from graphdsl.check.infer import types_of
from graphdsl.check.types import Types
from graphdsl.check.weights import weights_in
from graphdsl.comparing.equal import added_identities, equal
from graphdsl.comparing.plain import arguments, compiled, plain
from graphdsl.comparing.words import Tensors, said
from graphdsl.graph import Graph, Layer, Value
from graphdsl.graph.frozen import frozen_layers
from graphdsl.graph.structures import in_words, laid_out
from graphdsl.graph.training import callbacks
from graphdsl.layers.shapes import count

What: TypeAlias = Literal["added", "removed", "changed", "rewired", "moved", "shape"]
Subject: TypeAlias = Literal[
    "layer", "operation", "input", "inputs", "output", "outputs", "training", "order"
]
Facts: TypeAlias = tuple[tuple[str, str | None, str | None], ...]
"""What is different: its name, before, after; None where it was not there, or is no more."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference."""

    what: What
    subject: Subject
    name: str
    """With the names of the models around it and a slash behind each."""
    segment: str = ""
    """Of a layer: where it is called, in the second model, or in the first one if it is gone."""
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """All that is different between two models."""

    changes: tuple[Change, ...]
    parameters: tuple[int, int]
    """Of each model, as far as they are known."""

    @property
    def none(self) -> bool:
        """Whether they are one model."""
        return not self.changes


def differences(before: Graph, after: Graph) -> Differences:
    """In what `after` differs from `before`; how either was written down makes no difference."""
    sizes = (_parameters(before), _parameters(after))
    if equal(before, after):
        return Differences((), sizes)
    found = tuple(_Pair(before, after, "").changes())
    if not found:  # equal in all that has a name: the order of inputs or outputs
        found = (Change("changed", "order", after.name),)
    return Differences(found, sizes)


def _parameters(graph: Graph) -> int:
    weights = weights_in(graph, types_of(graph)).known
    return sum(count(weight.shape) or 0 for weight in weights)


class _Side:
    """One of the two graphs."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.added = dict(added_identities(graph))
        self.types: Types = types_of(graph)
        self.tensors = Tensors(graph, {ref.node: source for ref, source in self.added.items()})
        self.frozen = frozen_layers(graph)
        hidden = {graph.nodes[ref.node].layer for ref in self.added}
        calls = [node for node in graph.nodes.values() if node.layer not in hidden]
        self.layers = {
            node.layer: graph.layers[node.layer]
            for node in calls
            if graph.layers[node.layer].kind != "function"
        }
        self.segments = {node.layer: node.segment for node in reversed(calls)}
        self.operations = Counter(
            self.tensors.of_call(node)
            for node in calls
            if graph.layers[node.layer].kind == "function"
        )

    def given(self) -> dict[str, str]:
        """What each output is."""
        return {
            o.name: self.tensors.of(o.value) + (" (auxiliary)" if o.aux else "")
            for o in self.graph.outputs
        }

    def reads(self, layer: str) -> tuple[str, ...]:
        """What each call of a layer is called with."""
        return tuple(self.tensors.operands(node) for node in self.graph.calls_of(layer))

    def gives(self, layer: str) -> str:
        """The types of what the calls of a layer give."""
        found = (self.types.nodes.get(node.name) for node in self.graph.calls_of(layer))
        return "; ".join(", ".join(map(str, each)) if each else "?" for each in found)


class _Pair:
    """Two graphs that are compared, with what stands before names in them."""

    def __init__(self, before: Graph, after: Graph, prefix: str) -> None:
        self._before = _Side(before)
        self._after = _Side(after)
        self._prefix = prefix

    def changes(self) -> Iterator[Change]:
        """All differences: inputs, layers, operations, outputs, training."""
        yield from self._inputs()
        yield from self._layers()
        yield from self._operations()
        yield from self._outputs()
        if not self._prefix:
            yield from self._training()

    def _inputs(self) -> Iterator[Change]:
        one, other = (
            {i.name: f"{i.dtype}{list(i.shape)}".replace("None", "?") for i in side.graph.inputs}
            for side in (self._before, self._after)
        )
        graphs = self._before.graph, self._after.graph
        if any(graph.input_structure is not None for graph in graphs):
            forms = in_words(graphs[0].takes), in_words(graphs[1].takes)
            if forms[0] != forms[1]:
                yield Change("changed", "inputs", self._prefix + "taken in", "", (("is", *forms),))
        for name, facts in _by_name(one, other):
            yield self._change("input", name, facts)

    def _change(self, subject: Subject, name: str, facts: Facts) -> Change:
        (_, before, after), *_ = facts
        what: What = "added" if before is None else "removed" if after is None else "changed"
        return Change(what, subject, self._prefix + name, "", facts)

    def _layers(self) -> Iterator[Change]:
        before, after = self._before, self._after
        for name, layer in before.layers.items():
            if name not in after.layers:
                segment = before.segments[name]
                yield Change("removed", "layer", self._prefix + name, segment, _made_of(layer))
        for name, layer in after.layers.items():
            if name in before.layers:
                yield from self._layer(name, before.layers[name], layer)
            else:
                segment = after.segments[name]
                yield Change("added", "layer", self._prefix + name, segment, _made_of(layer))

    def _layer(self, name: str, one: Layer, other: Layer) -> Iterator[Change]:
        before, after = self._before, self._after
        own, segment = self._prefix + name, after.segments[name]
        facts = tuple(self._arguments(name, one, other))
        if facts:
            yield Change("changed", "layer", own, segment, facts)
        if one.graph is not None and other.graph is not None:
            yield from _Pair(one.graph, other.graph, f"{own}/").changes()
        reads = "; ".join(before.reads(name)), "; ".join(after.reads(name))
        if reads[0] != reads[1]:
            yield Change("rewired", "layer", own, segment, (("reads", reads[0], reads[1]),))
        in_segments = before.graph.segments and after.graph.segments  # a saved model has none
        if in_segments and before.segments[name] != segment:
            places = (before.segments[name] or "the model", segment or "the model")
            yield Change("moved", "layer", own, segment, (("segment", *places),))
        shapes = before.gives(name), after.gives(name)
        if shapes[0] != shapes[1]:
            yield Change("shape", "layer", own, segment, (("gives", *shapes),))

    def _arguments(self, name: str, one: Layer, other: Layer) -> Iterator[tuple[str, str, str]]:
        if (one.kind, one.graph is None and one.cls) != (
            other.kind,
            other.graph is None and other.cls,
        ):
            yield "class", one.cls, other.cls
        first, second = arguments(one), arguments(other)
        for key in dict.fromkeys((*first, *second)):
            if plain(first.get(key)) != plain(second.get(key)) or (key in first) != (key in second):
                yield key, _said_of(key, first), _said_of(key, second)
        frozen = name in self._before.frozen, name in self._after.frozen
        if frozen[0] != frozen[1]:
            yield "frozen", _YES[frozen[0]], _YES[frozen[1]]

    def _operations(self) -> Iterator[Change]:
        gone = self._before.operations - self._after.operations
        new = self._after.operations - self._before.operations
        for words in gone.elements():
            yield Change("removed", "operation", self._prefix + words)
        for words in new.elements():
            yield Change("added", "operation", self._prefix + words)

    def _outputs(self) -> Iterator[Change]:
        sides = (self._before, self._after)
        one, other = (side.given() for side in sides)
        if any(side.graph.output_structure is not None for side in sides):
            if laid_out(sides[0].graph.gives, one) == laid_out(sides[1].graph.gives, other):
                return
            forms = in_words(sides[0].graph.gives), in_words(sides[1].graph.gives)
            if forms[0] != forms[1]:
                facts = (("is", *forms),)
                yield Change("changed", "outputs", self._prefix + "given in", "", facts)
            if Counter(one.values()) == Counter(other.values()):
                return
        for name, facts in _by_name(one, other):
            yield self._change("output", name, facts)

    def _training(self) -> Iterator[Change]:
        one, other = (_trained(side.graph) for side in (self._before, self._after))
        for name, facts in _by_name(one, other):
            yield self._change("training", name, facts)


_YES: Final = {True: "yes", False: "no"}


def _said_of(key: str, args: Mapping[str, Value]) -> str:
    return said(args[key]) if key in args else "default"


def _by_name(one: Mapping[str, str], other: Mapping[str, str]) -> Iterator[tuple[str, Facts]]:
    for name in dict.fromkeys((*one, *other)):
        if one.get(name) != other.get(name):
            yield name, (("is", one.get(name), other.get(name)),)


def _made_of(layer: Layer) -> Facts:
    return (("class", None, layer.cls), *((n, None, said(v)) for n, v in layer.args.items()))


def _trained(graph: Graph) -> dict[str, str]:
    """How a model is trained, by entry and output."""
    entries = compiled(graph)
    made: Sequence[Value] = callbacks(graph)
    if made:
        entries["callbacks"] = list(made)
    found: dict[str, str] = {}
    for entry, value in entries.items():
        if isinstance(value, dict):
            found |= {f"{entry}.{name}": said(each) for name, each in value.items()}
        else:
            found[entry] = said(value)
    return found
