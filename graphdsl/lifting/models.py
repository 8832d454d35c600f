"""A whole graph as a model of the language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from graphdsl.graph import Graph, Input, Layer, Node, Output, Ref
from graphdsl.graph.frozen import frozen_layers
from graphdsl.lifting.calling import Placed, alone_in, call_everything, in_order
from graphdsl.lifting.forms import is_function
from graphdsl.lifting.heads import heads_of, is_head, with_heads
from graphdsl.lifting.items import Call, Item, reads_in
from graphdsl.lifting.making import IDENTIFIER, arg, body, is_name, name
from graphdsl.lifting.naming import Identifiers, base_of, is_made_up
from graphdsl.lifting.ordering import told
from graphdsl.lifting.outputs import outputs, structured, train
from graphdsl.lifting.planning import Plan, Planner
from graphdsl.lifting.segments import names_of_parts, with_copies, with_segments
from graphdsl.lifting.values import Unsayable, Values, string
from graphdsl.lifting.words import Words
from graphdsl.lifting.writing import Bindings, Writer
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast


class Model:
    """A graph on its way to a declaration: its items, which may be folded in between."""

    def __init__(self, graph: Graph, values: Values) -> None:
        self.graph = graph
        readers = Counter(ref for node in graph.nodes.values() for ref in node.refs())
        readers.update(output.value for output in graph.outputs)
        items, late = with_heads(calls(graph), graph, readers)
        self.items = with_segments(items, graph)
        self._end = graph.outputs[0].value if _flows_out(graph) else None
        self._late = () if _flows_out(graph) else late
        self._inputs = _inputs(graph)
        planner, plan = self._plan()
        placed = list(in_order(plan, planner))
        self.alone = alone_in(placed, planner, values, (i.name for i in graph.inputs))

    @property
    def held(self) -> tuple[Ref, ...]:
        """The tensors that outputs are."""
        return (*(o.value for o in self._late), *(() if self._end is None else (self._end,)))

    def _plan(self) -> tuple[Planner, Plan]:
        planner = Planner(Counter((*reads_in(self.items), *self.held)), _kept(self.graph))
        planner.needs.update(dict.fromkeys(output.value for output in self._late))
        start = Ref(self.graph.inputs[0].name) if len(self.graph.inputs) == 1 else None
        return planner, planner.plan(self.items, start, self._end)

    def declaration(self, called: str, words: Words) -> ast.Model:
        """The declaration of the model, under the name `called`."""
        graph = self.graph
        _demand_own_names(graph)
        planner, plan = self._plan()
        given = [*self._inputs.values(), *dict.fromkeys(names_of_parts(self.items))]
        placed = list(in_order(plan, planner))
        names = _identifiers(given, self._late, words, self._last_word(placed))
        bindings = call_everything(placed, planner, names, self.alone, known=self._inputs)
        writer = Writer(planner, bindings, words)
        written: Iterable[ast.Statement] = list(writer.statements(plan, named=True))
        statements: list[ast.Statement] = [
            *self._declared(),
            *_shared(self.items, bindings, writer),
            *(with_copies(list(written), names) if words.folded else written),
            *outputs(self._late, graph.output_structure, bindings, names, words.values),
            *train(graph, words.values),
        ]
        return ast.Model(NOWHERE, name(called), _parameters(graph, called), body(statements))

    def _last_word(self, placed: Sequence[Placed]) -> str:
        """The name of the operation that is the last of all calls and an output: its value may have
        the name of a function, since nothing behind it uses that word."""
        if not placed or self.graph.train is not None or heads_of(self.graph):
            return ""
        last = placed[-1].item
        ends = any(output.value == last.results[0] for output in self._late)
        name = last.layer.name
        return name if ends and is_function(last) and name == last.layer.cls else ""

    def _declared(self) -> Iterator[ast.Statement]:
        """The inputs, and what they are given in."""
        called = {given.name: self._inputs[Ref(given.name)] for given in self.graph.inputs}
        for given in self.graph.inputs:
            yield _input(given, called[given.name])
        if self.graph.input_structure is not None:
            yield structured("input", self.graph.input_structure, called)


def _demand_own_names(graph: Graph) -> None:
    """Raises Unsayable where an output has the name of a layer that does not make it."""
    for output in graph.outputs if graph.output_structure is None else ():
        layer, maker = graph.layers.get(output.name), graph.nodes.get(output.value.node)
        if layer is None or layer.kind == "function" or maker is None:
            continue
        if maker.layer != output.name:
            raise Unsayable(f"the output `{output.name}`, whose name another layer has")


def _identifiers(
    given: Sequence[str], late: Sequence[Output], words: Words, free: str
) -> Identifiers:
    """The names of values, those that are settled beforehand taken; `free` is no reserved one."""
    names = Identifiers(words.reserved - {free})
    for one in given:
        if not names.admits(one):
            raise Unsayable(f"the name `{one}` of an input or output")
        names.take(one)
    for output in late:
        if is_head(output) and output.name in names.taken:
            raise Unsayable(f"the name `{output.name}` of an output")
        if is_head(output):
            names.take(output.name)
        elif output.name not in given:
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
    """The operations that somebody gave a name, which their text has to say; and those whose name
    is that of an output, since what training tells is called after it."""
    named = graph.outputs if graph.output_structure is not None else ()
    given = {output.value.node for output in named}
    return frozenset(
        node.name
        for node in graph.nodes.values()
        if graph.layers[node.layer].kind == "function"
        and (
            node.name in given or not is_made_up(node.layer, base_of(graph.layers[node.layer], ""))
        )
    )


def _parameters(graph: Graph, called: str) -> tuple[ast.Parameter, ...]:
    """A model whose name is none in the language has it as a parameter."""
    if called == graph.name:
        return ()
    return (ast.Parameter(NOWHERE, name("name"), string(graph.name)),)


def _inputs(graph: Graph) -> dict[Ref, str]:
    """The inputs as they are called in the text."""
    names = Identifiers((), {i.name for i in graph.inputs if is_name(i.name)})
    return {Ref(i.name): i.name if is_name(i.name) else names.fresh(i.name) for i in graph.inputs}


def _input(declared: Input, called: str) -> ast.Input:
    dims = (
        ast.Constant(NOWHERE, "?") if size is None else ast.Number(NOWHERE, size, str(size))
        for size in declared.shape
    )
    if IDENTIFIER.fullmatch(declared.dtype) is None:
        raise Unsayable(f"the dtype `{declared.dtype}` of an input")
    dtype = None if declared.dtype == "float32" else name(declared.dtype)
    options = () if called == declared.name else (arg("name", string(declared.name)),)
    return ast.Input(NOWHERE, name(called), ast.Dtype(NOWHERE, dtype, tuple(dims)), options)


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
    if len(graph.outputs) != 1 or graph.output_structure is not None or heads_of(graph):
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
