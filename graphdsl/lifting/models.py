"""A whole graph as a model of the language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graphdsl.graph import Graph, Input, Layer, Node, Output, Ref
from graphdsl.graph.frozen import frozen_layers
from graphdsl.lifting.calling import call_everything, in_order
from graphdsl.lifting.heads import heads_of, with_heads
from graphdsl.lifting.items import Call, Item
from graphdsl.lifting.making import body, is_name, name
from graphdsl.lifting.naming import Identifiers, base_of, is_made_up
from graphdsl.lifting.ordering import told
from graphdsl.lifting.outputs import outputs, train
from graphdsl.lifting.planning import Planner
from graphdsl.lifting.values import Unsayable, Values, string
from graphdsl.lifting.writing import Bindings, Writer
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast


@dataclass(frozen=True, slots=True)
class Words:
    """What the whole text has in common: its values, and the names that mean something in it."""

    values: Values
    reserved: frozenset[str]


def model(graph: Graph, called: str, words: Words) -> ast.Model:
    """The declaration of the model, under the name `called`."""
    items = calls(graph)
    readers = Counter(ref for node in graph.nodes.values() for ref in node.refs())
    readers.update(output.value for output in graph.outputs)
    planner = Planner(readers, _kept(graph))
    items, late = with_heads(items, graph, readers)
    end = graph.outputs[0].value if _flows_out(graph) else None
    late = () if _flows_out(graph) else late
    planner.needs.update(dict.fromkeys(output.value for output in late))
    start = Ref(graph.inputs[0].name) if len(graph.inputs) == 1 else None
    plan = planner.plan(items, start, end)
    inputs = {Ref(i.name): i.name for i in graph.inputs}
    names = _identifiers([*inputs.values(), *(o.name for o in heads_of(graph))], late, words)
    placed = list(in_order(plan, planner))
    bindings = call_everything(placed, planner, words.values, names, inputs)
    writer = Writer(planner, bindings, words.values)
    statements: list[ast.Statement] = [
        *map(_input, graph.inputs),
        *_shared(items, bindings, writer),
        *writer.statements(plan, named=True),
        *outputs(late, bindings, names, words.values),
        *train(graph, words.values),
    ]
    return ast.Model(NOWHERE, name(called), _parameters(graph, called), body(statements))


def _identifiers(given: Sequence[str], late: Sequence[Output], words: Words) -> Identifiers:
    """The names of values, those that are settled beforehand taken."""
    names = Identifiers(words.reserved)
    for one in given:
        if not names.admits(one):
            raise Unsayable(f"the name `{one}` of an input or output")
        names.take(one)
    for output in late:
        if output.name not in given:
            names.held.setdefault(output.name, output.value)
    return names


def calls(graph: Graph) -> list[Item]:
    """The calls of a graph in the order in which they are told."""
    often = Counter(node.layer for node in graph.nodes.values())
    read: dict[str, int] = {}
    for ref in (*(r for n in graph.nodes.values() for r in n.refs()), *_given(graph)):
        read[ref.node] = max(read.get(ref.node, 0), ref.index)
    frozen = frozen_layers(graph)
    layers = {n: replace(la, frozen=n in frozen) for n, la in graph.layers.items()}
    return [
        _call(node, layers[node.layer], often, read.get(node.name, 0) + 1) for node in told(graph)
    ]


def _given(graph: Graph) -> Iterator[Ref]:
    return (output.value for output in graph.outputs)


def _count(node: Node, layer: Layer) -> int:
    """How many tensors a call gives, as far as it is told."""
    return len(node.results) or (1 if layer.graph is None else len(layer.graph.outputs))


def _call(node: Node, layer: Layer, often: Counter[str], read: int) -> Call:
    shared = layer.name if often[node.layer] > 1 and layer.kind != "function" else ""
    return Call(node, layer, shared=shared, count=max(_count(node, layer), read))


def _kept(graph: Graph) -> frozenset[str]:
    """The operations that somebody gave a name, which their text has to say."""
    return frozenset(
        node.name
        for node in graph.nodes.values()
        if graph.layers[node.layer].kind == "function"
        and not is_made_up(node.layer, base_of(graph.layers[node.layer], ""))
    )


def _parameters(graph: Graph, called: str) -> tuple[ast.Parameter, ...]:
    """A model whose name is none in the language has it as a parameter."""
    if called == graph.name or is_name(graph.name):
        return ()
    return (ast.Parameter(NOWHERE, name("name"), string(graph.name)),)


def _input(declared: Input) -> ast.Input:
    dims = (
        ast.Constant(NOWHERE, "?") if size is None else ast.Number(NOWHERE, size, str(size))
        for size in declared.shape
    )
    dtype = None if declared.dtype == "float32" else name(declared.dtype)
    return ast.Input(NOWHERE, name(declared.name), ast.Dtype(NOWHERE, dtype, tuple(dims)))


def _shared(items: Sequence[Item], bindings: Bindings, writer: Writer) -> Iterator[ast.Shared]:
    """The layers that are called several times, each declared once."""
    declared: dict[str, None] = {}
    for item in items:
        if isinstance(item, Call) and item.shared and item.layer.name not in declared:
            declared[item.layer.name] = None
            called = bindings.shared[item.layer.name]
            yield ast.Shared(NOWHERE, name(called), writer.layer(item), item.layer.frozen)


def _flows_out(graph: Graph) -> bool:
    """Whether the one output is what the flow is at the end, under the name of its layer."""
    if len(graph.outputs) != 1 or heads_of(graph):
        return False
    output = graph.outputs[0]
    node = graph.nodes.get(output.value.node)
    if node is None or output.value.index:
        return False
    layer = graph.layers[node.layer]
    once = sum(n.layer == node.layer for n in graph.nodes.values()) == 1
    return once and layer.name == output.name and _names_its_output(layer, node)


def _names_its_output(layer: Layer, node: Node) -> bool:
    return layer.kind != "function" and _count(node, layer) == 1
