"""Masks that are given in a call, which Keras only looks at when it is run."""

from __future__ import annotations

from graphdsl.diagnostics.nested import UnfitMask
from graphdsl.layers.base import Layer, Reject
from graphdsl.layers.demands import class_name
from graphdsl.layers.shapes import words
from graphdsl.layers.tensors import BATCH, Dim, Shape, TensorType, same


def refuse_mask(layer: Layer, mask: Shape, wanted: Shape, operand: str = "mask") -> None:
    """Rejects a mask of this shape, where one of the shape `wanted` is needed."""
    raise Reject(
        UnfitMask(layer=class_name(layer), mask=operand, expected=words(wanted), found=words(mask)),
        operand,
    )


def mask_of_steps(layer: Layer, mask: object, inputs: Shape, *kept: Shape) -> None:
    """Rejects a mask that has not one place for each step; further axes have to lie, from the left,
    on all that a step keeps where it is masked."""
    shape = known_shape(mask)
    if shape is None:
        return
    further = shape[2:]
    fits = all(len(further) <= len(one) and _lies(further, one) for one in kept)
    if len(shape) < 2 or same(shape[1], inputs[1]) is False or not fits:
        refuse_mask(layer, shape, inputs[:2])


def _lies(mask: Shape, on: Shape) -> bool:
    sizes = zip(mask, on, strict=False)
    return all(found == 1 or same(found, size) is not False for found, size in sizes)


def mask_over(
    layer: Layer, mask: object, lies_on: Shape, operand: str = "mask", *, end: Shape = ()
) -> None:
    """Rejects a mask that does not broadcast over `lies_on`; `end` is put behind it by Keras."""
    shape = known_shape(mask)
    if shape is not None and not broadcasts((*shape, *end), lies_on):
        refuse_mask(layer, shape, lies_on[: len(lies_on) - len(end)], operand)


def broadcasts(mask: Shape, lies_on: Shape) -> bool:
    """Whether a mask may lie on a tensor of this shape without making it larger."""
    first = len(lies_on) - len(mask)
    return first >= 0 and not any(
        _clash(found, wanted, first + at)
        for at, (found, wanted) in enumerate(zip(mask, lies_on[first:], strict=True))
    )


def _clash(found: Dim, wanted: Dim, axis: int) -> bool:
    """Whether the two differ; the batch is not the size of another axis."""
    beside = axis > 0 and found == BATCH != wanted
    return found != 1 and (beside or same(found, wanted) is False)


def known_shape(mask: object) -> Shape | None:
    """The shape of a mask, where one is given and its rank is known."""
    return mask.shape if isinstance(mask, TensorType) else None
