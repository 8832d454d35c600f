"""What recurrent layers have in common: a cell that walks through time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from graphdsl.diagnostics.nested import FixedBatchNeeded, WrongStates
from graphdsl.graph.values import Value
from graphdsl.layers.base import (
    Layer,
    Nesting,
    Operand,
    Reject,
    Result,
    Weight,
)
from graphdsl.layers.demands import (
    class_name,
    one,
    only_tensors,
    ranked,
    shape_of,
    sized,
    usable,
)
from graphdsl.layers.dtypes import NO_FLOATS
from graphdsl.layers.families.cells import (
    Cell,
    can_initialize,
    drops,
    drops_some,
)
from graphdsl.layers.families.nested import owned
from graphdsl.layers.families.states import fits, flat, in_words, nesting_of
from graphdsl.layers.masks import mask_of_steps
from graphdsl.layers.tensors import ANYTHING, Dim, Shape, Sym, TensorType

SEQUENCES: Mapping[str, Operand] = {
    "sequences": Operand(),
    "initial_state": Operand("tensors", optional=True),
    "mask": Operand(optional=True),
}


class Recurrent(Layer, ABC, base=True):
    """What all recurrent layers have in common; the arguments are declared by the classes."""

    operands: ClassVar[Mapping[str, Operand]] = SEQUENCES
    training_matters = True
    return_sequences: bool
    return_state: bool
    stateful: bool
    go_backwards: bool

    @abstractmethod
    def state_shapes(self, step: Shape) -> list[Shape] | None:
        """The shapes of the states without the batch, for steps of this shape."""

    @abstractmethod
    def output_of_step(self, step: Shape) -> Shape | None:
        """The shape of what a step gives, without the batch."""

    @abstractmethod
    def checked(self, sequences: TensorType) -> Shape:
        """The shape of the sequences, or Reject."""

    def infer(self, *, sequences: TensorType, initial_state: Any = None, **operands: Any) -> Result:
        """The last step or all of them, then the states where they are asked for."""
        batch, length, *rest = shape = self.checked(sequences)
        can_initialize(self)
        step = tuple(rest)
        if self.stateful and isinstance(batch, Sym):
            raise Reject(FixedBatchNeeded(layer=class_name(self)), "sequences")
        output, states = self.output_of_step(step), self.state_shapes(step)
        kept = () if output is None or states is None else (output, *states)
        if getattr(self, "unroll", False):  # where Keras repeats a mask instead
            kept = tuple((1,) * len(one) for one in kept)
        mask_of_steps(self, operands.get("mask"), shape, *kept)
        if output is None or states is None:
            return ANYTHING
        if initial_state is not None:
            self.check_states(states, initial_state)
        return self.outputs(batch, length, output, states)

    def outputs(self, batch: Dim, length: Dim, output: Shape, states: list[Shape]) -> Result:
        """What the layer gives, in Keras' order."""
        steps = (batch, length) if self.return_sequences else (batch,)
        first = TensorType((*steps, *output), self.compute_dtype)
        if not self.return_state:
            return first
        return (first, *(TensorType((batch, *s), self.compute_dtype) for s in states))

    def state_nesting(self) -> Nesting | None:
        """How the states stand in each other; None where they do not, or where that is unknown."""
        return None

    def nesting(self, **operands: Value) -> Nesting | None:
        """The output beside the states."""
        states = self.state_nesting() if self.return_state else None
        return None if states is None else ((), *states)

    def check_states(self, states: list[Shape], given: Any) -> None:
        """Rejects initial states other than those of the cell, or nested otherwise."""
        only_tensors(self, given, "initial_state")
        listed = [given] if isinstance(given, TensorType) else given
        tensors = list(flat(listed))
        if any(t.shape is None for t in tensors):
            return
        wanted = self.state_nesting() or ((),) * len(states)
        found = [shape_of(t)[1:] for t in tensors]
        if nesting_of(listed) != wanted or not all(map(fits, found, states)):
            raise Reject(
                WrongStates(
                    layer=class_name(self),
                    expected=in_words(wanted, iter(states)),
                    found=in_words(nesting_of(listed), iter(found)),
                ),
                "initial_state",
            )

    def differs_in_training(self, *, frozen: bool = False) -> bool | None:
        """With dropout, of the input or of the state."""
        return drops(self)


class OfCell(Recurrent, base=True):
    """A recurrent layer whose cell works on vectors."""

    @abstractmethod
    def cell_of(self) -> Cell | None:
        """The cell, or None if it is unknown."""

    def checked(self, sequences: TensorType) -> Shape:
        """Sequences of vectors of known size, of floats where some are dropped."""
        refuses = NO_FLOATS if drops_some(getattr(self.cell_of(), "dropout", 0)) else None
        given = usable(self, one(self, sequences, "sequences"), "sequences", refuses)
        shape = ranked(self, given, 2, "sequences")
        sized(self, shape, -1, "sequences")
        return shape

    def state_shapes(self, step: Shape) -> list[Shape] | None:
        """Those of the cell."""
        cell = self.cell_of()
        sizes = None if cell is None else cell.states()
        return None if sizes is None else [(size,) for size in sizes]

    def state_nesting(self) -> Nesting | None:
        """As the cell has them."""
        cell = self.cell_of()
        return None if cell is None else cell.state_nesting()

    def output_of_step(self, step: Shape) -> Shape | None:
        """A vector."""
        cell = self.cell_of()
        size = None if cell is None else cell.step_size()
        return None if size is None else (size,)

    def weights(self, *, sequences: TensorType, **operands: Any) -> tuple[Weight, ...] | None:
        """Those of the cell."""
        cell = self.cell_of()
        if cell is None:
            return None
        return owned(cell, cell.step_weights(sized(self, shape_of(sequences), -1, "sequences")))

    def macs(self, *, sequences: TensorType, **operands: Any) -> int | None:
        """Those of the cell at each step."""
        cell, length = self.cell_of(), shape_of(sequences)[1]
        if cell is None or not isinstance(length, int):
            return None
        each = cell.step_macs(sized(self, shape_of(sequences), -1, "sequences"))
        return None if each is None else each * length


def inner_cell(cls: Any, layer: OfCell) -> Cell:
    """The cell that `layer` makes of its own arguments."""
    names = (*cls.args, "dtype")
    return cls(**{n: getattr(layer, n) for n in names if hasattr(layer, n)})
