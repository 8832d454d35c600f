"""The operands of a call as rules take them: types in place of tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, cast

from graphdsl.graph.values import Ref, Unknown, Value, mapped
from graphdsl.layers.tensors import ANYTHING, TensorType

Typing: TypeAlias = Callable[[Ref], TensorType]


def typed(value: Value, type_of: Typing) -> Any:
    """`value` with the type of the tensor in place of every ref; ANYTHING for what is unknown."""

    def change(part: Value) -> Any:
        if isinstance(part, Ref):
            return type_of(part)
        return ANYTHING if isinstance(part, Unknown) else part

    return mapped(value, change)


def is_open(value: Any) -> bool:
    """Whether a tensor of unknown rank or dtype stands in `value`."""
    if isinstance(value, TensorType):
        return value.shape is None or value.dtype is None
    if isinstance(value, (list, tuple)):
        return any(map(is_open, cast("Sequence[Any]", value)))
    if isinstance(value, dict):
        return any(map(is_open, cast("Mapping[str, Any]", value).values()))
    return False
