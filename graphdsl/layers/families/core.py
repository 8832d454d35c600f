"""Dense and embedding layers, and those that do next to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.diagnostics.types import WrongSize
from graphdsl.graph.values import Value
from graphdsl.layers.base import (
    LAYER,
    Arg,
    Layer,
    Operand,
    Problem,
    Reject,
    Weight,
    arg,
)
from graphdsl.layers.demands import class_name, one, ranked, shape_of, sized, usable
from graphdsl.layers.families.parts import (
    ACTIVATION,
    CONSTRAINT,
    INITIALIZER,
    RANK,
    REGULARIZER,
)
from graphdsl.layers.kinds import (
    AnyValue,
    Bool,
    DtypeKind,
    Either,
    Float,
    OneOfAny,
    Optional,
    PositiveInt,
)
from graphdsl.layers.shapes import count
from graphdsl.layers.tensors import TensorType


def lora_problems(layer: Layer, rank: int | None, constraint: str) -> Iterator[Problem]:
    """A low-rank adaptation cannot stand beside a constraint on the matrix that it adapts."""
    if rank is not None and getattr(layer, constraint) is not None:
        yield Problem(
            ArgumentsClash(
                layer=class_name(layer),
                arguments=("lora_rank", constraint),
                why="cannot be given together",
            ),
            "lora_rank",
        )


class Dense(Layer):
    """A matrix, a bias and an activation."""

    units: int = arg(PositiveInt())
    activation: Value = arg(ACTIVATION, None)
    use_bias: bool = arg(Bool(), True)
    kernel_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    bias_initializer: Value = arg(INITIALIZER, "zeros")
    kernel_regularizer: Value = arg(REGULARIZER, None)
    bias_regularizer: Value = arg(REGULARIZER, None)
    activity_regularizer: Value = arg(REGULARIZER, None)
    kernel_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)
    lora_rank: int | None = arg(RANK, None)
    lora_alpha: float | None = arg(Optional(Float()), None)
    quantization_config: Value = arg(AnyValue(), None)

    def problems(self) -> Iterator[Problem]:
        """What cannot be together."""
        return lora_problems(self, self.lora_rank, "kernel_constraint")

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The last axis becomes `units`."""
        shape = ranked(self, one(self, inputs), 1, at_least=True)
        usable(self, inputs)
        sized(self, shape, -1)
        return TensorType((*shape[:-1], self.units), self.compute_dtype)

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Kernel and bias."""
        size = sized(self, shape_of(inputs), -1)
        found = [Weight("kernel", (size, self.units), self.lora_rank is None)]
        if self.use_bias:
            found.append(Weight("bias", (self.units,)))
        if self.lora_rank is not None:
            found.append(Weight("lora_kernel_a", (size, self.lora_rank), dtype="float32"))
            found.append(Weight("lora_kernel_b", (self.lora_rank, self.units), dtype="float32"))
        return tuple(found)

    def macs(self, *, inputs: TensorType, **operands: Any) -> int | None:
        """One for each element of the kernel, at each place."""
        return count((*shape_of(inputs)[1:], self.units))


class Embedding(Layer):
    """A row of a table for each index."""

    common: ClassVar[Mapping[str, Arg]] = {**LAYER, "input_length": Arg(AnyValue(), None)}

    input_dim: int = arg(PositiveInt())
    output_dim: int = arg(PositiveInt())
    embeddings_initializer: Value = arg(INITIALIZER, "uniform")
    embeddings_regularizer: Value = arg(REGULARIZER, None)
    embeddings_constraint: Value = arg(CONSTRAINT, None)
    mask_zero: bool = arg(Bool(), False)
    weights_: Value = arg(OneOfAny(None), None)
    """Arrays, which a text cannot hold."""
    lora_rank: int | None = arg(RANK, None)
    lora_alpha: float | None = arg(Optional(Float()), None)
    quantization_config: Value = arg(AnyValue(), None)

    def problems(self) -> Iterator[Problem]:
        """What cannot be together."""
        return lora_problems(self, self.lora_rank, "embeddings_constraint")

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """One more axis, of `output_dim`."""
        shape = shape_of(usable(self, one(self, inputs)))
        return TensorType((*shape, self.output_dim), self.compute_dtype)

    def weights(self, **operands: Any) -> tuple[Weight, ...]:
        """The table."""
        rank = self.lora_rank
        table = Weight("embeddings", (self.input_dim, self.output_dim), rank is None)
        if rank is None:
            return (table,)
        return (
            table,
            Weight("lora_embeddings_a", (self.input_dim, rank), dtype="float32"),
            Weight("lora_embeddings_b", (rank, self.output_dim), dtype="float32"),
        )


class ReversibleEmbedding(Layer):
    """A table that also leads back, from vectors to logits over the rows."""

    operands: ClassVar[Mapping[str, Operand]] = {
        "inputs": Operand(),
        "reverse": Operand("value", optional=True),
    }

    input_dim: int = arg(PositiveInt())
    output_dim: int = arg(PositiveInt())
    tie_weights: bool = arg(Bool(), True)
    embeddings_initializer: Value = arg(INITIALIZER, "uniform")
    embeddings_regularizer: Value = arg(REGULARIZER, None)
    embeddings_constraint: Value = arg(CONSTRAINT, None)
    mask_zero: bool = arg(Bool(), False)
    reverse_dtype: str | None = arg(Optional(DtypeKind(policies=False)), None)
    logit_soft_cap: float | None = arg(Optional(Float()), None)

    def infer(
        self, *, inputs: TensorType, reverse: bool | None = None, **operands: Any
    ) -> TensorType:
        """Rows of the table, or in reverse a number for each row."""
        shape = shape_of(usable(self, one(self, inputs)))
        if not reverse:
            return TensorType((*shape, self.output_dim), self.compute_dtype)
        ranked(self, inputs, 1, at_least=True)
        if self.reverse_dtype == "string" or (self.reverse_dtype or "").startswith("float8"):
            why = f"cannot be {self.reverse_dtype}, which TensorFlow does not multiply"
            clash = ArgumentsClash(layer=class_name(self), arguments=("reverse_dtype",), why=why)
            raise Reject(clash, "reverse_dtype")
        if isinstance(shape[-1], int) and shape[-1] != self.output_dim:
            raise Reject(
                WrongSize(
                    layer=class_name(self),
                    axis=len(shape) - 1,
                    size=shape[-1],
                    expected=self.output_dim,
                )
            )
        return TensorType((*shape[:-1], self.input_dim), self.compute_dtype)

    def weights(self, **operands: Any) -> tuple[Weight, ...]:
        """The table, and a second one for the way back if it is not tied."""
        table = Weight("embeddings", (self.input_dim, self.output_dim))
        if self.tie_weights:
            return (table,)
        return (table, Weight("reverse_embeddings", (self.output_dim, self.input_dim)))

    def macs(
        self, *, inputs: TensorType, reverse: bool | None = None, **operands: Any
    ) -> int | None:
        """A product with the table on the way back, otherwise a look-up."""
        return count((*shape_of(inputs)[1:], self.input_dim)) if reverse else 0


class Identity(Layer):
    """Nothing at all."""

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """What it took."""
        return self.cast(one(self, inputs))


class Masking(Layer):
    """Marks the steps that are all `mask_value`, so that later layers leave them out."""

    mask_value: float = arg(Either(Float(), Bool()), 0.0)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """What it took."""
        return usable(self, one(self, inputs)).with_dtype(self.compute_dtype)
