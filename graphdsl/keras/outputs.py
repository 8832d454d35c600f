"""Outputs: the layer that makes one, its key, and the key of its loss are one name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphdsl.diagnostics.build import CallRefused, ConstantOutput, OutputNameTaken
from graphdsl.graph import Graph, Output, Ref
from graphdsl.graph.structures import laid_out
from graphdsl.keras.api import keras
from graphdsl.keras.problems import Problems, Refused, keras_words
from graphdsl.layers.dtypes import is_float


def named_outputs(graph: Graph, tensor: Callable[[Ref], Any], problems: Problems) -> Any:
    """The outputs of a model in the structure that it gives them in; None if there were problems.

    Keras names an output after the layer that made it: two of one shared layer would have the
    same name, and one of an operation that operation's. Such an output goes through an Identity,
    unless the structure is given, and with it the place of each output.
    """
    found: dict[str, Any] = {}
    for output in graph.outputs:
        try:
            found[output.name] = _found(output, graph, tensor(output.value))
        except Refused as refused:
            problems.add(refused.diagnostic, "output", output.name)
    if len(found) < len(graph.outputs):
        return None
    return laid_out(graph.gives, found)


def _found(output: Output, graph: Graph, tensor: Any) -> Any:
    if not isinstance(tensor, keras.KerasTensor):
        raise Refused(ConstantOutput(name=output.name))
    return tensor if graph.output_structure is not None else _named(output, graph, tensor)


def _named(output: Output, graph: Graph, tensor: Any) -> Any:
    maker = tensor._keras_history.operation
    if isinstance(maker, keras.Layer) and maker.name == output.name:
        return tensor
    taken = _holder(output.name, graph)
    if taken:
        raise Refused(OutputNameTaken(name=output.name, taken_by=taken))
    return _identity(output.name, tensor)


def _identity(name: str, tensor: Any) -> Any:
    identity = keras.layers.Identity(name=name)
    if is_float(tensor.dtype) and identity.compute_dtype != tensor.dtype:  # it would cast
        identity = keras.layers.Identity(name=name, dtype=tensor.dtype)
    try:
        return identity(tensor)
    except Exception as error:
        raise Refused(CallRefused(cls="Identity", words=keras_words(error))) from error


def _holder(name: str, graph: Graph) -> str:
    """What has the name already, in words."""
    if any(declared.name == name for declared in graph.inputs):
        return "an input"
    layer = graph.layers.get(name)
    if layer is None or layer.kind == "function":
        return ""
    return f"a `{layer.cls}` layer"
