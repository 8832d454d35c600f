"""How many tensors a call gives: a config does not tell, the rules for shapes do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphdsl.graph import Layer, Node, Ref, Value
from graphdsl.layers.base import Layer as LayerSpec
from graphdsl.layers.base import Reject
from graphdsl.layers.binding import bind_layer
from graphdsl.layers.tensors import ANYTHING, TensorType

if TYPE_CHECKING:
    from graphdsl.layers.functions.base import Function

Typed = Mapping[Ref, TensorType]


def results_of_layer(layer: Layer, node: Node, types: Typed) -> int | None:
    """How many tensors a layer gives for these operands; None where that is not known."""
    spec = bind_layer(layer).spec
    if not isinstance(spec, LayerSpec) or len(node.args) > len(spec.operands):
        return None
    operands: dict[str, Any] = dict.fromkeys(spec.operands)
    operands |= zip(spec.operands, (typed(value, types) for value in node.args), strict=False)
    operands |= {name: typed(value, types) for name, value in node.kwargs.items()}
    if operands.keys() - spec.operands.keys():
        return None
    if any(map(_is_open, operands.values())):
        return None
    try:
        return _counted(spec.infer(**operands))
    except Reject:
        return None


def results_of_function(
    function: Function, parameters: Mapping[str, Value], types: Typed
) -> int | None:
    """How many tensors a function gives; None where that is not known."""
    try:
        return _counted(function.infer(**{n: typed(v, types) for n, v in parameters.items()}))
    except (Reject, TypeError):  # TypeError: a parameter that is missing, or too many of them
        return None


def _counted(result: Any) -> int | None:
    if isinstance(result, tuple):
        return len(result)  # pyright: ignore[reportUnknownArgumentType]
    return None if result.shape is None else 1


def typed(value: Value, types: Typed) -> Any:
    """`value` with the type of the tensor in place of every ref."""
    match value:
        case Ref():
            return types.get(value, ANYTHING)
        case list():
            return [typed(item, types) for item in value]
        case tuple():
            return tuple(typed(item, types) for item in value)
        case dict():
            return {key: typed(item, types) for key, item in value.items()}
        case _:
            return value


def _is_open(value: Any) -> bool:
    if isinstance(value, TensorType):
        return value.shape is None or value.dtype is None
    if isinstance(value, (list, tuple)):
        return any(map(_is_open, value))  # pyright: ignore[reportUnknownArgumentType]
    return False
