"""Functions that cut images up, or take from and add to their borders."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graphdsl.diagnostics.operations import UnfitArgument
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.base import Parameter
from graphdsl.layers.functions.dims import pair
from graphdsl.layers.functions.images import IMAGES, POSITIVE, images_in, sides, with_sides
from graphdsl.layers.functions.parameters import (
    DATA_FORMAT,
    TENSOR,
    Given,
    Table,
    family,
    needed,
    tensor_in,
    value,
)
from graphdsl.layers.functions.windows import PADDING, Format, windows
from graphdsl.layers.kinds import Either, Int, ListOf, Optional
from graphdsl.layers.shapes import plus
from graphdsl.layers.tensors import Dim


def patches(depth: bool) -> Callable[..., Result]:
    """`extract_patches`: every window as a vector of its elements."""

    def rule(
        size: int | Sequence[int],
        strides: int | Sequence[int] | None,
        dilation_rate: int | Sequence[int],
        padding: str,
        data_format: Format,
        images: Given | None = None,
        volumes: Given | None = None,
    ) -> Result:
        operand = "volumes" if depth else "images"
        window = pair(size, 3 if depth else 2)
        n = len(window)
        pictures = tensor_in(volumes if depth else images, operand)
        given, shape = images_in(pictures, operand, (n + 1, n + 2))
        first = data_format == "channels_first"
        space = shape[-n:] if first else shape[-n - 1 : -1]
        channels = shape[-n - 1] if first else shape[-1]
        if not isinstance(channels, int):
            why = "must have a known number of channels"
            raise Reject(UnfitArgument(argument=operand, why=why), operand)
        steps = window if strides is None else _each(strides, n, "strides")
        rates = _each(dilation_rate, n, "dilation_rate")
        counts = [
            windows(d, w, s, padding, r)
            for d, w, s, r in zip(space, window, steps, rates, strict=True)
        ]
        filters = channels
        for length in window:
            filters *= length
        outer = shape[: len(shape) - n - 1]
        whole = (*outer, filters, *counts) if first else (*outer, *counts, filters)
        return given.with_shape(whole)

    return rule


def _each(sizes: int | Sequence[int], n: int, argument: str) -> tuple[int, ...]:
    several = pair(sizes, n)
    if len(several) != n:
        why = f"has {len(several)} numbers for {n} axes"
        raise Reject(UnfitArgument(argument=argument, why=why), argument)
    return several


def bordered(crop: bool) -> Callable[..., Result]:
    """`pad_images` and `crop_images`: two of the two borders and the target for each side."""

    def rule(images: Given, data_format: Format, **given_sides: int | None) -> Result:
        given, shape = images_in(images)
        word = "cropping" if crop else "padding"
        result: list[Dim] = []
        for size, low, high, target in zip(
            sides(shape, data_format),
            (f"top_{word}", f"left_{word}"),
            (f"bottom_{word}", f"right_{word}"),
            ("target_height", "target_width"),
            strict=True,
        ):
            names = (low, high, target)
            result.append(_side(size, names, [given_sides[n] for n in names], crop))
        return given.with_shape(with_sides(shape, result[0], result[1], data_format))

    return rule


def _side(size: Dim, names: Sequence[str], values: list[int | None], crop: bool) -> Dim:
    """The new length of one side."""
    if values.count(None) != 1:
        why = f"and `{names[1]}` and `{names[2]}`: two of the three have to be given"
        raise Reject(UnfitArgument(argument=names[0], why=why))
    low, high, target = values
    sign = -1 if crop else 1
    if target is None:
        if crop and not isinstance(size, int):
            why = "has to be given, since the size of the image is not known"
            raise Reject(UnfitArgument(argument=names[2], why=why))
        found = plus(size, sign * ((low or 0) + (high or 0)))
        rest = found if isinstance(found, int) else 0
    else:
        found = target
        rest = sign * (target - size) - (low or 0) - (high or 0) if isinstance(size, int) else 0
    if rest < 0:
        why = "leaves less than nothing" if crop else "is less than the image has"
        raise Reject(UnfitArgument(argument=names[2], why=why))
    return found


BORDER = value(Optional(Int(min=0)), None)
SIZES = Either(POSITIVE, ListOf(POSITIVE))
SLIDING = {
    "strides": value(Optional(SIZES), None),
    "dilation_rate": value(SIZES, 1),
    "padding": PADDING,
    "data_format": DATA_FORMAT,
}


def _borders(word: str) -> dict[str, Parameter]:
    names = (f"{side}_{word}" for side in ("top", "left", "bottom", "right"))
    border = dict.fromkeys((*names, "target_height", "target_width"), BORDER)
    return {**IMAGES, **border, "data_format": DATA_FORMAT}


PATCHES: Table = {
    **family(
        {
            **IMAGES,
            "size": needed(Either(POSITIVE, ListOf(POSITIVE, 2), ListOf(POSITIVE, 3))),
            **SLIDING,
        },
        patches(depth=False),
        "extract_patches",
    ),
    **family(
        {
            "volumes": TENSOR,
            "size": needed(Either(POSITIVE, ListOf(POSITIVE, 3))),
            **SLIDING,
        },
        patches(depth=True),
        "extract_patches_3d",
    ),
    **family(_borders("padding"), bordered(crop=False), "pad_images"),
    **family(_borders("cropping"), bordered(crop=True), "crop_images"),
}
