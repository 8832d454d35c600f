"""Layers that scale numbers, by given factors or by what they learn beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from graphdsl.diagnostics.types import ShapesDiffer, WrongRank
from graphdsl.graph.values import Value
from graphdsl.layers.base import Layer, Problem, Reject, Weight, arg
from graphdsl.layers.demands import axes_in, class_name, one, shape_of, sized, usable
from graphdsl.layers.families.parts import clash
from graphdsl.layers.kinds import Axes, Bool, Either, Float, ListOf, Optional
from graphdsl.layers.shapes import words
from graphdsl.layers.tensors import Shape, TensorType, same

NUMBER = Float()
NUMBERS = Either(NUMBER, ListOf(NUMBER), ListOf(ListOf(NUMBER)))


def ragged(value: Any) -> bool:
    """Whether the lists in a list are of different lengths, which makes no tensor."""
    if not isinstance(value, (list, tuple)):
        return False
    items = cast("Sequence[Any]", value)
    return len({_shape(item) for item in items}) > 1 or any(map(ragged, items))


def _unlike(
    layer: Layer, shape: Shape, axis: int, numbers: tuple[int, ...], wrong: tuple[str, int]
) -> Reject:
    """Numbers in an argument that do not fit the tensor on an axis: its name, how many it has."""
    argument, found = wrong
    differ = ShapesDiffer(
        layer=class_name(layer),
        shapes=(words(shape), tuple(map(str, numbers))),
        sizes=(str(shape[axis]), str(found)),
        axis=axis,
        argument=argument,
    )
    return Reject(differ, "inputs")


class Rescaling(Layer):
    """Multiplies and adds."""

    scale: float | Sequence[Any] = arg(NUMBERS)
    offset: float | Sequence[Any] = arg(NUMBERS, 0.0)

    def problems(self) -> Iterator[Problem]:
        """Lists that make no tensor, or that do not fit each other."""
        if ragged(self.scale):
            yield clash(self, "holds lists of different lengths", "scale")
        if ragged(self.offset):
            yield clash(self, "holds lists of different lengths", "offset")
        both = zip(reversed(_shape(self.scale)), reversed(_shape(self.offset)), strict=False)
        if any(a != b and 1 not in (a, b) for a, b in both):
            yield clash(self, "must have the same length", "scale", "offset")

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The same shape."""
        given = usable(self, one(self, inputs))
        for name, numbers in (("scale", self.scale), ("offset", self.offset)):
            self._fits(shape_of(given), _shape(numbers), name)
        return given.with_dtype(self.compute_dtype)

    def _fits(self, shape: Shape, numbers: tuple[int, ...], name: str) -> None:
        """Rejects numbers that do not broadcast with the axes behind the batch."""
        over = len(numbers) - len(shape)
        if over > 0 or (over == 0 and numbers[0] != 1):
            rank = len(numbers)
            raise Reject(
                WrongRank(layer="Rescaling", expected=rank, shape=words(shape), at_least=True),
                "inputs",
            )
        for place, found in zip(reversed(range(len(shape))), reversed(numbers), strict=False):
            if found == 0 or (found != 1 and same(shape[place], found) is False):
                raise _unlike(self, shape, place, numbers, (name, found))


class Normalization(Layer):
    """Mean 0 and variance 1, by statistics that are learnt beforehand or given."""

    axis: int | Sequence[int] | None = arg(Optional(Axes()), -1)
    mean: Value = arg(Optional(NUMBERS), None)
    variance: Value = arg(Optional(NUMBERS), None)
    invert: bool = arg(Bool(), False)

    def problems(self) -> Iterator[Problem]:
        """Statistics of which one is missing, or which do not fit each other."""
        if ragged(self.mean) or ragged(self.variance):
            yield clash(self, "must not hold lists of different lengths", "mean", "variance")
        elif (self.mean is None) != (self.variance is None):
            yield clash(self, "have to be given together", "mean", "variance")
        elif _shape(self.mean) != _shape(self.variance):
            yield clash(self, "must have the same shape", "mean", "variance")
        elif self.mean is not None and len(_shape(self.mean)) > len(self.axes):
            yield clash(self, "has more dimensions than there are axes", "mean")

    @property
    def axes(self) -> tuple[int, ...]:
        """The axes that have statistics of their own."""
        if self.axis is None:
            return ()
        return (self.axis,) if isinstance(self.axis, int) else tuple(self.axis)

    def _kept(self, inputs: TensorType) -> tuple[int, ...]:
        shape = shape_of(inputs)
        kept = tuple(sorted(axes_in(self, shape, self.axes)))
        return tuple(sized(self, shape, axis) for axis in kept)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """The same shape; the sizes on the axes must be known."""
        given = usable(self, one(self, inputs))
        shape = shape_of(given)
        self._kept(given)
        places = sorted(axes_in(self, shape, self.axes), reverse=True)
        means = _shape(self.mean)
        for place, found in zip(places, reversed(means), strict=False):
            if found not in (1, shape[place]):
                raise _unlike(self, shape, place, means, ("mean", found))
        return given.with_dtype(self.compute_dtype)

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Statistics that are yet to be learnt, and how many samples they come from."""
        if self.mean is not None:
            return ()
        shape = self._kept(inputs)
        return (
            Weight("mean", shape, False),
            Weight("variance", shape, False),
            Weight("count", (), False, "int64"),
        )


def _shape(value: Any) -> tuple[int, ...]:
    """The shape of a number or of nested lists of numbers."""
    if not isinstance(value, (list, tuple)):
        return ()
    items = cast("Sequence[Any]", value)
    return (len(items), *(_shape(items[0]) if items else ()))
