"""How the knowledge of a tensor function is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graphdsl.graph.values import Value
from graphdsl.layers.base import REQUIRED, Required, Result
from graphdsl.layers.kinds import Kind
from graphdsl.layers.tensors import ANYTHING


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function: `tensor` (or a number), a list of `tensors`, or a plain `value`."""

    takes: Literal["tensor", "tensors", "value"] = "tensor"
    kind: Kind | None = None
    """What a plain value must be."""
    default: Value | Required = REQUIRED


@dataclass(frozen=True, slots=True)
class Function:
    """What is known of one function of `keras.ops`."""

    name: str
    parameters: Mapping[str, Parameter]
    """In the order of Keras' signature."""
    rule: Callable[..., Result] | None = None
    """From the bound parameters (TensorTypes where tensors stand) to what the call gives; it may
    raise Reject. None: nothing is known, and the type is ANYTHING."""

    def infer(self, **bound: Any) -> Result:
        """What a call with these parameters gives."""
        return ANYTHING if self.rule is None else self.rule(**bound)
