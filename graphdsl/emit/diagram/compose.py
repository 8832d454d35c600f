"""From a graph and its types to what a diagram of it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graphdsl.check.types import Types
from graphdsl.emit.counts import Count, layer_counts, total, weights_within
from graphdsl.emit.diagram.boxes import input_box, node_box, output_box, params_text
from graphdsl.emit.diagram.picture import Box, Edge, Group, Picture
from graphdsl.emit.diagram.roles import operand_roles
from graphdsl.emit.words import clean, value_text
from graphdsl.graph import Graph, Segment
from graphdsl.graph.frozen import frozen_layers


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


def compose(graph: Graph, types: Types) -> Picture:
    """One box for each input, call and output, grouped by segment."""
    scene = _scene(graph, types)
    placed = list(_placed(scene))
    keys = {name: box.key for _, name, box in placed if name}
    members: dict[str, list[Box | str]] = {"": []}
    for path, _, box in placed:
        _open(path, graph, members)
        members[path].append(box)
    groups: dict[str, Group] = {}
    for path in reversed(members):
        inside = tuple(m if isinstance(m, Box) else groups[m] for m in members[path])
        groups[path] = replace(_group(path, scene), members=inside)
    outputs = [box.key for _, name, box in placed if not name]
    root = _numbered(groups[""])
    return Picture(clean(graph.name), root, tuple(_edges(graph, keys, outputs)))


def _scene(graph: Graph, types: Types) -> Scene:
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
    counts = layer_counts(graph, types)
    weights = weights_within(graph, counts)
    return Scene(graph, types, counts, weights, frozen_layers(graph), numbers, used)


def _placed(scene: Scene) -> Iterator[tuple[str, str, Box]]:
    """Every box with its segment and the name by which calls read it; outputs have none."""
    graph = scene.graph
    number = 0
    for given in graph.inputs:
        yield "", given.name, input_box(f"n{number}", given)
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
        yield node.segment, node.name, box
        number += 1
    for out in graph.outputs:
        yield out.segment, "", output_box(f"n{number}", out, scene.types.of(out.value))
        number += 1


def _open(path: str, graph: Graph, members: dict[str, list[Box | str]]) -> None:
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
    params = _params(path, scene)
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


def _params(path: str, scene: Scene) -> str:
    counts = scene.weights[path]
    return params_text(total(counts)) if len(counts) > 1 else ""  # one box says it itself


def _numbered(root: Group) -> Group:
    """The same groups with keys, in order."""
    count = 0

    def keyed(group: Group) -> Group:
        nonlocal count
        key = f"g{count}"
        count += 1
        inside = tuple(keyed(m) if isinstance(m, Group) else m for m in group.members)
        return replace(group, key=key, members=inside)

    return keyed(root)


def _edges(graph: Graph, keys: Mapping[str, str], outputs: list[str]) -> Iterator[Edge]:
    for node in graph.nodes.values():
        roles = operand_roles(graph.layer_of(node), node)
        for ref, role in zip(node.refs(), roles, strict=True):
            yield Edge(keys[ref.node], keys[node.name], ref.index, role)
    for out, key in zip(graph.outputs, outputs, strict=True):
        yield Edge(keys[out.value.node], key, out.value.index)
