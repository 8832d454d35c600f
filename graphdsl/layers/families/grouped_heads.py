"""Attention whose heads share keys and values in groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphdsl.diagnostics.types import NotDivisible
from graphdsl.graph.values import Value
from graphdsl.layers.base import (
    Problem,
    Result,
    Weight,
    arg,
)
from graphdsl.layers.demands import class_name, one, ranked, sized
from graphdsl.layers.families.attention import sizes_agree
from graphdsl.layers.families.heads import Heads, at_each, projection
from graphdsl.layers.families.parts import CONSTRAINT, INITIALIZER, REGULARIZER, SEED
from graphdsl.layers.kinds import Bool, Float, Optional, PositiveInt
from graphdsl.layers.shapes import added, count
from graphdsl.layers.tensors import Dim, Shape, TensorType


class GroupQueryAttention(Heads):
    """Attention in which several heads of the query share one of key and value."""

    head_dim: int = arg(PositiveInt())
    num_query_heads: int = arg(PositiveInt())
    num_key_value_heads: int = arg(PositiveInt())
    dropout: float = arg(Float(0, 1), 0.0)
    use_bias: bool = arg(Bool(), True)
    sliding_window: int | None = arg(Optional(PositiveInt()), None)
    flash_attention: bool | None = arg(Optional(Bool()), None)
    kernel_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    bias_initializer: Value = arg(INITIALIZER, "zeros")
    kernel_regularizer: Value = arg(REGULARIZER, None)
    bias_regularizer: Value = arg(REGULARIZER, None)
    activity_regularizer: Value = arg(REGULARIZER, None)
    kernel_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)
    use_gate: bool = arg(Bool(), False)
    seed: int | None = arg(SEED, None)

    def problems(self) -> Iterator[Problem]:
        """Heads that do not share out."""
        yield from super().problems()
        if self.num_query_heads % self.num_key_value_heads:
            yield Problem(
                NotDivisible(
                    layer=class_name(self),
                    what="num_query_heads",
                    size=self.num_query_heads,
                    argument="num_key_value_heads",
                    by=self.num_key_value_heads,
                ),
                "num_query_heads",
            )

    def infer(
        self,
        *,
        query: TensorType,
        value: TensorType,
        key: TensorType | None = None,
        return_attention_scores: bool | None = None,
        **rest: Any,
    ) -> Result:
        """The shape of the query."""
        q, v, k = self.sequences(query, value, key)
        sizes_agree(self, q, v, (-1, -1), "value")
        self.check_masks(q, v, self.num_query_heads, rest)
        output = TensorType(q, self.compute_dtype)
        if not return_attention_scores:
            return output
        scores: tuple[Dim, ...] = (q[0], self.num_query_heads, q[1], (k if key else v)[1])
        return output, TensorType(scores, self.compute_dtype)

    def sequences(
        self, query: TensorType, value: TensorType, key: TensorType | None
    ) -> tuple[Shape, Shape, Shape]:
        """The shapes of the three, which are sequences of vectors."""
        for tensor, operand in ((query, "query"), (value, "value"), (key or value, "key")):
            ranked(self, one(self, tensor, operand), 2, operand)
        return self.shapes(query, value, key)

    def weights(
        self, *, query: TensorType, value: TensorType, key: TensorType | None = None, **rest: Any
    ) -> tuple[Weight, ...]:
        """Projections of query, key, gate and value, and the one back."""
        q, v, k = (sized(self, s, -1) for s in self.shapes(query, value, key))
        many, few, deep = self.num_query_heads, self.num_key_value_heads, self.head_dim
        into = projection(q, many, deep, bias=self.use_bias)
        back = [Weight("kernel", (many, deep, q))]
        if self.use_bias:
            back.append(Weight("bias", (q,)))
        return (
            *into,
            *projection(k, few, deep, bias=self.use_bias),
            *(into if self.use_gate else ()),
            *projection(v, few, deep, bias=self.use_bias),
            *back,
        )

    def macs(
        self, *, query: TensorType, value: TensorType, key: TensorType | None = None, **rest: Any
    ) -> int | None:
        """Projections at each place, scores of all pairs, values weighed by them."""
        q, v, k = self.shapes(query, value, key)
        wide = self.num_query_heads * self.head_dim
        narrow = self.num_key_value_heads * self.head_dim
        return added(
            at_each(q, wide * (3 if self.use_gate else 2)),
            at_each(k, narrow),
            at_each(v, narrow),
            count((q[1], v[1], 2 * wide)),
        )
