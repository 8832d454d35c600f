"""From a graph and its types to what a diagram of it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from graphdsl.check.types import Types
from graphdsl.emit.counts import Count, layer_counts, total, weights_within
from graphdsl.emit.diagram.boxes import input_box, node_box, output_box, sums_text
from graphdsl.emit.diagram.opening import Opened, Place, opened
from graphdsl.emit.diagram.picture import Box, Edge, Group, Picture
from graphdsl.emit.diagram.places import placed
from graphdsl.emit.diagram.roles import operand_roles
from graphdsl.emit.words import clean, value_text
from graphdsl.graph import Graph, Node, Ref, Segment
from graphdsl.graph.frozen import frozen_layers
from graphdsl.origins import Origins


@dataclass(frozen=True, slots=True)
class Scene:
    """What is worked out once for a whole graph."""

    graph: Graph
    types: Types
    counts: Mapping[str, Count]
    weights: Mapping[str, list[Count]]
    frozen: frozenset[str]
    calls: Mapping[str, tuple[int, int]]
    """Of each call of a shared layer: which it is, of how many."""
    used: Mapping[str, int]
    """Of each call: how many of its results are read, counted from the first."""
    origins: Origins | None = None


class Part(NamedTuple):
    """What is drawn for an input, a call or an output, and where."""

    segment: str
    name: str
    """By which calls read it; nothing for an output."""
    box: Box
    inside: Opened | None = None
    """Of a call of a model that is drawn open."""


def compose(
    graph: Graph,
    types: Types,
    depth: int = 0,
    *,
    origins: Origins | None = None,
    once: bool = False,
    frozen: bool = False,
) -> Picture:
    """One box for each input, call and output, grouped by segment.

    Models in the model are drawn open down to `depth`; with `once` only those called once. `frozen`
    says that nothing in `graph` trains.
    """
    scene = replace(_scene(graph, types, frozen=frozen), origins=origins)
    parts = list(_parts(scene, depth, once=once))
    members: dict[str, list[Box | Group | str]] = {"": []}
    for part in parts:
        _open(part.segment, graph, members)
        members[part.segment].append(part.box if part.inside is None else part.inside.group)
    groups: dict[str, Group] = {}
    for path in reversed(members):
        inside = tuple(groups[m] if isinstance(m, str) else m for m in members[path])
        groups[path] = replace(_group(path, scene), members=inside, path=(path,) if path else ())
    return Picture(clean(graph.name), numbered(groups[""]), tuple(_edges(graph, parts)))


def _scene(graph: Graph, types: Types, *, frozen: bool) -> Scene:
    calls: dict[str, list[str]] = {}
    used: dict[str, int] = {}
    for node in graph.nodes.values():
        calls.setdefault(node.layer, []).append(node.name)
        for ref in node.refs():
            used[ref.node] = max(used.get(ref.node, 0), ref.index + 1)
    for out in graph.outputs:
        used[out.value.node] = max(used.get(out.value.node, 0), out.value.index + 1)
    numbers = {
        name: (place, len(names))
        for layer, names in calls.items()
        if len(names) > 1 and graph.layers[layer].kind != "function"
        for place, name in enumerate(names, start=1)
    }
    counts = layer_counts(graph, types, frozen=frozen)
    weights = weights_within(graph, counts)
    return Scene(graph, types, counts, weights, frozen_layers(graph), numbers, used)


def _parts(scene: Scene, depth: int, *, once: bool) -> Iterator[Part]:
    graph = scene.graph
    number = 0
    for given in graph.inputs:
        box = replace(input_box(f"n{number}", given), path=(given.name,))
        yield Part("", given.name, placed(box, "input", scene.origins))
        number += 1
    for node in graph.nodes.values():
        layer = graph.layer_of(node)
        box = node_box(
            f"n{number}",
            node,
            layer,
            scene.types.nodes.get(node.name),
            scene.counts[layer.name],
            frozen=layer.name in scene.frozen,
            shared=scene.calls.get(node.name),
            used=scene.used.get(node.name, 1),
        )
        box = replace(box, path=(node.name,))
        box = placed(box, "node", scene.origins)
        inside = None if depth < 1 or (once and box.shared) else _inside(node, box, scene, depth)
        yield Part(node.segment, node.name, box, inside)
        number += 1
    for out in graph.outputs:
        box = output_box(f"n{number}", out, scene.types.of(out.value))
        box = replace(box, path=(out.name,))
        yield Part(out.segment, "", placed(box, "output", scene.origins))
        number += 1


def _inside(node: Node, box: Box, scene: Scene, depth: int) -> Opened | None:
    """The inside of a call of a model whose tensors can be told: one for each input, in order."""
    inner = scene.graph.layer_of(node).graph
    if inner is None or len(list(node.refs())) != len(inner.inputs) or node.kwargs:
        return None
    types = scene.types.nested.get(node.layer, Types())
    origins = None if scene.origins is None else scene.origins.nested.get(node.layer)
    return opened(box, compose(inner, types, depth - 1, origins=origins, frozen=box.frozen))


def _open(path: str, graph: Graph, members: dict[str, list[Box | Group | str]]) -> None:
    """Enters the segment `path` and those around it at the place of their first call."""
    chain: list[str] = []
    while path not in members:
        chain.append(path)
        path = graph.segments[path].parent
    for inner in reversed(chain):
        members[path].append(inner)
        members[inner] = []
        path = inner


def _group(path: str, scene: Scene) -> Group:
    if not path:
        return Group("", "model", clean(scene.graph.name))
    segment = scene.graph.segments[path]
    frozen = _is_frozen(segment, scene.graph)
    params = _params(path, scene, frozen=frozen)
    if segment.kind == "block":
        name = "" if segment.name == segment.template else clean(segment.name)
        return Group("", "block", _use_text(segment), name, params, frozen)
    kind = "" if segment.kind == segment.name else segment.kind
    variables = ", ".join(f"{clean(n)} = {value_text(v)}" for n, v in segment.args.items())
    note = " · ".join(filter(None, (kind, variables)))
    return Group("", segment.kind, clean(segment.name), note, params, frozen)


def _use_text(segment: Segment) -> str:
    values = (f"{clean(n)} = {value_text(v)}" for n, v in segment.args.items())
    given = ", ".join(values)
    return f"{clean(segment.template)}({given})" if given else clean(segment.template)


def _is_frozen(segment: Segment, graph: Graph) -> bool:
    while not segment.frozen and segment.parent:
        segment = graph.segments[segment.parent]
    return segment.frozen


def _params(path: str, scene: Scene, *, frozen: bool) -> str:
    counts = scene.weights[path]
    return (
        sums_text(total(counts), frozen=frozen) if len(counts) > 1 else ""
    )  # one box says it itself


def numbered(root: Group) -> Group:
    """The same groups with keys, in order."""
    count = 0

    def keyed(group: Group) -> Group:
        nonlocal count
        key = f"g{count}"
        count += 1
        inside = tuple(keyed(m) if isinstance(m, Group) else m for m in group.members)
        return replace(group, key=key, members=inside)

    return keyed(root)


def _edges(graph: Graph, parts: Sequence[Part]) -> Iterator[Edge]:
    ends: dict[str, Sequence[Place]] = {}
    """Of what is drawn open, where its results come from."""
    keys = {part.name: part.box.key for part in parts if part.name}
    inside = {part.name: part.inside for part in parts if part.inside is not None}

    def source(ref: Ref) -> Place:
        return ends[ref.node][ref.index] if ref.node in ends else (keys[ref.node], ref.index)

    for node in graph.nodes.values():
        sources = [source(ref) for ref in node.refs()]
        whole = inside.get(node.name)
        if whole is not None:
            ends[node.name] = [sources[e] if isinstance(e, int) else e for e in whole.exits]
            for number, place in enumerate(sources):
                for edge in whole.entries.get(number, ()):
                    yield replace(edge, tail=place[0], result=place[1])
            yield from whole.edges
            continue
        roles = operand_roles(graph.layer_of(node), node)
        for (tail, result), role in zip(sources, roles, strict=True):
            yield Edge(tail, keys[node.name], result, role)
    outputs = (part.box.key for part in parts if not part.name)
    for out, key in zip(graph.outputs, outputs, strict=True):
        tail, result = source(out.value)
        yield Edge(tail, key, result)
