"""`merge`: several models under one input, side by side or joined to an ensemble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graphdsl.check.infer import types_of
from graphdsl.diagnostics.transforms import CannotMerge
from graphdsl.graph import Graph, Layer, Node, Output, Ref, Taken
from graphdsl.graph.names import Names, snake_case
from graphdsl.graph.structures import ways
from graphdsl.transforms.fitting import fitting
from graphdsl.transforms.identities import with_identities
from graphdsl.transforms.refusing import Refused
from graphdsl.transforms.training import untrained


def merge(
    graphs: Sequence[Graph],
    join: Layer | None = None,
    factors: Sequence[float] | None = None,
    name: str = "merged",
) -> Graph:
    """One graph of `graphs` as models in it, all fed with the same inputs.

    With `join`, such as Average, their outputs go through it; with `factors` they are multiplied by
    them and added up; otherwise all of them are outputs. Models with several outputs are joined
    output by output. Raises Refused where inputs or outputs do not go together.
    """
    first = graphs[0]
    fed = [_paired(first, graph) for graph in graphs]
    if factors is not None and len(factors) != len(graphs):
        reason = f"it takes a factor for each of {len(graphs)} models, and there {_are(factors)}"
        raise Refused(
            CannotMerge(first=first.name, second=graphs[-1].name, reason=reason), "factors"
        )
    names = Names((declared.name, None) for declared in first.inputs)
    layers: dict[str, Layer] = {}
    nodes: dict[str, Node] = {}
    for graph, operands in zip(graphs, fed, strict=True):
        called = names.fresh(graph.name, None)
        layers[called] = _model(graph, called)
        results = tuple(o.name for o in graph.outputs) if len(graph.outputs) > 1 else ()
        nodes[called] = Node(called, called, operands, results=results)
    apart = Graph(name, first.inputs, layers, nodes, (), input_structure=first.input_structure)
    if join is None and factors is None:
        return _side_by_side(apart, graphs)
    return _joined(apart, graphs, join, factors, names)


def _are(factors: Sequence[float]) -> str:
    return "is 1" if len(factors) == 1 else f"are {len(factors)}"


def _paired(first: Graph, other: Graph) -> tuple[Ref, ...]:
    """The inputs of `first` in the order of those of `other`: by name where the names are the same,
    by their places where both take them in the same lists and dicts, otherwise in order.

    Raises Refused where shapes or dtypes differ.
    """
    names = [declared.name for declared in first.inputs]
    others = [declared.name for declared in other.inputs]
    places = [{way: name for name, way in ways(graph.takes)} for graph in (first, other)]
    if set(names) == set(others):
        pairs = {name: name for name in names}
    elif places[0].keys() == places[1].keys():
        pairs = {name: places[0][way] for way, name in places[1].items()}
    else:
        pairs = dict(zip(others, names, strict=False))
    mine = {i.name: (i.shape, i.dtype) for i in first.inputs}
    theirs = {i.name: (i.shape, i.dtype) for i in other.inputs}
    same = len(names) == len(others)
    if same and all(mine[pairs[name]] == theirs[name] for name in others):
        return tuple(Ref(pairs[name]) for name in others)
    reason = f"one takes {_listed(first)}, the other {_listed(other)}"
    raise Refused(CannotMerge(first=first.name, second=other.name, reason=reason), "models")


def _listed(graph: Graph) -> str:
    return ", ".join(f"`{i.name}` {i.dtype}{_shape(i.shape)}" for i in graph.inputs)


def _shape(sizes: Sequence[int | None]) -> str:
    return f"[{', '.join('?' if size is None else str(size) for size in sizes)}]"


def _model(graph: Graph, called: str) -> Layer:
    """The graph as a layer; its weights come from the model that it was."""
    plain = untrained(graph)
    layers = {
        name: replace(layer, taken=layer.taken or Taken("model", graph.name, (name,)))
        if layer.kind != "function"
        else layer
        for name, layer in plain.layers.items()
    }
    return Layer(called, "model", graph.name, graph=replace(plain, name=called, layers=layers))


def _side_by_side(apart: Graph, graphs: Sequence[Graph]) -> Graph:
    outputs: list[Output] = []
    for node, graph in zip(apart.nodes.values(), graphs, strict=True):
        several = len(graph.outputs) > 1
        for index, output in enumerate(graph.outputs):
            name = f"{node.name}_{output.name}" if several else node.name
            outputs.append(Output(name, Ref(node.name, index)))
    return replace(apart, outputs=tuple(outputs))


def _joined(
    apart: Graph,
    graphs: Sequence[Graph],
    join: Layer | None,
    factors: Sequence[float] | None,
    names: Names[None],
) -> Graph:
    first = graphs[0]
    for other in graphs[1:]:
        if len(other.outputs) != len(first.outputs):
            counts = f"one has {len(first.outputs)} outputs, the other {len(other.outputs)}"
            raise Refused(CannotMerge(first=first.name, second=other.name, reason=counts), "models")
    _demand_same_outputs(apart, graphs)
    layers, nodes = dict(apart.layers), dict(apart.nodes)
    outputs: list[Output] = []
    for index, output in enumerate(first.outputs):
        refs = [Ref(name, index) for name in apart.nodes]
        base = output.name if len(first.outputs) > 1 else ""
        if join is not None:
            made = names.fresh(join.name or base or snake_case(join.cls), None)
            layers[made] = replace(join, name=made)
            nodes[made] = Node(made, made, ([*refs],))
        else:
            made = _sum(refs, factors or (), base, layers, nodes, names)
        outputs.append(Output((base or "output") if factors else made, Ref(made)))
    joined = replace(apart, layers=layers, nodes=nodes, outputs=tuple(outputs))
    joined = with_identities(joined, {output.name for output in outputs})
    return fitting(joined, first, "merge", "join")


def _demand_same_outputs(apart: Graph, graphs: Sequence[Graph]) -> None:
    """Outputs are joined element by element: one that is broadcast would be a mistake."""
    types = types_of(apart)
    first, *others = apart.nodes.values()
    for node, graph in zip(others, graphs[1:], strict=True):
        for index in range(len(graph.outputs)):
            mine, theirs = types.of(Ref(first.name, index)), types.of(Ref(node.name, index))
            if mine.known and theirs.known and mine.shape != theirs.shape:
                reason = f"one gives {mine}, the other {theirs}"
                problem = CannotMerge(first=first.name, second=node.name, reason=reason)
                raise Refused(problem, "models")


def _sum(
    refs: Sequence[Ref],
    factors: Sequence[float],
    base: str,
    layers: dict[str, Layer],
    nodes: dict[str, Node],
    names: Names[None],
) -> str:
    """The weighted sum as operations; the name of the last one."""
    total: Ref | None = None
    last = ""
    for ref, weight in zip(refs, factors, strict=True):
        scaled = _operation("multiply", (weight, ref), layers, nodes, names)
        last = scaled
        if total is not None:
            last = _operation("add", (total, Ref(scaled)), layers, nodes, names)
        total = Ref(last)
    return last


def _operation(
    function: str,
    operands: tuple[float | Ref, Ref],
    layers: dict[str, Layer],
    nodes: dict[str, Node],
    names: Names[None],
) -> str:
    name = names.fresh(function, None)
    layers[name] = Layer(name, "function", function)
    nodes[name] = Node(name, name, operands)
    return name
