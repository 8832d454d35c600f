"""Layers that turn sound into pictures of its frequencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, log2
from typing import Any

from graphdsl.diagnostics.types import TooSmall
from graphdsl.layers.base import Layer, Problem, Reject, Weight, arg
from graphdsl.layers.demands import class_name, one, ranked, sized, usable
from graphdsl.layers.dtypes import INTEGERS
from graphdsl.layers.families.parts import DATA_FORMAT, channels_first, clash
from graphdsl.layers.kinds import Bool, Either, Float, ListOf, OneOf, Optional, PositiveInt
from graphdsl.layers.shapes import count, derived, window
from graphdsl.layers.tensors import Dim, TensorType


class MelSpectrogram(Layer):
    """The strength of audible frequencies over time."""

    fft_length: int = arg(PositiveInt(), 2048)
    sequence_stride: int = arg(PositiveInt(), 512)
    sequence_length: int | None = arg(Optional(PositiveInt()), None)
    window: str | Sequence[float] | None = arg(
        Optional(Either(OneOf("hann", "hamming"), ListOf(Float()))), "hann"
    )
    sampling_rate: int = arg(PositiveInt(), 16000)
    num_mel_bins: int = arg(PositiveInt(), 128)
    min_freq: float = arg(Float(), 20.0)
    max_freq: float | None = arg(Optional(Float()), None)
    power_to_db: bool = arg(Bool(), True)
    top_db: float = arg(Float(), 80.0)
    mag_exp: float = arg(Float(), 2.0)
    min_power: float = arg(Float(), 1e-10)
    ref_power: float = arg(Float(), 1.0)

    def problems(self) -> Iterator[Problem]:
        """A window wider than the transform, or of another number of numbers than it is long."""
        length = self.sequence_length or self.fft_length
        if isinstance(self.window, (list, tuple)) and len(self.window) != length:
            yield clash(self, f"must be a name or hold {length} numbers", "window")
        if self.sequence_length is not None and self.fft_length < self.sequence_length:
            yield clash(self, "must not be above `fft_length`", "sequence_length")
        if self.power_to_db and self.compute_dtype == "float64":
            yield clash(
                self, "works up to `float32` only, for which Keras has a constant", "power_to_db"
            )

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Frequencies by time."""
        shape = ranked(self, usable(self, one(self, inputs)), 1)
        stride, length = self.sequence_stride, shape[1]
        if isinstance(length, int) and length <= self.fft_length // 2:
            half = self.fft_length // 2 + 1
            raise Reject(TooSmall(layer=class_name(self), axis=1, size=length, takes=half))
        if isinstance(length, int):
            times: Dim = (length + stride + 1) // stride
        else:
            times = derived("mel", length, str(stride))
        return TensorType((shape[0], self.num_mel_bins, times), self.compute_dtype)

    def macs(self, *, inputs: TensorType, **operands: Any) -> int | None:
        """Frequencies weighed for each band at each time; their own transform is not counted.

        The input is padded by half a transform at each end, and may make less times of it than its
        shape says, which is that of Keras.
        """
        length, frequencies = ranked(self, inputs, 1)[1], self.fft_length // 2 + 1
        if not isinstance(length, int):
            return None
        padded = length + 2 * (self.fft_length // 2)
        times = 1 + (padded - self.fft_length) // self.sequence_stride
        return count((times, frequencies, self.num_mel_bins))


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NAMED_WINDOWS = _names(
    "bart barthann bartlett bkh black blackharr blackman blackmanharris blk bman bmn bohman box "
    "boxcar brt brthan bth cosine exponential flat flattop flt halfcosine ham hamm hamming han "
    "hann lanczos nut nutl nuttall ones par parz parzen poisson rect rectangular sinc taylor "
    "taylorwin tri triang triangle tuk tukey"
)
"""The windows of SciPy, which makes them for Keras, that need no numbers of their own."""
MODES = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")


class STFTSpectrogram(Layer):
    """Frequencies over time by a convolution, whose kernel may be trained on."""

    refuses = ("string", "bool", "bfloat16", *INTEGERS)

    mode: str = arg(OneOf(*MODES), "log")
    frame_length: int = arg(PositiveInt(), 256)
    frame_step: int | None = arg(Optional(PositiveInt()), None)
    fft_length: int | None = arg(Optional(PositiveInt()), None)
    window: str | Sequence[float] | None = arg(
        Optional(Either(OneOf(*NAMED_WINDOWS), ListOf(Float()))), "hann"
    )
    periodic: bool = arg(Bool(), False)
    scaling: str | None = arg(Optional(OneOf("density", "spectrum")), "density")
    padding: str = arg(OneOf("valid", "same"), "valid")
    expand_dims: bool = arg(Bool(), False)
    data_format: str | None = arg(DATA_FORMAT, None)

    def problems(self) -> Iterator[Problem]:
        """Steps and transforms that do not fit the frame."""
        if self.frame_step is not None and self.frame_step > self.frame_length:
            yield clash(self, "must not be above `frame_length`", "frame_step")
        if self.frame_step is None and self.frame_length < 2:
            yield clash(self, "must be at least 2 without `frame_step`", "frame_length")
        if self.fft_length is not None and self.fft_length < self.frame_length:
            yield clash(self, "must not be below `frame_length`", "fft_length")
        if isinstance(self.window, (list, tuple)) and len(self.window) != self.frame_length:
            yield clash(self, "must have as many numbers as a frame is long", "window")

    @property
    def bins(self) -> int:
        """The number of frequencies."""
        length = self.fft_length or 2 ** ceil(log2(self.frame_length))
        return length // 2 + 1

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Time by frequencies, for each channel."""
        shape = ranked(self, usable(self, one(self, inputs)), 2)
        first = channels_first(self.data_format)
        depth = sized(self, shape, 1 if first else -1)
        length = shape[2] if first else shape[1]
        step = self.frame_step or self.frame_length // 2
        times = window(length, self.frame_length, step, self.padding)
        if isinstance(length, int) and isinstance(times, int) and times < 1:
            axis = 2 if first else 1
            raise Reject(
                TooSmall(layer=class_name(self), axis=axis, size=length, takes=self.frame_length),
                "inputs",
            )
        bins = self.bins * (2 if self.mode == "stft" else 1)
        if self.expand_dims:
            tail: tuple[Dim, ...] = (depth, times, bins) if first else (times, bins, depth)
        else:
            tail = (depth * bins, times) if first else (times, depth * bins)
        return TensorType((shape[0], *tail), self.compute_dtype)

    def weights(self, **operands: Any) -> tuple[Weight, ...]:
        """A kernel for the real part and one for the imaginary."""
        shape = (self.frame_length, 1, self.bins)
        parts = {"real": "imag", "imag": "real"}
        return tuple(Weight(f"{part}_kernel", shape) for part in parts if self.mode != parts[part])

    def macs(self, *, inputs: TensorType, **operands: Any) -> int | None:
        """A convolution for each part, on each channel."""
        shape = ranked(self, inputs, 2)
        first = channels_first(self.data_format)
        depth, length = (shape[1], shape[2]) if first else (shape[2], shape[1])
        step = self.frame_step or self.frame_length // 2
        times = window(length, self.frame_length, step, self.padding)
        each = count((depth, times, self.frame_length, self.bins))
        return None if each is None else each * len(self.weights())
