"""What training makes small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from graphdsl.layers.base import Arg, Spec, arg
from graphdsl.layers.kinds import (
    Axes,
    Bool,
    DtypeKind,
    Float,
    Int,
    Kind,
    OneOf,
    Optional,
    Str,
)

REDUCTION: Final[Kind] = Optional(
    OneOf("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none")
)
NAME: Final = Optional(Str())
DTYPE: Final = Optional(DtypeKind())
SMOOTHING: Final = Float(min=0, max=1)


class Loss(Spec):
    """What all losses share, in the order that most of them have it."""

    order: ClassVar[tuple[str, ...]] = ()
    """The order of all arguments, where it is another."""

    def __init_subclass__(cls, name: str = "") -> None:
        """Puts the shared arguments in their place; `name` is the default of that argument."""
        super().__init_subclass__()
        shared: Mapping[str, Arg] = {
            "reduction": Arg(REDUCTION, "sum_over_batch_size"),
            "name": Arg(NAME, name),
            "dtype": Arg(DTYPE, None),
        }
        everything = {**cls.args, **shared}
        cls.args = {n: everything[n] for n in cls.order or everything}


class MeanSquaredError(Loss, name="mean_squared_error"):
    """The mean of squared differences."""


class MeanAbsoluteError(Loss, name="mean_absolute_error"):
    """The mean of absolute differences."""


class MeanAbsolutePercentageError(Loss, name="mean_absolute_percentage_error"):
    """The mean of differences in percent."""


class MeanSquaredLogarithmicError(Loss, name="mean_squared_logarithmic_error"):
    """The mean of squared differences of logarithms."""


class CosineSimilarity(Loss, name="cosine_similarity"):
    """The negative cosine of the angle between both."""

    axis: int = arg(Int(), -1)


class Huber(Loss, name="huber_loss"):
    """Squared where small, absolute where large."""

    delta: float = arg(Float(), 1.0)


class LogCosh(Loss, name="log_cosh"):
    """The logarithm of the hyperbolic cosine of the difference."""


class Hinge(Loss, name="hinge"):
    """For labels -1 and 1."""


class SquaredHinge(Loss, name="squared_hinge"):
    """For labels -1 and 1, squared."""


class CategoricalHinge(Loss, name="categorical_hinge"):
    """The hinge over classes."""


class KLDivergence(Loss, name="kl_divergence"):
    """How far one distribution is from another."""


class Poisson(Loss, name="poisson"):
    """For counts."""


class BinaryCrossentropy(Loss, name="binary_crossentropy"):
    """For one yes or no."""

    from_logits: bool = arg(Bool(), False)
    label_smoothing: float = arg(SMOOTHING, 0.0)
    axis: int = arg(Int(), -1)


class BinaryFocalCrossentropy(Loss, name="binary_focal_crossentropy"):
    """For one yes or no, easy cases counting less."""

    apply_class_balancing: bool = arg(Bool(), False)
    alpha: float = arg(Float(), 0.25)
    gamma: float = arg(Float(), 2.0)
    from_logits: bool = arg(Bool(), False)
    label_smoothing: float = arg(SMOOTHING, 0.0)
    axis: int = arg(Int(), -1)


class CategoricalCrossentropy(Loss, name="categorical_crossentropy"):
    """For one of several classes, as one-hot targets."""

    from_logits: bool = arg(Bool(), False)
    label_smoothing: float = arg(SMOOTHING, 0.0)
    axis: int = arg(Int(), -1)


class CategoricalFocalCrossentropy(Loss, name="categorical_focal_crossentropy"):
    """For one of several classes, easy cases counting less."""

    alpha: float = arg(Float(), 0.25)
    gamma: float = arg(Float(), 2.0)
    from_logits: bool = arg(Bool(), False)
    label_smoothing: float = arg(SMOOTHING, 0.0)
    axis: int = arg(Int(), -1)


class SparseCategoricalCrossentropy(Loss, name="sparse_categorical_crossentropy"):
    """For one of several classes, as numbers."""

    order = ("from_logits", "ignore_class", "reduction", "axis", "name", "dtype")

    from_logits: bool = arg(Bool(), False)
    ignore_class: int | None = arg(Optional(Int()), None)
    axis: int = arg(Int(), -1)


class CategoricalGeneralizedCrossEntropy(Loss, name="categorical_generalized_cross_entropy"):
    """For one of several classes, with noisy labels."""

    q: float = arg(Float(above=0, below=1), 0.5)


class CTC(Loss, name="ctc"):
    """For sequences without alignment."""


class Dice(Loss, name="dice"):
    """How much two regions overlap."""

    order = ("reduction", "name", "axis", "dtype")

    axis: int | Sequence[int] | None = arg(Optional(Axes()), None)


class Tversky(Loss, name="tversky"):
    """How much two regions overlap, misses and false alarms weighed apart."""

    order = ("alpha", "beta", "reduction", "name", "axis", "dtype")

    alpha: float = arg(Float(), 0.5)
    beta: float = arg(Float(), 0.5)
    axis: int | Sequence[int] | None = arg(Optional(Axes()), None)


class Circle(Loss, name="circle"):
    """For embeddings: alike near, unlike far."""

    gamma: float = arg(Float(), 80.0)
    margin: float = arg(Float(), 0.4)
    remove_diagonal: bool = arg(Bool(), True)
