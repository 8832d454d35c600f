"""`insert` and `remove`: single layers put in and taken out, on any path of a graph."""

from __future__ import annotations

from dataclasses import replace

from graphdsl.diagnostics.transforms import NotOneTensor
from graphdsl.graph import Graph, Layer, Node, Output, Ref, Taken
from graphdsl.graph.names import snake_case
from graphdsl.graph.reach import without
from graphdsl.transforms.fitting import fitting
from graphdsl.transforms.refusing import Refused
from graphdsl.transforms.rewiring import called, node_with, put_in, redirected, taken_names
from graphdsl.transforms.selecting import (
    Names,
    matches,
    matching,
    name_of,
    patterns,
    refs_of,
    unknown,
    values,
)


def insert(graph: Graph, layer: Layer, *, after: Names = (), before: Names = ()) -> Graph:
    """`graph` with a new `layer` behind every value that `after` stands for, and one in front of
    every call that `before` stands for.

    All that read the value read the new layer then. Behind an output the new layer makes the
    output. Raises Refused where a call reads several tensors, or the shapes do not fit.
    """
    changed = graph
    for ref in values(graph, after, "after"):
        if ref.node in graph.nodes and len(refs_of(graph.nodes[ref.node], graph)) > 1:
            tensors = tuple(name_of(graph, r) for r in refs_of(graph.nodes[ref.node], graph))
            raise Refused(NotOneTensor(name=ref.node, what="gives", tensors=tensors), "after")
        changed = _after(changed, layer, ref)
    for node in _calls(graph, before, "before"):
        changed = _before(changed, layer, changed.nodes[node.name])
    return fitting(changed, graph, "insert", "layer")


def _after(graph: Graph, layer: Layer, ref: Ref) -> Graph:
    output = next((o for o in graph.outputs if o.value == ref and o.name == ref.node), None)
    if output is not None:
        return _behind_output(graph, layer, output)
    segment = graph.nodes[ref.node].segment if ref.node in graph.nodes else ""
    made, node = _made(graph, layer, ref, segment)
    moved = redirected(graph, {ref: Ref(node.name)})
    return put_in(moved, node, made, behind=ref.node)


def _behind_output(graph: Graph, layer: Layer, output: Output) -> Graph:
    """The new layer is called like the output from then on, and the old one `…_value`."""
    name = output.name
    free = taken_names(graph).fresh(f"{name}_value", None)
    graph = renamed(graph, name, free)
    graph = replace(
        graph,
        outputs=tuple(replace(o, name=name) if o.name == free else o for o in graph.outputs),
    )
    made, node = _made(graph, replace(layer, name=name), Ref(free), graph.nodes[free].segment)
    moved = redirected(graph, {Ref(free): Ref(node.name)})
    return put_in(moved, node, made, behind=free)


def renamed(graph: Graph, name: str, new: str) -> Graph:
    """`graph` with the call and the layer `name` called `new`; where its weights lie is kept."""

    def change(ref: Ref) -> Ref:
        return Ref(new, ref.index) if ref.node == name else ref

    moved = redirected(graph, {ref: change(ref) for ref in refs_of(graph.nodes[name], graph)})
    nodes: dict[str, Node] = {}
    for key, node in moved.nodes.items():
        node = replace(node, layer=new) if node.layer == name else node
        nodes[new if key == name else key] = replace(node, name=new) if key == name else node
    layers = dict(moved.layers)
    if name in layers:
        layer = layers.pop(name)
        taken = layer.taken or Taken("model", graph.name, (name,))
        layers[new] = replace(layer, name=new, taken=None if layer.kind == "function" else taken)
    return replace(moved, nodes=nodes, layers=called(layers, nodes))


def _before(graph: Graph, layer: Layer, node: Node) -> Graph:
    ref = _only_operand(graph, node, "before", "insert it `after` one of them")
    made, new = _made(graph, layer, ref, node.segment)
    there = put_in(graph, new, made, behind=ref.node)
    read = node_with(node, lambda r: Ref(new.name) if r == ref else r)
    return replace(there, nodes={n: read if n == node.name else x for n, x in there.nodes.items()})


def _made(graph: Graph, layer: Layer, ref: Ref, segment: str) -> tuple[Layer, Node]:
    """The layer under a name that is free, and a call of it."""
    base = layer.name or snake_case(layer.cls)
    name = base if layer.name and layer.name not in graph.layers else None
    name = name if name and name not in graph.nodes else taken_names(graph).fresh(base, None)
    return replace(layer, name=name), Node(name, name, (ref,), segment=segment)


def _only_operand(graph: Graph, node: Node, argument: str, hint: str) -> Ref:
    found = tuple(dict.fromkeys(node.refs()))
    if len(found) == 1:
        return found[0]
    tensors = tuple(name_of(graph, ref) for ref in found)
    problem = NotOneTensor(name=node.name, what="reads", tensors=tensors, hint=hint)
    raise Refused(problem, argument)


def _calls(graph: Graph, names: Names, argument: str) -> list[Node]:
    """The calls that `names` stand for, by their own names or those of their layers."""
    found: dict[str, Node] = {}
    for pattern in patterns(names):
        chosen = matching(graph.nodes, pattern) + [
            n for n in graph.nodes.values() if matches(n.layer, pattern)
        ]
        if not chosen:
            raise Refused(unknown(graph, pattern, argument), argument)
        found |= {node.name: node for node in chosen}
    return [node for node in graph.nodes.values() if node.name in found]


def remove(graph: Graph, names: Names) -> Graph:
    """`graph` without the layers that `names` stand for: who read them reads what they read.

    Raises Refused where one reads several tensors or gives several, and where the shapes do not
    fit any more.
    """
    changed = graph
    for found in _calls(graph, names, "names"):
        node = changed.nodes[found.name]
        given = refs_of(node, changed)
        if len(given) != 1:
            tensors = tuple(name_of(changed, ref) for ref in given)
            raise Refused(NotOneTensor(name=node.name, what="gives", tensors=tensors), "names")
        ref = _only_operand(changed, node, "names", "of paths that join, `cutout` keeps one")
        moved = redirected(changed, dict.fromkeys(given, ref))
        changed = without(moved, {node.name}, moved.outputs)
    return fitting(changed, graph, "remove", "names")
