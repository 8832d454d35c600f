"""The types of a graph: what every call gives, and the weights of every layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphdsl.graph import Ref
from graphdsl.layers.base import Weight
from graphdsl.layers.tensors import ANYTHING, TensorType


@dataclass(frozen=True, slots=True)
class Types:
    """What inference found out about one graph."""

    nodes: Mapping[str, tuple[TensorType, ...] | None] = field(
        default_factory=dict[str, "tuple[TensorType, ...] | None"]
    )
    """Of each input and each call, by name: the tensors it gives; None where that is unknown."""
    weights: Mapping[str, tuple[Weight, ...] | None] = field(
        default_factory=dict[str, "tuple[Weight, ...] | None"]
    )
    """Of each layer, by name; None where they are unknown, and for nested models."""
    nested: Mapping[str, Types] = field(default_factory=dict[str, "Types"])
    """Of each layer that is a model, by name."""

    def of(self, ref: Ref) -> TensorType:
        """The type of one tensor; ANYTHING where it is unknown."""
        found = self.nodes.get(ref.node)
        if found is None or ref.index >= len(found):
            return ANYTHING
        return found[ref.index]
