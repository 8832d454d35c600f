"""Fourier transforms, and complex numbers as pairs of real ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from graphdsl.diagnostics.operations import UnfitArgument
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.dims import axis_of, tensor
from graphdsl.layers.functions.neural import same_shapes
from graphdsl.layers.functions.parameters import (
    TENSOR,
    TENSORS,
    UNARY,
    YES,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    value,
)
from graphdsl.layers.functions.reshaping import least_rank
from graphdsl.layers.kinds import OneOf, Optional, PositiveInt
from graphdsl.layers.shapes import derived
from graphdsl.layers.tensors import Dim, TensorType


def halves(x: Any, rank: int) -> tuple[TensorType, TensorType]:
    """Real and imaginary part, of the same shape, or Reject."""
    if isinstance(x, TensorType) or len(cast("list[Given]", x)) != 2:
        why = "must be two tensors, the real and the imaginary part"
        raise Reject(UnfitArgument(argument="x", why=why), "x")
    real, imaginary = (tensor_in(part, "x") for part in cast("list[Given]", x))
    same_shapes(shape_of(real), shape_of(imaginary), ("x", "x"))
    least_rank(real, "x", rank)
    return real, imaginary


def fourier(axes: int) -> Callable[..., Result]:
    """Over the last axes, whose sizes must be known."""

    def rule(x: Any) -> Result:
        pair = halves(x, axes)
        if not all(isinstance(d, int) for d in shape_of(pair[0])[-axes:]):
            why = "must have a known size on the axes of the transform"
            raise Reject(UnfitArgument(argument="x", why=why), "x")
        return pair

    return rule


def rfft(x: Given, fft_length: int | None) -> Result:
    """Real and imaginary part of half the frequencies."""
    given = tensor_in(x, "x")
    *outer, last = least_rank(given, "x", 1)
    size = last if fft_length is None else fft_length
    bins: Dim = size // 2 + 1 if isinstance(size, int) else derived("rfft", size)
    one = given.with_shape((*outer, bins))
    return one, one


def irfft(x: Any, fft_length: int | None) -> Result:
    """The signal again."""
    real, _ = halves(x, 1)
    *outer, last = shape_of(real)
    size = fft_length
    if size is None:
        size = 2 * (last - 1) if isinstance(last, int) else derived("irfft", last)
    return tensor((*outer, size), real.dtype, "x")


def extract_sequences(x: Given, sequence_length: int, sequence_stride: int) -> Result:
    """Overlapping stretches of the last axis."""
    given = tensor_in(x, "x")
    *outer, last = least_rank(given, "x", 1)
    count = _stretches(last, sequence_length, sequence_stride)
    return tensor((*outer, count, sequence_length), given.dtype, "sequence_length")


def _stretches(size: Dim, length: int, stride: int) -> Dim:
    if isinstance(size, int):
        return 1 + (size - length) // stride
    return derived("stretches", size, str(length), str(stride))


def stft(x: Given, sequence_stride: int, fft_length: int, center: bool, **_: Any) -> Result:
    """Frequencies of overlapping stretches, real and imaginary."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    axis_of(-1, len(shape))
    border = fft_length // 2 * 2 if center else 0
    count = _stretches(shape[-1], fft_length - border, sequence_stride)
    one = tensor((*shape[:-1], count, fft_length // 2 + 1), given.dtype, "fft_length")
    return one, one


def istft(
    x: Any, sequence_stride: int, fft_length: int, length: int | None, center: bool, **_: Any
) -> Result:
    """The signal again."""
    real, _imaginary = halves(x, 2)
    *outer, frames, _bins = shape_of(real)
    size: Dim | None = length
    if size is None and isinstance(frames, int):
        border = fft_length // 2 * 2 if center else 0
        size = (frames - 1) * sequence_stride + fft_length - border
    if size is None:
        size = derived("istft", frames, str(sequence_stride), str(fft_length), str(center))
    return tensor((*outer, size), real.dtype, "fft_length")


def as_complex(x: Given) -> Result:
    """The last axis, of two, becomes one complex number."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    if not shape or shape[-1] != 2:
        needs = "a last axis of size 2"
        raise Reject(UnfitArgument(argument="x", why=f"needs {needs}"), "x")
    return TensorType(shape[:-1], "complex64")


def as_real(x: Given) -> Result:
    """A last axis for real and imaginary part."""
    return TensorType((*shape_of(tensor_in(x, "x")), 2), "float32")


COUNT = needed(PositiveInt())
LENGTH = value(Optional(PositiveInt()), None)
WINDOW = value(Optional(OneOf("hann", "hamming")), "hann")
FRAMES = {"sequence_length": COUNT, "sequence_stride": COUNT, "fft_length": COUNT}

SPECTRA: Table = {
    **family({"x": TENSORS}, fourier(1), "fft"),
    **family({"x": TENSORS}, fourier(2), "fft2", "ifft2"),
    **family({"x": TENSOR, "fft_length": LENGTH}, rfft, "rfft"),
    **family({"x": TENSORS, "fft_length": LENGTH}, irfft, "irfft"),
    **family(
        {"x": TENSOR, "sequence_length": COUNT, "sequence_stride": COUNT},
        extract_sequences,
        "extract_sequences",
    ),
    **family({"x": TENSOR, **FRAMES, "window": WINDOW, "center": YES}, stft, "stft"),
    **family(
        {"x": TENSORS, **FRAMES, "length": LENGTH, "window": WINDOW, "center": YES},
        istft,
        "istft",
    ),
    **family(UNARY, as_complex, "view_as_complex"),
    **family(UNARY, as_real, "view_as_real"),
}
