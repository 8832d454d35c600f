"""The recurrent layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from graphdsl.graph.model import Layer as GraphLayer
from graphdsl.graph.values import Value
from graphdsl.layers.base import (
    LAYER,
    Arg,
    Problem,
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

    def differs_in_training(self, *, frozen: bool = False) -> bool | None:
        """If the cell does, or one of them."""
        cells = [self.cell] if isinstance(self.cell, GraphLayer) else self.cell
        return some(differs(cell, frozen=frozen) for cell in cells)
