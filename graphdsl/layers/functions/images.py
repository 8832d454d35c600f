"""Functions of `keras.ops.image`, on one image or on a batch of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphdsl.diagnostics.operations import SizesDiffer, UnfitArgument, UnfitDtype, WrongRank
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.dims import tensor, unlike
from graphdsl.layers.functions.parameters import (
    DATA_FORMAT,
    INT,
    INTS,
    NO,
    NUMBER,
    TENSOR,
    YES,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    value,
)
from graphdsl.layers.functions.windows import Format
from graphdsl.layers.kinds import Float, Int, ListOf, OneOf, Optional, PositiveInt
from graphdsl.layers.shapes import label
from graphdsl.layers.tensors import Dim, Shape, TensorType


def images_in(
    images: Given, operand: str = "images", ranks: tuple[int, ...] = (3, 4)
) -> tuple[TensorType, Shape]:
    """Images and their shape, or Reject."""
    given = tensor_in(images, operand)
    shape = shape_of(given)
    if len(shape) not in ranks:
        needs = " or ".join(map(str, ranks))
        raise Reject(WrongRank(operand=operand, rank=len(shape), needs=needs), operand)
    return given, shape


def kept(images: Given, **_: Any) -> Result:
    """Shape and dtype stay."""
    return images_in(images)[0]


def with_sides(shape: Shape, height: Dim, width: Dim, data_format: Format) -> Shape:
    """The shape with another height and width."""
    if data_format == "channels_first":
        return (*shape[:-2], height, width)
    return (*shape[:-3], height, width, shape[-1])


def sides(shape: Shape, data_format: Format) -> tuple[Dim, Dim]:
    """Height and width."""
    if data_format == "channels_first":
        return shape[-2], shape[-1]
    return shape[-3], shape[-2]


def channel_axis(data_format: Format) -> int:
    """Where the channels stand."""
    return -3 if data_format == "channels_first" else -1


def colours(counts: tuple[int, ...], *, floats: bool, to: int | None) -> Callable[..., Result]:
    """Conversions of colour: so many channels come in, `to` go out, or as many."""

    def rule(images: Given, data_format: Format) -> Result:
        given, shape = images_in(images)
        if floats and given.dtype is not None and "float" not in given.dtype:
            raise Reject(UnfitDtype(dtypes=(given.dtype,)), "images")
        at = len(shape) + channel_axis(data_format)
        if isinstance(shape[at], int) and shape[at] not in counts:
            why = f"has {shape[at]} channels, not {' or '.join(map(str, counts))}"
            raise Reject(UnfitArgument(argument="images", why=why), "images")
        new = shape[at] if to is None else to
        return given.with_shape((*shape[:at], new, *shape[at + 1 :]))

    return rule


def resize(
    images: Given,
    size: Sequence[int],
    crop_to_aspect_ratio: bool,
    pad_to_aspect_ratio: bool,
    data_format: Format,
    **_: Any,
) -> Result:
    """Another height and width."""
    given, shape = images_in(images)
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        why = "and `pad_to_aspect_ratio` exclude each other"
        raise Reject(UnfitArgument(argument="crop_to_aspect_ratio", why=why))
    return given.with_shape(with_sides(shape, size[0], size[1], data_format))


def affine_transform(images: Given, transform: Given, **_: Any) -> Result:
    """One transform, or one for each image."""
    given, _shape = images_in(images)
    images_in(transform, "transform", (1, 2))
    return given


def perspective(images: Given, start_points: Given, end_points: Given, **_: Any) -> Result:
    """Four corners and where they go."""
    given, _shape = images_in(images)
    first = _corners(start_points, "start_points")
    second = _corners(end_points, "end_points")
    if len(first) != len(second) or any(map(unlike, first, second)):
        what = "`start_points` and `end_points`"
        raise Reject(SizesDiffer(left=label(first[0]), right=label(second[0]), what=what))
    return given


def _corners(points: Given, operand: str) -> Shape:
    _, shape = images_in(points, operand, (2, 3))
    if shape[-2:] != (4, 2):
        why = "must hold four corners of two coordinates"
        raise Reject(UnfitArgument(argument=operand, why=why), operand)
    return shape


def map_coordinates(inputs: Given, coordinates: Given, **_: Any) -> Result:
    """The values at the coordinates, whose first axis has one for each axis of the inputs."""
    given, places = tensor_in(inputs, "inputs"), tensor_in(coordinates, "coordinates")
    shape, rank = shape_of(places), len(shape_of(given))
    if len(shape) < 2:
        raise Reject(WrongRank(operand="coordinates", rank=len(shape), needs="at least 2"))
    if shape[0] != rank:
        why = f"has {label(shape[0])} on its first axis for {rank} axes of `inputs`"
        raise Reject(UnfitArgument(argument="coordinates", why=why), "coordinates")
    return given.with_shape(shape[1:])


def sobel(images: Given, data_format: Format) -> Result:
    """Two derivatives for each element."""
    given, shape = images_in(images, ranks=(4,))
    return given.with_shape((*shape, 2))


def ssim(image1: Given, image2: Given, **_: Any) -> Result:
    """A number for each image."""
    given, shape = images_in(image1, "image1")
    images_in(image2, "image2")
    return given.with_shape(shape[:-3])


def scaled(images: Given, output_shape: Sequence[int], **_: Any) -> Result:
    """The asked shape."""
    return tensor(output_shape, tensor_in(images, "images").dtype, "output_shape")


INTERPOLATION = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
FILL = ("constant", "nearest", "wrap", "mirror", "reflect")
IMAGES = {"images": TENSOR}
FILLING = {
    "interpolation": value(OneOf("nearest", "bilinear"), "bilinear"),
    "fill_mode": value(OneOf(*FILL), "constant"),
    "fill_value": value(NUMBER, 0),
    "data_format": DATA_FORMAT,
}
POSITIVE = PositiveInt()


GREY = colours((1, 3), floats=False, to=1)
COLOUR = colours((3,), floats=True, to=None)


IMAGE: Table = {
    **family({**IMAGES, "data_format": DATA_FORMAT}, GREY, "rgb_to_grayscale"),
    **family({**IMAGES, "data_format": DATA_FORMAT}, COLOUR, "rgb_to_hsv", "hsv_to_rgb"),
    **family(
        {
            **IMAGES,
            "size": needed(ListOf(POSITIVE, 2)),
            "interpolation": value(OneOf(*INTERPOLATION), "bilinear"),
            "antialias": NO,
            "crop_to_aspect_ratio": NO,
            "pad_to_aspect_ratio": NO,
            "fill_mode": value(OneOf("constant"), "constant"),
            "fill_value": value(NUMBER, 0.0),
            "data_format": DATA_FORMAT,
        },
        resize,
        "resize",
    ),
    **family({**IMAGES, "transform": TENSOR, **FILLING}, affine_transform, "affine_transform"),
    **family(
        {
            **IMAGES,
            "start_points": TENSOR,
            "end_points": TENSOR,
            "interpolation": FILLING["interpolation"],
            "fill_value": value(NUMBER, 0),
            "data_format": DATA_FORMAT,
        },
        perspective,
        "perspective_transform",
    ),
    **family(
        {
            "inputs": TENSOR,
            "coordinates": TENSOR,
            "order": needed(Int(0, 1)),
            "fill_mode": value(OneOf(*FILL), "constant"),
            "fill_value": value(NUMBER, 0),
        },
        map_coordinates,
        "map_coordinates",
    ),
    **family(
        {
            **IMAGES,
            "kernel_size": value(ListOf(POSITIVE, 2), (3, 3)),
            "sigma": value(ListOf(Float(above=0), 2), (1.0, 1.0)),
            "data_format": DATA_FORMAT,
        },
        kept,
        "gaussian_blur",
    ),
    **family(
        {
            **IMAGES,
            "alpha": value(NUMBER, 20.0),
            "sigma": value(NUMBER, 5.0),
            "interpolation": FILLING["interpolation"],
            "fill_mode": value(OneOf(*FILL), "reflect"),
            "fill_value": value(NUMBER, 0.0),
            "seed": value(Optional(INT), None),
            "data_format": DATA_FORMAT,
        },
        kept,
        "elastic_transform",
    ),
    **family(
        {
            **IMAGES,
            "output_shape": needed(INTS),
            "scale": TENSOR,
            "translation": TENSOR,
            "spatial_dims": needed(INTS),
            "method": needed(
                OneOf(
                    "linear",
                    "bilinear",
                    "trilinear",
                    "cubic",
                    "bicubic",
                    "tricubic",
                    "lanczos3",
                    "lanczos5",
                )
            ),
            "antialias": YES,
        },
        scaled,
        "scale_and_translate",
    ),
    **family({**IMAGES, "data_format": DATA_FORMAT}, sobel, "sobel_edges"),
    **family(
        {
            "image1": TENSOR,
            "image2": TENSOR,
            "max_val": value(NUMBER, 1.0),
            "filter_size": value(POSITIVE, 11),
            "filter_sigma": value(NUMBER, 1.5),
            "k1": value(NUMBER, 0.01),
            "k2": value(NUMBER, 0.03),
            "data_format": DATA_FORMAT,
        },
        ssim,
        "ssim",
    ),
}
