"""The cells of recurrent layers: one step in time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.diagnostics.nested import UnfitInnerLayer
from graphdsl.graph.model import Layer as GraphLayer
from graphdsl.graph.values import Object, Value
from graphdsl.layers.base import (
    LAYER,
    Arg,
    Layer,
    Nesting,
    Operand,
    Problem,
    Reject,
    Result,
    Weight,
    arg,
)
from graphdsl.layers.demands import class_name, one, shape_of, sized, usable
from graphdsl.layers.families.nested import known
from graphdsl.layers.families.parts import (
    ACTIVATION,
    CONSTRAINT,
    INITIALIZER,
    REGULARIZER,
    SEED,
)
from graphdsl.layers.kinds import Bool, Float, OneOfAny, PositiveInt
from graphdsl.layers.tensors import ANYTHING, TensorType

CELL_OPERANDS: Mapping[str, Operand] = {"inputs": Operand(), "states": Operand("tensors")}
GATED: Mapping[str, Arg] = {**LAYER, "implementation": Arg(OneOfAny(1, 2), 2)}
"""LSTM and GRU take this still, though it no longer does anything for users."""


ORTHOGONAL = ("orthogonal", "Orthogonal", "OrthogonalInitializer")


def can_initialize(layer: Layer) -> None:
    """Rejects orthogonal matrices in `bfloat16`, which TensorFlow cannot make."""
    written = getattr(layer, "recurrent_initializer", None)
    name = written.cls if isinstance(written, Object) else written
    if name in ORTHOGONAL and layer.variable_dtype == "bfloat16":
        why = "cannot be orthogonal with weights in `bfloat16`: TensorFlow has no such matrices"
        raise Reject(
            ArgumentsClash(
                layer=class_name(layer),
                arguments=("recurrent_initializer",),
                why=why,
                hint="choose `glorot_uniform`, or `dtype = mixed_bfloat16`",
            )
        )


class Cell(Layer, ABC, base=True):
    """What all cells have in common: states, and weights made from the size of a step."""

    operands: ClassVar[Mapping[str, Operand]] = CELL_OPERANDS
    training_matters = True

    @abstractmethod
    def states(self) -> tuple[int, ...] | None:
        """The sizes of the states; None if unknown."""

    def step_size(self) -> int | None:
        """The size of what a step gives; None if unknown."""
        states = self.states()
        return None if states is None else states[0]

    def state_nesting(self) -> Nesting | None:
        """How the states stand in each other; None if unknown."""
        states = self.states()
        return None if states is None else ((),) * len(states)

    @abstractmethod
    def step_weights(self, size: int) -> tuple[Weight, ...]:
        """The weights for steps of `size` features."""

    @abstractmethod
    def step_macs(self, size: int) -> int | None:
        """Multiply-accumulates of one step."""

    def _features(self, operands: dict[str, Any]) -> int:
        first = next(iter(self.operands))
        return sized(self, shape_of(one(self, operands[first], first)), -1, first)

    def infer(self, **operands: Any) -> Result:
        """The output and the new states; unknown for steps other than plain vectors, cast."""
        first = next(iter(self.operands))
        given = usable(self, one(self, operands[first], first), first)
        sized(self, shape_of(given), -1, first)
        can_initialize(self)
        sizes = self.states()
        plain = len(shape_of(given)) == 2 and getattr(self, "autocast", True)
        if sizes is None or not plain:
            return ANYTHING
        batch = shape_of(given)[0]
        outputs = (self.step_size() or sizes[0], *sizes)
        return tuple(TensorType((batch, n), self.compute_dtype) for n in outputs)

    def nesting(self, **operands: Value) -> Nesting | None:
        """The states in a list, unless there is one that was not given in a list."""
        states = self.state_nesting()
        if states is None:
            return None
        bare = len(states) == 1 and not isinstance(operands.get("states"), (list, tuple))
        return ((), () if bare else states)

    def weights(self, **operands: Any) -> tuple[Weight, ...]:
        """The weights for the features of the step."""
        return self.step_weights(self._features(operands))

    def macs(self, **operands: Any) -> int | None:
        """Those of one step."""
        return self.step_macs(self._features(operands))

    def differs_in_training(self, *, frozen: bool = False) -> bool | None:
        """With dropout, of the input or of the state."""
        return drops(self)


def drops(layer: Layer) -> bool:
    """Whether a layer with both kinds of dropout has some."""
    rates = (getattr(layer, "dropout", 0), getattr(layer, "recurrent_dropout", 0))
    return any(map(drops_some, rates))


def drops_some(rate: float) -> bool:
    """Whether a recurrent layer drops anything; Keras takes 1 and above for none."""
    return 0 < rate < 1


def gated_weights(
    size: int, units: int, gates: int, bias: tuple[int, ...] | None
) -> tuple[Weight, ...]:
    """Kernels for input and state, and a bias where there is one."""
    found = [
        Weight("kernel", (size, units * gates)),
        Weight("recurrent_kernel", (units, units * gates)),
    ]
    return (*found, Weight("bias", bias)) if bias is not None else tuple(found)


class SimpleRNNCell(Cell):
    """A step that mixes the input with its own last output."""

    operands: ClassVar[Mapping[str, Operand]] = {
        "sequence": Operand(),
        "states": Operand("tensors"),
    }

    units: int = arg(PositiveInt())
    activation: Value = arg(ACTIVATION, "tanh")
    use_bias: bool = arg(Bool(), True)
    kernel_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    recurrent_initializer: Value = arg(INITIALIZER, "orthogonal")
    bias_initializer: Value = arg(INITIALIZER, "zeros")
    kernel_regularizer: Value = arg(REGULARIZER, None)
    recurrent_regularizer: Value = arg(REGULARIZER, None)
    bias_regularizer: Value = arg(REGULARIZER, None)
    kernel_constraint: Value = arg(CONSTRAINT, None)
    recurrent_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)
    dropout: float = arg(Float(), 0.0)
    recurrent_dropout: float = arg(Float(), 0.0)
    seed: int | None = arg(SEED, None)

    def states(self) -> tuple[int, ...]:
        """One, of `units`."""
        return (self.units,)

    def step_weights(self, size: int) -> tuple[Weight, ...]:
        """Two kernels and a bias."""
        return gated_weights(size, self.units, 1, (self.units,) if self.use_bias else None)

    def step_macs(self, size: int) -> int:
        """Two products."""
        return self.units * (size + self.units)


class LSTMCell(Cell):
    """A step with a long and a short memory."""

    common: ClassVar[Mapping[str, Arg]] = GATED

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
    kernel_constraint: Value = arg(CONSTRAINT, None)
    recurrent_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)
    dropout: float = arg(Float(), 0.0)
    recurrent_dropout: float = arg(Float(), 0.0)
    seed: int | None = arg(SEED, None)

    def states(self) -> tuple[int, ...]:
        """The short memory and the long one."""
        return (self.units, self.units)

    def step_weights(self, size: int) -> tuple[Weight, ...]:
        """Two kernels and a bias, for four gates."""
        return gated_weights(size, self.units, 4, (self.units * 4,) if self.use_bias else None)

    def step_macs(self, size: int) -> int:
        """Two products for each gate."""
        return 4 * self.units * (size + self.units)


class GRUCell(Cell):
    """A step with gates but one memory."""

    common: ClassVar[Mapping[str, Arg]] = GATED

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
    kernel_constraint: Value = arg(CONSTRAINT, None)
    recurrent_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)
    dropout: float = arg(Float(), 0.0)
    recurrent_dropout: float = arg(Float(), 0.0)
    reset_after: bool = arg(Bool(), True)
    seed: int | None = arg(SEED, None)

    def states(self) -> tuple[int, ...]:
        """One, of `units`."""
        return (self.units,)

    def step_weights(self, size: int) -> tuple[Weight, ...]:
        """Two kernels and a bias, for three gates; with `reset_after` two biases."""
        bias = (2, 3 * self.units) if self.reset_after else (3 * self.units,)
        return gated_weights(size, self.units, 3, bias if self.use_bias else None)

    def step_macs(self, size: int) -> int:
        """Two products for each gate."""
        return 3 * self.units * (size + self.units)


def not_cells(layer: Layer, cells: list[GraphLayer], argument: str) -> Iterator[Problem]:
    """A problem for each layer among `cells` that certainly is no cell."""
    for cell in cells:
        inner = known(cell)
        if inner is not None and not isinstance(inner, Cell):
            needs = "a cell, such as `LSTMCell(32)`"
            wrong = UnfitInnerLayer(layer=class_name(layer), inner=cell.cls, needs=needs)
            yield Problem(wrong, argument)
