"""The recurrent layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.graph.model import Layer as GraphLayer
from graphdsl.graph.values import Value
from graphdsl.layers.base import (
    LAYER,
    Arg,
    Problem,
    Reject,
    Result,
    arg,
)
from graphdsl.layers.families.cells import (
    GATED,
    Cell,
    GRUCell,
    LSTMCell,
    SimpleRNNCell,
    not_cells,
)
from graphdsl.layers.families.nested import differs, known, some
from graphdsl.layers.families.parts import (
    ACTIVATION,
    CONSTRAINT,
    INITIALIZER,
    REGULARIZER,
    SEED,
)
from graphdsl.layers.families.recurrence import OfCell, inner_cell
from graphdsl.layers.families.stacked_cells import StackedRNNCells
from graphdsl.layers.kinds import Bool, Either, Float, LayerValue, ListOf, OneOfAny, PositiveInt


class SimpleRNN(OfCell):
    """Mixes each step with the last output."""

    units: int = arg(PositiveInt())
    activation: Value = arg(ACTIVATION, "tanh")
    use_bias: bool = arg(Bool(), True)
    kernel_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    recurrent_initializer: Value = arg(INITIALIZER, "orthogonal")
    bias_initializer: Value = arg(INITIALIZER, "zeros")
    kernel_regularizer: Value = arg(REGULARIZER, None)
    recurrent_regularizer: Value = arg(REGULARIZER, None)
    bias_regularizer: Value = arg(REGULARIZER, None)
    activity_regularizer: Value = arg(REGULARIZER, None)
    kernel_constraint: Value = arg(CONSTRAINT, None)
    recurrent_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)
    dropout: float = arg(Float(), 0.0)
    recurrent_dropout: float = arg(Float(), 0.0)
    return_sequences: bool = arg(Bool(), False)
    return_state: bool = arg(Bool(), False)
    go_backwards: bool = arg(Bool(), False)
    stateful: bool = arg(Bool(), False)
    unroll: bool = arg(Bool(), False)
    seed: int | None = arg(SEED, None)

    def cell_of(self) -> Cell:
        """A cell with the arguments of the layer."""
        return inner_cell(SimpleRNNCell, self)


class LSTM(OfCell):
    """Long short-term memory."""

    common: ClassVar[Mapping[str, Arg]] = {
        **GATED,
        "zero_output_for_mask": Arg(Bool(), False),
    }

    units: int = arg(PositiveInt())
    activation: Value = arg(ACTIVATION, "tanh")
    recurrent_activation: Value = arg(ACTIVATION, "sigmoid")
    use_bias: bool = arg(Bool(), True)
    kernel_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    recurrent_initializer: Value = arg(INITIALIZER, "orthogonal")
    bias_initializer: Value = arg(INITIALIZER, "zeros")
    unit_forget_bias: bool = arg(Bool(), True)
    kernel_regularizer: Value = arg(REGULARIZER, None)
    recurrent_regularizer: Value = arg(REGULARIZER, None)
    bias_regularizer: Value = arg(REGULARIZER, None)
    activity_regularizer: Value = arg(REGULARIZER, None)
    kernel_constraint: Value = arg(CONSTRAINT, None)
    recurrent_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)
    dropout: float = arg(Float(), 0.0)
    recurrent_dropout: float = arg(Float(), 0.0)
    seed: int | None = arg(SEED, None)
    return_sequences: bool = arg(Bool(), False)
    return_state: bool = arg(Bool(), False)
    go_backwards: bool = arg(Bool(), False)
    stateful: bool = arg(Bool(), False)
    unroll: bool = arg(Bool(), False)
    use_cudnn: Value = arg(OneOfAny("auto", True, False), "auto")

    def cell_of(self) -> Cell:
        """A cell with the arguments of the layer."""
        return inner_cell(LSTMCell, self)


class GRU(OfCell):
    """Gated recurrent unit."""

    common: ClassVar[Mapping[str, Arg]] = {
        **GATED,
        "zero_output_for_mask": Arg(Bool(), False),
    }

    units: int = arg(PositiveInt())
    activation: Value = arg(ACTIVATION, "tanh")
    recurrent_activation: Value = arg(ACTIVATION, "sigmoid")
    use_bias: bool = arg(Bool(), True)
    kernel_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    recurrent_initializer: Value = arg(INITIALIZER, "orthogonal")
    bias_initializer: Value = arg(INITIALIZER, "zeros")
    kernel_regularizer: Value = arg(REGULARIZER, None)
    recurrent_regularizer: Value = arg(REGULARIZER, None)
    bias_regularizer: Value = arg(REGULARIZER, None)
    activity_regularizer: Value = arg(REGULARIZER, None)
    kernel_constraint: Value = arg(CONSTRAINT, None)
    recurrent_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)
    dropout: float = arg(Float(), 0.0)
    recurrent_dropout: float = arg(Float(), 0.0)
    seed: int | None = arg(SEED, None)
    return_sequences: bool = arg(Bool(), False)
    return_state: bool = arg(Bool(), False)
    go_backwards: bool = arg(Bool(), False)
    stateful: bool = arg(Bool(), False)
    unroll: bool = arg(Bool(), False)
    reset_after: bool = arg(Bool(), True)
    use_cudnn: Value = arg(OneOfAny("auto", True, False), "auto")

    def cell_of(self) -> Cell:
        """A cell with the arguments of the layer."""
        return inner_cell(GRUCell, self)


class RNN(OfCell):
    """Any cell, or a list of them on top of each other."""

    common: ClassVar[Mapping[str, Arg]] = LAYER
    weights_inside = True

    cell: GraphLayer | list[GraphLayer] = arg(Either(LayerValue(), ListOf(LayerValue())))
    return_sequences: bool = arg(Bool(), False)
    return_state: bool = arg(Bool(), False)
    go_backwards: bool = arg(Bool(), False)
    stateful: bool = arg(Bool(), False)
    unroll: bool = arg(Bool(), False)
    zero_output_for_mask: bool = arg(Bool(), False)

    def problems(self) -> Iterator[Problem]:
        """Layers that are no cells."""
        cells = [self.cell] if isinstance(self.cell, GraphLayer) else list(self.cell)
        return not_cells(self, cells, "cell")

    def cell_of(self) -> Cell | None:
        """The cell, or the stack of them."""
        if not isinstance(self.cell, GraphLayer):
            return StackedRNNCells(cells=list(self.cell))
        found = known(self.cell)
        return found if isinstance(found, Cell) else None

    def infer(self, *, initial_state: Any = None, mask: Any = None, **operands: Any) -> Result:
        """As every recurrent layer; a list of one cell has states that Keras loses where it
        unrolls, and where there is a mask."""
        found = super().infer(initial_state=initial_state, mask=mask, **operands)
        lone = self._lone_cell()
        states = None if lone is None else lone.states()
        if states is None:
            return found
        several = len(states) > 1
        stack = isinstance(lone, StackedRNNCells) and len(lone.cells) > 1
        if mask is None and self.unroll and several and not stack:
            raise Reject(_listed_alone("unrolled"), "cell")
        if mask is not None and not self.unroll and (several or initial_state is None):
            raise Reject(_listed_alone("given a mask"), "cell")
        return found

    def _lone_cell(self) -> Cell | None:
        """The one cell of a list or a stack of one."""
        stack = self.cell_of()
        cells = stack.inner() if isinstance(stack, StackedRNNCells) else None
        return cells[0] if cells is not None and len(cells) == 1 else None

    def differs_in_training(self, *, frozen: bool = False) -> bool | None:
        """If the cell does, or one of them."""
        cells = [self.cell] if isinstance(self.cell, GraphLayer) else self.cell
        return some(differs(cell, frozen=frozen) for cell in cells)


def _listed_alone(where: str) -> ArgumentsClash:
    why = f"cannot be a list of one cell where the layer is {where}: Keras loses its states"
    hint = "give the cell itself, without the list around it"
    return ArgumentsClash(layer="RNN", arguments=("cell",), why=why, hint=hint)
