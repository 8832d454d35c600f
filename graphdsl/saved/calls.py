"""The calls of a model: every layer with its arguments, every call with its operands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from graphdsl.diagnostics.saved import NoSuchSavedCall
from graphdsl.graph import Layer, Node, Output, Ref, Value
from graphdsl.graph.json.places import Path
from graphdsl.graph.names import Names
from graphdsl.graph.structures import Structure, laid_out, ways
from graphdsl.layers.families.index import FAMILIES
from graphdsl.saved.context import Context
from graphdsl.saved.layers import known_class, layer_of
from graphdsl.saved.nested import operands_of_model
from graphdsl.saved.operations import bound, configured, function_of, written_out
from graphdsl.saved.results import results_of_function, results_of_layer
from graphdsl.saved.values import Holder
from graphdsl.saved.wiring import Wiring
from graphdsl.saved.written import Entry, Json, Unreadable, a_list, an_object, bad, shape_given

if TYPE_CHECKING:
    from graphdsl.layers.functions.base import Function

RESULTS_LIMIT: Final = 100_000
"""Results whose number only the file tells, of all calls of a model together."""
OVERRIDDEN = "`training = true` in a call of it, which `fit` and `predict` override,"
TRAINING_BY_DEFAULT = frozenset(
    name for family in ("images", "augmentation", "colours") for name in FAMILIES[family]
)
"""Layers that are called with `training = true` where nobody says otherwise."""


class Calls:
    """Reads the layers of one model and their calls."""

    def __init__(self, entries: Mapping[str, Entry], context: Context) -> None:
        self._entries = entries
        self._context = context
        self._layers: dict[str, Layer] = {}
        self._functions: dict[str, Function] = {}
        self._parameters: dict[str, Mapping[str, Value]] = {}
        self._named = 0
        self.wiring = Wiring(entries, Names((name, name) for name in entries), context)

    def read(self) -> tuple[dict[str, Layer], dict[str, Node]]:
        """The layers by name, and the calls by name in the order of the file."""
        self.wiring.name_calls()
        called = [entry for entry in self._entries.values() if entry.calls and not entry.is_input]
        for entry in called:
            self._layers[entry.name] = self._layer(entry)
        nodes: dict[str, Node] = {}
        for entry in called:
            for number, written in enumerate(entry.calls):
                node = self._node(entry, number, written)
                for layer, constant in self.wiring.constants:
                    self._layers[layer.name] = layer
                    nodes[constant.name] = constant
                self.wiring.constants.clear()
                nodes[node.name] = node
        return self._layers, nodes

    def _layer(self, entry: Entry) -> Layer:
        if entry.is_model:
            return self._model(entry)
        function = function_of(entry, self._context) if entry.is_operation else None
        if function is None:
            return layer_of(entry, self._context)
        self._functions[entry.name] = function
        return Layer(entry.name, "function", function.name)

    def _model(self, entry: Entry) -> Layer:
        graph = self._context.model(entry, self._context, shape_given(entry))
        graph = replace(graph, name=entry.name)
        places = {output.name: place for place, output in enumerate(graph.outputs)}
        counted = sorted(ways(graph.gives), key=lambda found: found[1])  # dicts by key, as Keras
        self.wiring.orders[entry.name] = tuple(places[name] for name, _ in counted)
        frozen = entry.config.get("trainable") is False
        return Layer(entry.name, "model", entry.name, frozen=frozen, graph=graph)

    def _node(self, entry: Entry, number: int, written: Json) -> Node:
        """One call: its operands as they are written, without what says nothing."""
        path = (*entry.path, "inbound_nodes", number)
        given = an_object(written, path)
        args = self._args(entry, given, path)
        kwargs = self._kwargs(entry, given, path)
        name = self.wiring.calls[entry.name, number]
        function = self._functions.get(entry.name)
        if function is not None:
            config = configured(entry, function, self._context)
            parameters = bound(function, config, args, kwargs)
            self._parameters[name] = parameters
            return Node(name, entry.name, *written_out(function, parameters))
        if entry.is_model:
            return Node(name, entry.name, operands_of_model(entry, args, kwargs, path))
        return Node(
            name, entry.name, tuple(self._operands(entry, args)), self._flags(entry, kwargs)
        )

    def _args(self, entry: Entry, given: Mapping[str, Json], path: Path) -> list[Value]:
        path = (*path, "args")
        written = a_list(given.get("args") or [], path)
        holders = (Holder(entry.words, "inputs", (*path, n)) for n in range(len(written)))
        return [
            self.wiring.operand(item, holder) for item, holder in zip(written, holders, strict=True)
        ]

    def _kwargs(self, entry: Entry, given: Mapping[str, Json], path: Path) -> dict[str, Value]:
        path = (*path, "kwargs")
        written = an_object(given.get("kwargs") or {}, path)
        return {
            name: self.wiring.operand(item, Holder(entry.words, name, (*path, name)))
            for name, item in written.items()
        }

    def _operands(self, entry: Entry, args: list[Value]) -> list[Value]:
        """Positional operands up to the last that says something; `training` is not one."""
        cls = known_class(entry)
        places = len(args) if cls is None else len(cls.operands)
        surplus = args[places:]
        if all(value is None or isinstance(value, bool) for value in surplus):
            self._lose_flag(entry, True in surplus)
            args = args[:places]
        while args and args[-1] is None:
            args = args[:-1]
        return args

    def _flags(self, entry: Entry, kwargs: Mapping[str, Value]) -> dict[str, Value]:
        """Operands by keyword; Keras notes some that nobody gave."""
        self._lose_flag(entry, kwargs.get("training") is True)
        return {
            name: value
            for name, value in kwargs.items()
            if name != "training" and not _says_nothing(value)
        }

    def _lose_flag(self, entry: Entry, training: bool) -> None:
        if training and not (entry.of_keras and entry.cls in TRAINING_BY_DEFAULT):
            self._context.lose(entry.words, OVERRIDDEN)

    def with_results(self, node: Node) -> Node:
        """The call with a name for each of its results, if it has several."""
        layer = self._layers[node.layer]
        count = self._count(layer, node)
        last, reader = self.wiring.used.get(node.name, (0, ""))
        if count is None:
            count = self._guessed(node, last + 1)
        if last >= count:
            raise Unreadable(
                NoSuchSavedCall(
                    holder=reader, name=layer.name, what="output", number=last, count=count
                )
            )
        if count == 1:
            return node
        names = (
            self.wiring.names.fresh(f"{node.name}_out_{number}", node.layer)
            for number in range(count)
        )
        return replace(node, results=tuple(names))

    def all_of(
        self, output: Output, nodes: Mapping[str, Node]
    ) -> tuple[tuple[Output, ...], Structure]:
        """An output for each result of the call that gives this one, and what they are given in."""
        node = nodes.get(output.value.node)
        if node is None:
            return (output,), output.name
        inner = self._layers[node.layer].graph
        results = [own.name for own in inner.outputs] if inner else [*node.results] or [""]
        listed: Structure = [*results] if len(results) > 1 else results[0]
        more = range(1, len(results))
        names = [output.name, *(self.wiring.names.fresh(node.layer, node.layer) for _ in more)]
        outputs = tuple(Output(name, Ref(node.name, n)) for n, name in enumerate(names))
        return outputs, laid_out(
            inner.gives if inner else listed, dict(zip(results, names, strict=True))
        )

    def _guessed(self, node: Node, count: int) -> int:
        """`count`, as many results as are read; each gets a name, so there may not be too many."""
        self._named += count
        if self._named > RESULTS_LIMIT:
            path = self._entries[node.layer].path
            problem = f"more than {RESULTS_LIMIT:,} results of calls are read"
            raise bad(path, problem)
        return count

    def _count(self, layer: Layer, node: Node) -> int | None:
        """How many results a call has; None where only what is read of them tells."""
        type_of = self.wiring.type_of
        if layer.graph is not None:
            return len(layer.graph.outputs)
        parameters = self._parameters.get(node.name)
        if parameters is not None:
            return results_of_function(self._functions[layer.name], parameters, type_of)
        return results_of_layer(layer, node, type_of) if layer.kind == "layer" else None


def _says_nothing(value: Value) -> bool:
    """`none`, or a list of nothing else: a mask for each of several tensors."""
    if isinstance(value, list):
        return all(map(_says_nothing, value))
    return value is None
