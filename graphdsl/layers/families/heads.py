"""Attention in several heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.diagnostics.axes import BatchAxis, FeaturesAxis
from graphdsl.diagnostics.types import ShapesDiffer
from graphdsl.graph.values import Value
from graphdsl.layers.base import (
    COMMON,
    Arg,
    Layer,
    Operand,
    Problem,
    Reject,
    Result,
    Weight,
    arg,
)
from graphdsl.layers.demands import axes_in, class_name, one, ranked, sized, usable
from graphdsl.layers.families.attention import FLAGS, sizes_agree
from graphdsl.layers.families.parts import CONSTRAINT, INITIALIZER, REGULARIZER, SEED
from graphdsl.layers.kinds import Axes, Bool, Either, Float, ListOf, Optional, PositiveInt
from graphdsl.layers.masks import broadcasts, known_shape, refuse_mask
from graphdsl.layers.shapes import added, count, words
from graphdsl.layers.tensors import Shape, TensorType, same

QKV: Mapping[str, Operand] = {
    "query": Operand(),
    "value": Operand(),
    "key": Operand(optional=True),
    "query_mask": Operand(optional=True),
    "value_mask": Operand(optional=True),
    "key_mask": Operand(optional=True),
    "attention_mask": Operand(optional=True),
    **FLAGS,
}


def projection(size: int, *heads: int, bias: bool) -> tuple[Weight, ...]:
    """The weights that turn features into heads."""
    kernel = Weight("kernel", (size, *heads))
    return (kernel, Weight("bias", heads)) if bias else (kernel,)


class Heads(Layer, base=True):
    """What attention over several heads has in common."""

    operands: ClassVar[Mapping[str, Operand]] = QKV
    common: ClassVar[Mapping[str, Arg]] = COMMON
    training_matters = True
    weights_inside = True
    dropout: float
    flash_attention: bool | None

    def differs_in_training(self, *, frozen: bool = False) -> bool:
        """With dropout."""
        return self.dropout > 0

    def problems(self) -> Iterator[Problem]:
        """Flash attention, which passes while a model is built, and fails when it is run."""
        if self.flash_attention:
            why = "cannot be `true`: TensorFlow has none"
            named = ("flash_attention",)
            wrong = ArgumentsClash(layer=class_name(self), arguments=named, why=why)
            yield Problem(wrong, "flash_attention")

    def shapes(
        self, query: TensorType, value: TensorType, key: TensorType | None
    ) -> tuple[Shape, Shape, Shape]:
        """The shapes of the three, whose features must be known."""
        found: list[Shape] = []
        for tensor, operand in ((query, "query"), (value, "value"), (key or value, "key")):
            given = usable(self, one(self, tensor, operand), operand)
            shape = ranked(self, given, 2, operand, at_least=True)
            sized(self, shape, -1, operand)
            found.append(shape)
        q, v, k = found
        if len(v) != len(k):
            sizes = (str(len(v) - 1), str(len(k) - 1))
            shapes = (words(v), words(k))
            raise Reject(ShapesDiffer(layer=class_name(self), shapes=shapes, sizes=sizes), "key")
        for axis in range(1, len(v) - 1):
            sizes_agree(self, v, k, (axis, axis), "key", unknown=False)
        return q, v, k

    def check_masks(self, query: Shape, value: Shape, heads: int, masks: Mapping[str, Any]) -> None:
        """Rejects masks that do not lie on the scores of a query for a value, both sequences."""
        if len(query) != 3 or len(value) != 3:
            return
        pairs = (query[0], query[1], value[1])
        scores = (query[0], heads, *pairs[1:])
        wanted = {"attention_mask": pairs, "query_mask": pairs[:2], "value_mask": pairs[::2]}
        for operand, places in (*wanted.items(), ("key_mask", pairs[::2])):
            shape = known_shape(masks.get(operand))
            if shape is None:
                continue
            laid = shape
            if operand != "attention_mask":
                laid = (*shape, 1) if operand == "query_mask" else (*shape[:-1], 1, *shape[-1:])
            laid = (*laid[:-2], 1, *laid[-2:]) if len(laid) == 3 else laid
            if len(laid) < 2 or not broadcasts(laid, scores):
                refuse_mask(self, shape, places, operand)


class MultiHeadAttention(Heads):
    """Attention in several heads, each with a view of its own."""

    num_heads: int = arg(PositiveInt())
    key_dim: int = arg(PositiveInt())
    value_dim: int | None = arg(Optional(PositiveInt()), None)
    dropout: float = arg(Float(0, 1), 0.0)
    use_bias: bool = arg(Bool(), True)
    output_shape: int | Sequence[int] | None = arg(
        Optional(Either(PositiveInt(), ListOf(PositiveInt()))), None
    )
    attention_axes: int | Sequence[int] | None = arg(Optional(Axes()), None)
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

    @property
    def features(self) -> tuple[int, ...] | None:
        """The features that are asked for, if any."""
        if not self.output_shape:
            return None
        return (
            (self.output_shape,) if isinstance(self.output_shape, int) else tuple(self.output_shape)
        )

    def infer(
        self,
        *,
        query: TensorType,
        value: TensorType,
        key: TensorType | None = None,
        return_attention_scores: bool | None = None,
        use_causal_mask: bool | None = None,
        **rest: Any,
    ) -> Result:
        """The shape of the query; scores as Keras tells them, for a value as long as the query."""
        q, v, _ = self.shapes(query, value, key)
        self._check_axes(q, v)
        if use_causal_mask or self.sliding_window is not None:
            self._check_mask("use_causal_mask" if use_causal_mask else "sliding_window", q, v)
        masks = {name: found for name, found in rest.items() if name != "query_mask"}
        self.check_masks(q, v, self.num_heads, masks)  # Keras drops the other one
        shape = q if self.features is None else (*q[:-1], *self.features)
        output = TensorType(shape, self.compute_dtype)
        if not return_attention_scores:
            return output
        return output, TensorType((q[0], self.num_heads, q[1], q[1]), self.compute_dtype)

    def _check_axes(self, query: Shape, value: Shape) -> None:
        """Rejects axes that are not those of places, and other axes on which sizes differ."""
        if self.attention_axes is None:
            return
        attended = axes_in(self, query, self.attention_axes, "attention_axes")
        if 0 in attended:
            raise Reject(BatchAxis(layer=class_name(self), argument="attention_axes"))
        last = len(query) - 1
        if last in attended:
            wrong = FeaturesAxis(layer=class_name(self), argument="attention_axes", axis=last)
            raise Reject(wrong)
        for axis in range(1, min(last, len(value) - 1)):
            if axis not in attended:
                sizes_agree(self, query, value, (axis, axis), "value")

    def _check_mask(self, what: str, query: Shape, value: Shape) -> None:
        """Rejects a mask that Keras makes for the first axis where another is attended along."""
        axis, *more = self._attended(len(query))
        if more or any(same(shape[axis], shape[1]) is False for shape in (query, value)):
            why = "makes a mask for sequences, and attention is along other axes here"
            wrong = ArgumentsClash(layer=class_name(self), arguments=(what,), why=why)
            raise Reject(wrong, what)

    def weights(
        self, *, query: TensorType, value: TensorType, key: TensorType | None = None, **rest: Any
    ) -> tuple[Weight, ...]:
        """Projections of query, key, gate and value, and the one back."""
        q, v, k = (sized(self, s, -1) for s in self.shapes(query, value, key))
        heads, deep = self.num_heads, self.value_dim or self.key_dim
        gate = projection(q, heads, deep, bias=self.use_bias) if self.use_gate else ()
        out = self.features or (q,)
        back = [Weight("kernel", (heads, deep, *out))]
        if self.use_bias:
            back.append(Weight("bias", out))
        return (
            *projection(q, heads, self.key_dim, bias=self.use_bias),
            *projection(k, heads, self.key_dim, bias=self.use_bias),
            *gate,
            *projection(v, heads, deep, bias=self.use_bias),
            *back,
        )

    def macs(
        self, *, query: TensorType, value: TensorType, key: TensorType | None = None, **rest: Any
    ) -> int | None:
        """Projections at each place, scores of all pairs, values weighed by them."""
        q, v, k = self.shapes(query, value, key)
        deep = self.value_dim or self.key_dim
        out = count(self.features or q[-1:]) or 0
        gate = deep if self.use_gate else 0
        into = at_each(q, self.num_heads * (self.key_dim + gate))
        keys = at_each(k, self.num_heads * self.key_dim)
        values = at_each(v, self.num_heads * deep)
        back = count((*q[1:-1], self.num_heads * deep * out))
        axes = self._attended(len(q))
        pairs = count(
            (*q[1:-1], *(v[axis] for axis in axes), self.num_heads * (self.key_dim + deep))
        )
        return added(into, keys, values, back, pairs)

    def _attended(self, rank: int) -> tuple[int, ...]:
        """The axes along which every place is paired with every other."""
        if self.attention_axes is None:
            return tuple(range(1, rank - 1))
        given = self.attention_axes
        axes = (given,) if isinstance(given, int) else given
        return tuple(axis if axis >= 0 else rank + axis for axis in axes)


def at_each(shape: Shape, width: int) -> int | None:
    """Numbers in a tensor of `shape` with `width` more at each place of each sample."""
    return count((*shape[1:], width))
