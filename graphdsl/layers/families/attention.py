"""Attention: which parts of one sequence matter for each part of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from graphdsl.diagnostics.types import ShapesDiffer
from graphdsl.layers.base import (
    LAYER,
    Arg,
    Layer,
    Operand,
    Reject,
    Result,
    Weight,
    arg,
)
from graphdsl.layers.demands import class_name, ranked, several, shape_of, sized, usable
from graphdsl.layers.dtypes import NO_FLOATS
from graphdsl.layers.families.parts import SEED
from graphdsl.layers.kinds import Bool, Float, OneOf
from graphdsl.layers.masks import broadcasts, known_shape, refuse_mask
from graphdsl.layers.shapes import added, count, words
from graphdsl.layers.tensors import Shape, Sym, TensorType, same

FLAGS: Mapping[str, Operand] = {
    "return_attention_scores": Operand("value", optional=True),
    "use_causal_mask": Operand("value", optional=True),
}


def sizes_agree(
    layer: Layer, a: Shape, b: Shape, axes: tuple[int, int], operand: str, *, unknown: bool = True
) -> None:
    """Rejects shapes that differ on these axes; without `unknown` a known and an unknown size are
    taken as different, as Keras does."""
    x, y = a[axes[0]], b[axes[1]]
    mixed = isinstance(x, Sym) is not isinstance(y, Sym)
    if same(x, y) is False or (mixed and not unknown):
        axis = axes[0] % len(a)
        shapes = (words(a), words(b))
        found = ShapesDiffer(
            layer=class_name(layer), shapes=shapes, sizes=(str(x), str(y)), axis=axis
        )
        raise Reject(found, operand)


class Attention(Layer):
    """Dot-product attention of a query over values, without weights of its own but a scale."""

    operands: ClassVar[Mapping[str, Operand]] = {
        "inputs": Operand("tensors"),
        "mask": Operand("tensors", optional=True),
        **FLAGS,
    }
    refuses = NO_FLOATS
    training_matters = True

    use_scale: bool = arg(Bool(), False)
    score_mode: str = arg(OneOf("dot", "concat"), "dot")
    dropout: float = arg(Float(), 0.0)
    seed: int | None = arg(SEED, None)

    def infer(
        self,
        *,
        inputs: Any,
        mask: Any = None,
        return_attention_scores: bool | None = None,
        **rest: Any,
    ) -> Result:
        """The shape of the query, with the features of the values."""
        given = [usable(self, t) for t in several(self, inputs, 2, 3)]
        query, value, *keys = (ranked(self, t, 1, at_least=True) for t in given)
        key = keys[0] if keys else value
        self.check(query, value, key)
        self._check_masks(query, key, mask or (), causal=bool(rest.get("use_causal_mask")))
        output = TensorType((*query[:-1], *value[-1:]), self.compute_dtype)
        if not return_attention_scores:
            return output
        return output, TensorType((*query[:-1], key[-2]), self.compute_dtype)

    def _check_masks(self, query: Shape, key: Shape, masks: Sequence[Any], *, causal: bool) -> None:
        """Rejects a mask that does not lie on the query, and one that does not on the scores."""
        of_query, of_value = (*map(known_shape, masks[:2]), None, None)[:2]
        if of_query is not None and not broadcasts(of_query, query[:-1]):
            refuse_mask(self, of_query, query[:-1])
        if of_value is not None:
            expanded = causal or len(of_value) == 2
            laid = (*of_value[:-1], 1, *of_value[-1:]) if expanded else of_value
            if not broadcasts(laid, (*query[:-1], key[-2])):
                refuse_mask(self, of_value, key[:-1])

    def check(self, query: Shape, value: Shape, key: Shape) -> None:
        """Rejects sequences that do not go together."""
        self.check_features(query, key)
        if len(value) == len(key) > 2:
            sizes_agree(self, key, value, (-2, -2), "inputs")

    def check_features(self, query: Shape, key: Shape) -> None:
        """Rejects keys with other features than the query."""
        if getattr(self, "score_mode", "dot") == "dot" or 1 not in (query[-1], key[-1]):
            sizes_agree(self, query, key, (-1, -1), "inputs")

    def weights(self, **operands: Any) -> tuple[Weight, ...]:
        """A scale, and one more for concatenated scores."""
        found = [Weight("scale", ())] if self.use_scale else []
        if self.score_mode == "concat":
            found.append(Weight("concat_score_weight", ()))
        return tuple(found)

    def macs(self, *, inputs: Sequence[TensorType], **rest: Any) -> int | None:
        """Scores, then values weighed by them, for each pair of places."""
        query, value = shape_of(inputs[0]), shape_of(inputs[1])
        key = shape_of(inputs[2]) if len(inputs) > 2 else value
        features = query[-1] if query[-1] != 1 and isinstance(query[-1], int) else key[-1]
        scores = features if self.scores_are_products else 0
        pairs = (*query[1:-1], key[-2])
        return added(count((*pairs, scores)), count((*pairs, value[-1])))

    @property
    def scores_are_products(self) -> bool:
        """Whether features are multiplied before they are added up."""
        return self.score_mode == "dot"

    def differs_in_training(self, *, frozen: bool = False) -> bool:
        """With dropout."""
        return self.dropout > 0


class AdditiveAttention(Attention):
    """Attention by a sum of query and key, with a scale for each feature."""

    common: ClassVar[Mapping[str, Arg]] = {
        **LAYER,
        "score_mode": Arg(OneOf("dot", "concat"), "dot"),
        "seed": Arg(SEED, None),
    }
    args: ClassVar[Mapping[str, Arg]] = {}

    use_scale: bool = arg(Bool(), True)
    dropout: float = arg(Float(), 0.0)

    def check_features(self, query: Shape, key: Shape) -> None:
        """Rejects features that do not broadcast; with a scale they have to be known."""
        if self.use_scale:
            sized(self, query, -1)
        if 1 not in (query[-1], key[-1]):
            sizes_agree(self, query, key, (-1, -1), "inputs")

    @property
    def scores_are_products(self) -> bool:
        """With the scale."""
        return self.use_scale

    def weights(self, *, inputs: Sequence[TensorType], **rest: Any) -> tuple[Weight, ...]:
        """A scale for each feature of the query."""
        query = shape_of(inputs[0])
        return (Weight("scale", query[-1:]),) if self.use_scale else ()
