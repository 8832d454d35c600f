"""What layers demand of their operands: an answer, or Reject with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from graphdsl.diagnostics.axes import AxisOutOfRange, AxisTwice, BatchAxis
from graphdsl.diagnostics.lists import (
    ListExpected,
    NestedList,
    TensorExpected,
    WrongInputCount,
)
from graphdsl.diagnostics.types import UnknownSize, WrongDtype, WrongRank
from graphdsl.layers.base import Layer, Reject
from graphdsl.layers.shapes import words
from graphdsl.layers.tensors import Shape, TensorType


def class_name(layer: Layer) -> str:
    """The layer's name in messages."""
    return type(layer).__name__


def shape_of(tensor: TensorType) -> Shape:
    """The shape of a tensor of known rank."""
    assert tensor.shape is not None, "rules are asked only where the rank is known"
    return tensor.shape


def one(layer: Layer, value: object, operand: str = "inputs") -> TensorType:
    """`value`, which must be a single tensor."""
    if isinstance(value, TensorType):
        return value
    named = operand if len(layer.operands) > 1 else ""
    wrong = TensorExpected(layer=class_name(layer), operand=named, found=_in_words(value))
    raise Reject(wrong, operand)


def _in_words(value: object) -> str:
    """What stands in the place of a tensor."""
    if isinstance(value, (list, tuple)):
        return "a list"
    return "`none`" if value is None else "a plain value"


def only_tensors(layer: Layer, value: object, operand: str) -> None:
    """Rejects what is neither a tensor nor a list, in lists or not."""
    if isinstance(value, (list, tuple)):
        for item in cast("Sequence[object]", value):
            only_tensors(layer, item, operand)
    elif not isinstance(value, TensorType):
        raise Reject(NestedList(layer=class_name(layer), found=_in_words(value)), operand)


def several(
    layer: Layer, value: object, least: int = 1, most: int | None = None, operand: str = "inputs"
) -> list[TensorType]:
    """`value`, which must be a list of at least `least` tensors and at most `most`."""
    if not isinstance(value, (list, tuple)):
        raise Reject(ListExpected(layer=class_name(layer)), operand)
    items = cast("Sequence[object]", value)
    for item in items:
        if not isinstance(item, TensorType):
            raise Reject(NestedList(layer=class_name(layer), found=_in_words(item)), operand)
    tensors = list(cast("Sequence[TensorType]", value))
    if len(tensors) < least or (most is not None and len(tensors) > most):
        raise Reject(
            WrongInputCount(layer=class_name(layer), expected=least, found=len(tensors), most=most),
            operand,
        )
    return tensors


def ranked(
    layer: Layer,
    tensor: TensorType,
    dims: int,
    operand: str = "inputs",
    *,
    at_least: bool = False,
    hint: str | None = None,
) -> Shape:
    """The shape of `tensor`, which must have `dims` dimensions besides the batch.

    `hint` says what to write, if that is not how the tensor gets other dimensions.
    """
    shape = shape_of(tensor)
    found = len(shape) - 1
    if found == dims or (at_least and found > dims):
        return shape
    name = class_name(layer)
    raise Reject(
        WrongRank(layer=name, expected=dims, shape=words(shape), at_least=at_least, hint=hint),
        operand,
    )


def sized(layer: Layer, shape: Shape, axis: int, operand: str = "inputs") -> int:
    """The size of `axis`, which must be known since weights are made of it."""
    size = shape[axis]
    if isinstance(size, int):
        return size
    place = axis % len(shape)
    raise Reject(UnknownSize(layer=class_name(layer), axis=place, shape=words(shape)), operand)


def axis_in(
    layer: Layer, shape: Shape, axis: int, argument: str = "axis", *, batch: bool = True
) -> int:
    """`axis` counted from the front; `batch` says whether the batch may be it."""
    if not -len(shape) <= axis < len(shape):
        raise Reject(
            AxisOutOfRange(layer=class_name(layer), argument=argument, axis=axis, rank=len(shape))
        )
    if axis % len(shape) == 0 and not batch:
        raise Reject(BatchAxis(layer=class_name(layer), argument=argument))
    return axis % len(shape)


def axes_in(
    layer: Layer, shape: Shape, axes: int | Sequence[int], argument: str = "axis"
) -> tuple[int, ...]:
    """`axes` counted from the front, each once."""
    given = (axes,) if isinstance(axes, int) else tuple(axes)
    found = tuple(axis_in(layer, shape, a, argument) for a in given)
    for number, axis in enumerate(found):
        if axis in found[:number]:
            named = (given[found.index(axis)], given[number])
            raise Reject(AxisTwice(layer=class_name(layer), argument=argument, axes=named))
    return found


def usable(
    layer: Layer,
    tensor: TensorType,
    operand: str = "inputs",
    refuses: Sequence[str] | None = None,
) -> TensorType:
    """`tensor`, whose dtype, once cast, must be none that the layer fails on; unknown ones pass."""
    refused = layer.refuses if refuses is None else refuses
    found = layer.cast(tensor).dtype
    if found is None or found not in refused:
        return tensor
    if {"int32", "float32"} <= set(refused):
        expected = "strings"
    elif "float32" in refused:
        expected = "whole numbers" if "string" in refused else "whole numbers or strings"
    else:
        expected = "floats" if "int32" in refused else "numbers"
        expected = "floats of at most 32 bits" if found == "float64" else expected
    raise Reject(WrongDtype(layer=class_name(layer), expected=expected, found=found), operand)
