"""Layers that make one tensor of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from graphdsl.diagnostics.axes import BatchAxis
from graphdsl.diagnostics.types import ShapesDiffer, UnknownSize
from graphdsl.layers.base import MANY, Layer, Operand, Reject, arg
from graphdsl.layers.demands import axis_in, class_name, ranked, several, shape_of, usable
from graphdsl.layers.dtypes import NO_FLOATS, NO_NUMBERS, NO_REALS
from graphdsl.layers.kinds import Bool, Either, Int, ListOf
from graphdsl.layers.shapes import count, merge, same_number, total, words
from graphdsl.layers.tensors import Dim, Shape, TensorType


class Merge(Layer, base=True):
    """A layer that combines tensors number by number."""

    operands: ClassVar[Mapping[str, Operand]] = MANY
    inputs_at_most: ClassVar[int | None] = None
    inputs_at_least: ClassVar[int] = 1

    def infer(self, *, inputs: Sequence[TensorType], **operands: Any) -> TensorType:
        """The common shape; a size of 1 is repeated."""
        tensors = several(self, inputs, self.inputs_at_least, self.inputs_at_most)
        if [t.dtype for t in tensors[:2]] == ["bool", "bool"]:
            usable(self, tensors[0], refuses=NO_REALS)
        shapes = [ranked(self, usable(self, t), 0, at_least=True) for t in tensors]
        result = shapes[0]
        for shape in shapes[1:]:
            result = self._merged(result, shape)
        return TensorType(result, self.compute_dtype)

    def _merged(self, a: Shape, b: Shape) -> Shape:
        """Sizes are compared from the last one; those of the batch by themselves."""
        batch = merge(a[0], b[0])
        if batch is None or (isinstance(a[0], int) and isinstance(b[0], int) and a[0] != b[0]):
            raise Reject(self._differ((a, b), 0))
        rank = max(len(a), len(b))
        fill = tuple[Dim, ...]((1,) * rank)
        wide = [fill[: rank - len(s)] + s[1:] for s in (a, b)]
        found: list[Dim] = [batch]
        for axis, (x, y) in enumerate(zip(*wide, strict=True), start=1):
            size = merge(x, y)
            if size is None:
                raise Reject(self._differ((a, b), axis, (str(x), str(y))))
            found.append(size)
        return tuple(found)

    def _differ(
        self, shapes: Sequence[Shape], axis: int | None, sizes: tuple[str, ...] | None = None
    ) -> ShapesDiffer:
        if sizes is None:
            found = (len(s) - 1 if axis is None else s[axis] for s in shapes)
            sizes = tuple(dict.fromkeys(map(str, found)))
        return ShapesDiffer(
            layer=class_name(self),
            shapes=tuple(words(s) for s in shapes),
            sizes=sizes,
            axis=axis,
        )


class Add(Merge):
    """The sum."""


class Multiply(Merge):
    """The product, number by number."""


class Average(Merge):
    """The mean."""

    def infer(self, *, inputs: Sequence[TensorType], **operands: Any) -> TensorType:
        """The common shape; a size of 1 is repeated."""
        if {t.dtype for t in several(self, inputs)} == {"bool"}:
            usable(self, inputs[0], refuses=NO_REALS)
        return super().infer(inputs=inputs)


class Maximum(Merge):
    """The larger of the numbers at each place."""


class Minimum(Merge):
    """The smaller of the numbers at each place."""


class Subtract(Merge):
    """The first less the second."""

    inputs_at_least = 2
    inputs_at_most = 2


class Concatenate(Merge):
    """One behind the other along an axis."""

    axis: int = arg(Int(), -1)

    def infer(self, *, inputs: Sequence[TensorType], **operands: Any) -> TensorType:
        """The sizes along the axis add up, the others are equal."""
        tensors = several(self, inputs)
        if {t.dtype for t in tensors} > {"string"}:
            usable(self, next(t for t in tensors if t.dtype == "string"))
        shapes = [ranked(self, t, 0, at_least=True) for t in tensors]
        if len(shapes) == 1:  # of which Keras looks at the axis if it is counted from the end
            if self.axis < 0:
                axis_in(self, shapes[0], self.axis)
            return TensorType(shapes[0], self.compute_dtype)
        if len({len(s) for s in shapes}) > 1:
            raise Reject(self._differ(shapes, None))
        axis = axis_in(self, shapes[0], self.axis)
        for place in range(len(shapes[0])):
            known = {s[place] for s in shapes if isinstance(s[place], int)}
            if place != axis and len(known) > 1:
                raise Reject(self._differ(shapes, place))
        joined = list(shapes[0])
        joined[axis] = total([s[axis] for s in shapes])
        return TensorType(tuple(joined), self.compute_dtype)


class Dot(Merge):
    """Sums of products along an axis of each."""

    inputs_at_least = 2
    inputs_at_most = 2

    axes: int | Sequence[int] = arg(Either(Int(), ListOf(Int(), length=2)))
    normalize: bool = arg(Bool(), False)

    def _places(self, shapes: Sequence[Shape]) -> tuple[int, int]:
        if isinstance(self.axes, int) and self.axes < 0:  # counted around as often as it takes
            axes = tuple(self.axes % len(shape) for shape in shapes)
        else:
            axes = (self.axes,) * 2 if isinstance(self.axes, int) else tuple(self.axes)
        places = [axis_in(self, s, a, "axes") for s, a in zip(shapes, axes, strict=True)]
        if 0 in places:
            raise Reject(BatchAxis(layer=class_name(self), argument="axes"))
        return places[0], places[1]

    def infer(self, *, inputs: Sequence[TensorType], **operands: Any) -> TensorType:
        """What is left of the first, then of the second."""
        tensors = several(self, inputs, 2, 2)
        refuses = NO_FLOATS if self.normalize else NO_NUMBERS
        a, b = (ranked(self, usable(self, t, refuses=refuses), 1, at_least=True) for t in tensors)
        i, j = self._places((a, b))
        for shape, place, other in ((a, i, b[j]), (b, j, a[i])):
            if isinstance(other, int) and not isinstance(shape[place], int):
                why = f"it is multiplied with {other} numbers"
                raise Reject(
                    UnknownSize(layer=class_name(self), axis=place, shape=words(shape), why=why)
                )
        if not same_number(a[i], b[j]):
            raise Reject(self._differ((a, b), i, (str(a[i]), str(b[j]))))
        result = (*a[:i], *a[i + 1 :], *b[1:j], *b[j + 1 :])
        return TensorType(result if len(result) > 1 else (*result, 1), self.compute_dtype)

    def macs(self, *, inputs: Sequence[TensorType], **operands: Any) -> int | None:
        """A product for each pair of places, and each step along the axes."""
        a, b = (shape_of(t) for t in inputs)
        _, j = self._places((a, b))
        return count((*a[1:], *b[1:j], *b[j + 1 :]))
