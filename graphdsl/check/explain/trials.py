"""A call tried with other types than those it has: what its rule would say then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from graphdsl.check.infer import Inference, call
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import Layer, Node, Ref, Value, mapped
from graphdsl.layers.base import Reject
from graphdsl.layers.tensors import Dim, TensorType
from graphdsl.origins import Origins

Types: TypeAlias = tuple[TensorType, ...]
Outcome: TypeAlias = "Types | Diagnostic | None"
"""What a call gives, what its rule has against it, or None where nothing is known."""


class Place(NamedTuple):
    """An axis of one of the tensors that a call reads."""

    operand: int
    """Counted over all tensors of the call, in order."""
    axis: int


@dataclass(frozen=True, slots=True)
class Trial:
    """A call, and the tensors that it reads."""

    run: Inference
    node: Node
    refs: tuple[Ref, ...]
    types: Types

    @classmethod
    def of(cls, run: Inference, node: Node) -> Trial:
        """The call as it stands in the graph."""
        refs = tuple(node.refs())
        return cls(run, node, refs, tuple(run.type_of(ref) for ref in refs))

    @property
    def listed(self) -> list[Value] | None:
        """The list that the call is called with, if it holds all the tensors that it reads."""
        first = self.node.args[0] if self.node.args else None
        every = isinstance(first, list) and all(isinstance(value, Ref) for value in first)
        return first if every and isinstance(first, list) and len(first) == len(self.refs) else None

    def only(self, operands: Sequence[int]) -> Trial:
        """The call with fewer tensors in its list."""
        refs = tuple(self.refs[operand] for operand in operands)
        node = replace(self.node, args=(list(refs), *self.node.args[1:]))
        return Trial(self.run, node, refs, tuple(self.types[operand] for operand in operands))

    @property
    def layer(self) -> Layer:
        """What is called."""
        return self.run.graph.layer_of(self.node)

    def outcome(self, types: Types | None = None, layer: Layer | None = None) -> Outcome:
        """What the call gives for tensors of these types, or with another layer in its place."""
        given = self.types if types is None else types
        called = self.layer if layer is None else layer
        args, kwargs = self.numbered()
        node = replace(self.node, layer=called.name, args=args, kwargs=kwargs)
        stage = Inference(
            self.run.graph,
            Origins(),
            nodes={str(number): (found,) for number, found in enumerate(given)},
            weights={called.name: ()},  # worked out already: the rule for them is not asked again
            specs=self.run.specs if layer is None else {},
        )
        try:
            result = call(called, node, stage)
        except Reject as refused:
            return refused.diagnostic
        if stage.diagnostics:
            return stage.diagnostics[0]
        return (result,) if isinstance(result, TensorType) else result

    def numbered(self) -> tuple[tuple[Value, ...], dict[str, Value]]:
        """The arguments of the call, with the number of each tensor in place of its name."""
        numbers = iter(range(len(self.refs)))

        def numbered(part: Value) -> Value:
            return Ref(str(next(numbers))) if isinstance(part, Ref) else part

        args = tuple(mapped(value, numbered) for value in self.node.args)
        return args, {name: mapped(value, numbered) for name, value in self.node.kwargs.items()}

    def size(self, place: Place) -> Dim:
        """The size at a place."""
        shape = self.types[place.operand].shape
        assert shape is not None, "only axes of tensors of known rank are places"
        return shape[place.axis]

    def places(self) -> tuple[Place, ...]:
        """Every axis of every tensor of known rank, those of the batch left out."""
        return tuple(
            Place(operand, axis)
            for operand, found in enumerate(self.types)
            for axis in range(1, found.rank or 0)
        )

    def resized(self, sizes: Iterable[tuple[Place, Dim]]) -> Types:
        """The types with other sizes at some places."""
        types = list(self.types)
        for (operand, axis), size in sizes:
            shape = types[operand].shape or ()
            types[operand] = types[operand].with_shape((*shape[:axis], size, *shape[axis + 1 :]))
        return tuple(types)

    def with_type(self, operand: int, found: TensorType) -> Types:
        """The types with another one for one tensor."""
        return (*self.types[:operand], found, *self.types[operand + 1 :])
