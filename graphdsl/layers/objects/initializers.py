"""How weights begin."""

from __future__ import annotations

from collections.abc import Sequence

from graphdsl.layers.base import Spec, arg
from graphdsl.layers.kinds import Axes, Bool, Float, Int, OneOf, Optional


class Constant(Spec):
    """One number everywhere."""

    value: float = arg(Float(), 0.0)


class Zeros(Spec):
    """Zero everywhere."""


class Ones(Spec):
    """One everywhere."""


class Identity(Spec):
    """A matrix that changes nothing, times `gain`."""

    gain: float = arg(Float(), 1.0)


class Orthogonal(Spec):
    """A matrix that turns, times `gain`."""

    gain: float = arg(Float(), 1.0)
    seed: int | None = arg(Optional(Int()), None)


class STFT(Spec):
    """The kernel of a short-time Fourier transform."""

    side: str = arg(OneOf("real", "imag"), "real")
    window: str | None = arg(Optional(OneOf("hann", "hamming")), "hann")
    scaling: str | None = arg(Optional(OneOf("density", "spectrum")), "density")
    periodic: bool = arg(Bool(), False)


class RandomNormal(Spec):
    """Normally distributed."""

    mean: float = arg(Float(), 0.0)
    stddev: float = arg(Float(), 0.05)
    seed: int | None = arg(Optional(Int()), None)


class TruncatedNormal(Spec):
    """Normally distributed, within two standard deviations."""

    mean: float = arg(Float(), 0.0)
    stddev: float = arg(Float(), 0.05)
    seed: int | None = arg(Optional(Int()), None)


class RandomUniform(Spec):
    """Evenly distributed between two bounds."""

    minval: float = arg(Float(), -0.05)
    maxval: float = arg(Float(), 0.05)
    seed: int | None = arg(Optional(Int()), None)


class VarianceScaling(Spec):
    """As wide as the number of inputs or outputs asks for."""

    scale: float = arg(Float(above=0), 1.0)
    mode: str = arg(OneOf("fan_in", "fan_out", "fan_avg"), "fan_in")
    distribution: str = arg(
        OneOf("truncated_normal", "untruncated_normal", "normal", "uniform", any_case=True),
        "truncated_normal",
    )
    seed: int | None = arg(Optional(Int()), None)
    input_axes: int | Sequence[int] | None = arg(Optional(Axes()), None)
    output_axes: int | Sequence[int] | None = arg(Optional(Axes()), None)


class Scaled(Spec):
    """Variance scaling of a fixed form."""

    seed: int | None = arg(Optional(Int()), None)
    input_axes: int | Sequence[int] | None = arg(Optional(Axes()), None)
    output_axes: int | Sequence[int] | None = arg(Optional(Axes()), None)


class GlorotNormal(Scaled):
    """By inputs and outputs, normally distributed."""


class GlorotUniform(Scaled):
    """By inputs and outputs, evenly distributed."""


class HeNormal(Scaled):
    """By inputs, for relu, normally distributed."""


class HeUniform(Scaled):
    """By inputs, for relu, evenly distributed."""


class LecunNormal(Scaled):
    """By inputs, for selu, normally distributed."""


class LecunUniform(Scaled):
    """By inputs, for selu, evenly distributed."""
