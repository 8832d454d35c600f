"""How many tensors a call gives: a config does not tell, the rules for shapes do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphdsl.graph import Layer, Node, Value
from graphdsl.layers.base import Layer as LayerSpec
from graphdsl.layers.base import Reject
from graphdsl.layers.binding import bind_layer
from graphdsl.layers.operands import Typing, is_open, typed

if TYPE_CHECKING:
    from graphdsl.layers.functions.base import Function


def results_of_layer(layer: Layer, node: Node, type_of: Typing) -> int | None:
    """How many tensors a layer gives for these operands; None where that is not known."""
    spec = bind_layer(layer).spec
    if not isinstance(spec, LayerSpec) or len(node.args) > len(spec.operands):
        return None
    operands: dict[str, Any] = dict.fromkeys(spec.operands)
    operands |= zip(spec.operands, (typed(value, type_of) for value in node.args), strict=False)
    operands |= {name: typed(value, type_of) for name, value in node.kwargs.items()}
    if operands.keys() - spec.operands.keys():
        return None
    if any(map(is_open, operands.values())):
        return None
    try:
        return _counted(spec.infer(**operands))
    except Reject:
        return None


def results_of_function(
    function: Function, parameters: Mapping[str, Value], type_of: Typing
) -> int | None:
    """How many tensors a function gives; None where that is not known."""
    try:
        return _counted(function.infer(**{n: typed(v, type_of) for n, v in parameters.items()}))
    except (Reject, TypeError):  # TypeError: a parameter that is missing, or too many of them
        return None


def _counted(result: Any) -> int | None:
    if isinstance(result, tuple):
        return len(result)  # pyright: ignore[reportUnknownArgumentType]
    return None if result.shape is None else 1
