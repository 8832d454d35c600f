"""Functions of `keras.ops`, and names for the operations that they leave in a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from graphdsl.diagnostics.build import NotInKeras
from graphdsl.graph import Graph
from graphdsl.graph.names import snake_case
from graphdsl.keras.api import keras
from graphdsl.keras.layers import first_free
from graphdsl.keras.problems import Refused


@cache
def function(name: str) -> Callable[..., Any]:
    """The function `keras.ops.<name>`; a dotted name leads through public modules only."""
    module: Any = keras.ops
    *modules, last = name.split(".")
    for part in modules:
        module = _public(module, ModuleType).get(part)
    known = _public(module, FunctionType)
    if last not in known:
        raise Refused(NotInKeras(what="function", name=name, version=keras.__version__))
    return known[last]


def _public(module: Any, kind: type) -> dict[str, Any]:
    names: dict[str, Any] = {} if module is None else module.__dict__
    return {n: v for n, v in names.items() if isinstance(v, kind) and not n.startswith("_")}


class OperationNames:
    """Names the operations of one model after its calls; Keras would number them by process."""

    def __init__(self, graph: Graph) -> None:
        layers = (layer.name for layer in graph.layers.values() if layer.kind != "function")
        identities = graph.outputs if graph.output_structure is None else ()
        outside = (part.name for part in (*graph.inputs, *identities))
        self._reserved = frozenset((*layers, *outside))
        self._taken = {*self._reserved, *graph.nodes}
        self._named: set[int] = set()

    def of_call(self, name: str, function: str, tensors: Sequence[Any]) -> None:
        """Names what the call `name` of `function` left behind for `tensors`.

        The last operation is called like the call, unless a layer or an output has that name.
        """
        kind = function.rpartition(".")[2]
        taken = name in self._reserved
        self._give(name, first_free(f"{name}_{kind}", self._taken) if taken else name, tensors)

    def of_masks(self, name: str, tensors: Sequence[Any]) -> None:
        """Names what computes the masks of `tensors`, which the layer `name` gave."""
        masks = [mask for t in tensors if (mask := getattr(t, "_keras_mask", None)) is not None]
        if masks:
            self._give(f"{name}_mask", first_free(f"{name}_mask", self._taken), masks)

    def _give(self, name: str, last: str, tensors: Sequence[Any]) -> None:
        """Names the operations that are new: `last`, and those before it by their kind."""
        found = [op for op in _makers(tensors) if self._is_new(op)]
        for number, operation in enumerate(found):
            kind = snake_case(type(operation).__name__)
            given = first_free(f"{name}_{kind}", self._taken) if number else last
            operation.name = given
            self._taken.add(given)
            found.extend(op for op in _makers(_operands(operation)) if self._is_new(op))

    def _is_new(self, operation: Any) -> bool:
        if isinstance(operation, keras.Layer) or id(operation) in self._named:
            return False
        self._named.add(id(operation))
        return True


def _makers(tensors: Sequence[Any]) -> list[Any]:
    """The operations that made the symbolic ones of `tensors`."""
    symbolic = (t for t in tensors if isinstance(t, keras.KerasTensor))
    return [tensor._keras_history.operation for tensor in symbolic]


def _operands(operation: Any) -> list[Any]:
    return list(keras.tree.flatten(operation.input))
