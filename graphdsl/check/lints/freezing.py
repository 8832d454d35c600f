"""GDL626, GDL627: frozen parts whose weights stay random, or that act in training all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from graphdsl.check.lints.subject import Subject, chain
from graphdsl.check.types import Types
from graphdsl.diagnostics.base import Diagnostic, Label
from graphdsl.diagnostics.lints import ActiveThoughFrozen, FrozenWithoutWeights
from graphdsl.graph import Graph, Layer, Node, Object, Value
from graphdsl.graph.leaves import Path
from graphdsl.graph.training import is_trained
from graphdsl.layers.families.nested import differs
from graphdsl.layers.objects.names import STRINGS
from graphdsl.origins import Origin

_FIXED: Final = frozenset(("Constant", "Identity", "Ones", "STFT", "Zeros"))
"""Initializers that leave nothing to chance."""
_BESIDE: Final = ("bias", "beta", "gamma", "moving_mean", "moving_variance")
"""Weights that are not what a layer has learnt in the first place."""


class Frozen(NamedTuple):
    """The outermost thing that is frozen as a whole: a segment, a block, a layer."""

    name: str
    origin: Origin
    nodes: tuple[Node, ...]


def lint_untaught(subject: Subject) -> Iterator[Diagnostic]:
    """Frozen parts with weights that nothing in the text gives."""
    for part in _parts(subject):
        layers = {node.layer: subject.graph.layer_of(node) for node in part.nodes}
        own = (layer for layer in layers.values() if layer.taken is None)
        random = [layer for layer in own if any(_random(layer, subject.types))]
        if random:
            found = FrozenWithoutWeights(name=part.name, layers=tuple(la.cls for la in random))
            yield part.origin.place(found, part.origin.span)


def lint_unfilled(
    subject: Subject, lacking: Collection[str], path: Path = ()
) -> Iterator[Diagnostic]:
    """Frozen parts with layers that the weights which were given did not fill.

    `lacking` names those layers by the ways to them, with dots; `path` leads to the subject.
    """
    for part in () if subject.held else _parts(subject):
        layers = {node.layer: subject.graph.layer_of(node) for node in part.nodes}
        random = (_random(layer, subject.types, path) for layer in layers.values())
        names = tuple(".".join(way) for ways in random for way in ways if ".".join(way) in lacking)
        if names:
            found = FrozenWithoutWeights(name=part.name, unfilled=names)
            yield part.origin.place(found, part.origin.span)
    for layer in subject.layers:
        if layer.graph is not None:
            yield from lint_unfilled(subject.inside(layer), lacking, (*path, layer.name))


def lint_dropout(subject: Subject) -> Iterator[Diagnostic]:
    """Layers in frozen parts that do something else while training."""
    for part in _parts(subject):
        for node in part.nodes:
            layer = subject.graph.layer_of(node)
            if differs(layer, frozen=True):
                found = ActiveThoughFrozen(
                    layer=layer.cls, name=part.name, places=tuple(_further(part, node, subject))
                )
                yield subject.at(found, node)


def _further(part: Frozen, node: Node, subject: Subject) -> Iterator[Label]:
    """Where it is frozen, and what in a model it is that acts."""
    here = subject.origins.node(node.name).span
    if part.origin.span != here and part.origin.span != subject.origins.layer(node.layer).span:
        yield Label(part.origin.span, "frozen here")
    layer = subject.graph.layer_of(node)
    if layer.graph is None:
        return
    inner = subject.inside(layer)
    for inside in inner.nodes:
        called = inner.graph.layer_of(inside)
        if differs(called, frozen=True):
            yield Label(inner.origins.node(inside.name).span, "this acts in training")
            return


def _parts(subject: Subject) -> tuple[Frozen, ...]:
    """What is frozen, each layer in one part only."""
    frozen = subject.frozen
    found: dict[object, list[Node]] = {}
    whole = _whole_segments(subject.graph, frozen)
    placed: set[str] = set()
    for node in subject.nodes:
        if node.layer in frozen and node.layer not in placed:
            placed.add(node.layer)
            around = [path for path in chain(subject.graph, node.segment) if path in whole]
            found.setdefault((bool(around), around[-1] if around else node.layer), []).append(node)
    return tuple(_part(nodes, whole, subject) for nodes in found.values())


def _whole_segments(graph: Graph, frozen: frozenset[str]) -> frozenset[str]:
    """Segments that are marked as frozen, and uses of blocks in which every layer is."""
    free = {
        path
        for node in graph.nodes.values()
        if node.layer not in frozen and graph.layer_of(node).kind != "function"
        for path in chain(graph, node.segment)
    }
    return frozenset(
        path
        for path, s in graph.segments.items()
        if s.frozen or (s.kind == "block" and path not in free)
    )


def _part(nodes: list[Node], whole: frozenset[str], subject: Subject) -> Frozen:
    graph, first = subject.graph, nodes[0]
    around = [path for path in chain(graph, first.segment) if path in whole]
    if not around:
        layer = graph.layer_of(first)
        return Frozen(layer.cls, subject.origins.layer(layer.name), tuple(nodes))
    segment = graph.segments[around[-1]]
    origin = subject.origins.segments.get(segment.path) or Origin(subject.origins.span)
    return Frozen(segment.template or segment.name, _head(origin), tuple(nodes))


def _head(origin: Origin) -> Origin:
    """The place of a segment without its body."""
    head = origin.span.text.partition("{")[0].rstrip()
    span = origin.span.source.span(origin.span.start, origin.span.start + len(head))
    return Origin(span, frame=origin.frame) if head else origin


def _random(layer: Layer, types: Types, path: Path = ()) -> Iterator[Path]:
    """The layers in it whose weights are made to be trained, and stay as chance made them."""
    way = (*path, layer.name)
    if layer.graph is not None:
        inner = types.nested.get(layer.name, Types())
        for inside in () if is_trained(layer.graph) else layer.graph.layers.values():
            yield from _random(inside, inner, way)
        return
    weights = types.weights.get(layer.name) or ()
    if any(weight.trainable for weight in weights) and not _is_given(layer.args):
        yield way


def _is_given(args: Mapping[str, Value]) -> bool:
    """Whether the arguments say what the weights are."""
    said = {n: v for n, v in args.items() if n.endswith("_initializer") and v is not None}
    main = [value for name, value in said.items() if not name.startswith(_BESIDE)]
    return bool(main) and all(map(_is_fixed, main))


def _is_fixed(initializer: Value) -> bool:
    """Whether it gives the same numbers each time."""
    if isinstance(initializer, Object):
        return initializer.cls in _FIXED or initializer.args.get("seed") is not None
    return isinstance(initializer, str) and STRINGS["initializers"].get(initializer) in _FIXED
