"""One graph as one functional model: its inputs, calls and outputs, in that order."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from graphdsl.diagnostics.build import (
    CallRefused,
    ExternNameLost,
    LayerLost,
    LayerRefused,
    ModelRefused,
    NoMemory,
    NoSuchResult,
)
from graphdsl.diagnostics.calls import TrainingArgument
from graphdsl.diagnostics.outputs import NoOutput
from graphdsl.diagnostics.wording import count
from graphdsl.graph import Graph, Input, Layer, Node, Ref, Value
from graphdsl.graph.reach import needed
from graphdsl.graph.structures import laid_out, taken_apart
from graphdsl.keras.api import is_several, keras
from graphdsl.keras.functions import OperationNames, function
from graphdsl.keras.layers import LayerMaker
from graphdsl.keras.objects import Values
from graphdsl.keras.outputs import named_outputs
from graphdsl.keras.problems import Problems, Refused, is_lack_of_memory, keras_words


class Unavailable(Exception):  # noqa: N818 - a follow-on of a problem that is already noted
    """Raised where a tensor is needed that could not be computed."""


class Assembly:
    """A model in the making. What cannot be made is noted; what depends on it is left out."""

    def __init__(self, graph: Graph, maker: LayerMaker, values: Values, problems: Problems) -> None:
        self._graph = graph
        self._maker = maker
        self._values = values
        self._problems = problems
        self._names = OperationNames(graph)
        self._layers: dict[str, Any] = {}
        self._tensors: dict[str, Sequence[Any]] = {}

    @property
    def tensors(self) -> Mapping[str, Sequence[Any]]:
        """What each input and call gives, by its name, as far as it could be computed."""
        return self._tensors

    def model(self, name: str) -> Any:
        """The Keras model, called `name`; None if there were problems."""
        graph, before = self._graph, len(self._problems.found)
        live = needed(graph, graph.outputs)
        for declared in graph.inputs:
            self._input(declared)
        for node in graph.nodes.values():
            if node.name in live:
                self._call(node)
        if not graph.outputs:
            self._problems.add(NoOutput(name=graph.name))
        if len(self._problems.found) > before:
            return None
        self._freeze()
        return self._joined(name)

    def _input(self, declared: Input) -> None:
        try:
            made = keras.Input(declared.shape, dtype=declared.dtype, name=declared.name)
        except Exception as error:
            refused = LayerRefused(cls="Input", words=keras_words(error))
            self._problems.add(refused, "input", declared.name)
        else:
            self._tensors[declared.name] = (made,)

    def _call(self, node: Node) -> None:
        layer = self._graph.layer_of(node)
        try:
            called = self._called(layer)
            args, kwargs = self._operands(node, layer)
        except Unavailable:
            return
        except Refused as refused:
            self._problems.add(refused.diagnostic, "node", node.name, refused.argument)
            return
        try:
            result = called(*args, **kwargs)
        except Exception as error:
            refused = CallRefused(cls=layer.cls, words=keras_words(error))
            no_memory = layer.kind == "layer" and is_lack_of_memory(error)
            told = NoMemory(cls=layer.cls) if no_memory else refused
            self._problems.add(told, "node", node.name)
            return
        if layer.kind != "function" and _gives_back(result, (args, kwargs)):
            self._problems.add(LayerLost(cls=layer.cls), "node", node.name)
            return
        self._tensors[node.name] = tensors = _flat(result, layer)
        if layer.kind == "function":
            self._names.of_call(node.name, layer.cls, tensors)
        else:
            self._names.of_masks(node.name, tensors)

    def _called(self, layer: Layer) -> Any:
        """What Keras calls for `layer`: made at its first call, the same at every other."""
        if layer.kind == "function":
            return function(layer.cls)
        if layer.name not in self._layers:
            self._layers[layer.name] = self._made(layer)
        made = self._layers[layer.name]
        if made is None:
            raise Unavailable
        return made

    def _made(self, layer: Layer) -> Any:
        problems = self._problems.inside(layer.name)

        def nested(graph: Graph, name: str) -> Any:
            model = Assembly(graph, self._maker, self._values, problems).model(name)
            if model is None:
                raise Unavailable
            return model

        try:
            made = self._maker.make(layer, layer.name, nested)
            if made.name != layer.name:
                raise Refused(ExternNameLost(cls=layer.cls, name=layer.name, found=made.name))
        except Unavailable:
            return None
        except Refused as refused:
            self._problems.add(refused.diagnostic, "layer", layer.name, refused.argument)
            return None
        return made

    def _operands(self, node: Node, layer: Layer) -> tuple[list[Any], dict[str, Any]]:
        args = [self._operand(value) for value in node.args]
        kwargs = {name: self._operand(value) for name, value in node.kwargs.items()}
        if layer.graph is not None:
            return [_model_operands(layer.graph, args, kwargs)], {}
        if layer.kind != "function" and kwargs.get("training") is not None:
            raise Refused(TrainingArgument())
        return args, kwargs

    def _operand(self, value: Value) -> Any:
        if isinstance(value, Ref):
            return self._tensor(value)
        return self._values.value(value, tensor=self._tensor)

    def _tensor(self, ref: Ref) -> Any:
        results = self._tensors.get(ref.node)
        if results is None:
            raise Unavailable
        if ref.index >= len(results):
            raise Refused(NoSuchResult(call=ref.node, index=ref.index, results=len(results)))
        return results[ref.index]

    def _freeze(self) -> None:
        """Keras passes the flag on to the leaves, but only to those that are made already."""
        frozen = {s.path for s in self._graph.segments.values() if s.frozen}
        inside = {n.layer for path in frozen for n in self._graph.within(path)}
        for name, made in self._layers.items():
            if self._graph.layers[name].frozen or name in inside:
                made.trainable = False

    def _joined(self, name: str) -> Any:
        inputs = {given.name: self._tensors[given.name][0] for given in self._graph.inputs}
        outputs = named_outputs(self._graph, self._tensor, self._problems)
        if outputs is None:
            return None
        try:
            return _model(laid_out(self._graph.takes, inputs), outputs, name)
        except Exception as error:
            refused = ModelRefused(name=self._graph.name, words=keras_words(error))
            self._problems.add(refused)
            return None


def _model(inputs: Any, outputs: Any, name: str) -> Any:
    """The model; Keras warns of keys that are not the names of inputs, which are what was said."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "When providing `inputs` as a dict")
        return keras.Model(inputs, outputs, name=name)


def _gives_back(result: Any, given: Any) -> bool:
    """Whether a call gave one of its own tensors: Keras then takes it to be made by that call."""
    tensors = {id(t) for t in keras.tree.flatten(given) if isinstance(t, keras.KerasTensor)}
    return any(id(tensor) in tensors for tensor in keras.tree.flatten(result))


def _flat(result: Any, layer: Layer) -> Sequence[Any]:
    """What a call gave, in order; of a nested model in the order of its outputs."""
    if isinstance(result, keras.KerasTensor):
        return (result,)
    if layer.graph is not None:
        found = taken_apart(layer.graph.gives, result)
        if found is not None:
            return [found[output.name] for output in layer.graph.outputs]
    return keras.tree.flatten(result)


def _model_operands(graph: Graph, args: list[Any], kwargs: Mapping[str, Any]) -> Any:
    """What a nested model is called with, in the structure of its inputs."""
    flat: list[Any] = list(args[0]) if len(args) == 1 and is_several(args[0]) else args
    names = [declared.name for declared in graph.inputs]
    unknown = [name for name in kwargs if name not in names[len(flat) :]]
    given = {**dict(zip(names, flat, strict=False)), **kwargs}
    missing = [name for name in names if name not in given]
    if unknown:
        words = f"it has no further input `{unknown[0]}`"
    elif missing:
        words = f"it is called without its input `{missing[0]}`"
    elif len(flat) > len(names):
        words = f"it has {count(len(names), 'input')} and is called with {len(flat)}"
    else:
        return laid_out(graph.takes, given)
    raise Refused(CallRefused(cls=graph.name, words=words))
