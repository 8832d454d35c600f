"""What training measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.layers.base import Arg, Problem, Spec, arg
from graphdsl.layers.kinds import (
    Bool,
    DtypeKind,
    Either,
    Float,
    Int,
    ListOf,
    NonNegativeInt,
    OneOf,
    Optional,
    PositiveInt,
    Str,
)

NAME: Final = Optional(Str())
DTYPE: Final = Optional(DtypeKind())
SHARE: Final = Float(min=0, max=1)
THRESHOLDS: Final = Optional(Either(SHARE, ListOf(SHARE)))


class Metric(Spec):
    """What most metrics take: a name and a dtype, first or last."""

    named: ClassVar[str | None] = None
    """The default of `name`."""
    name_at: ClassVar[int | None] = 0
    """The place of `name`, `dtype` behind it; None is the end."""

    def __init_subclass__(cls) -> None:
        """Puts name and dtype in their place."""
        super().__init_subclass__()
        own = {n: a for n, a in cls.args.items() if n not in ("name", "dtype")}
        names = list(own)
        place = len(names) if cls.name_at is None else cls.name_at
        both = {"name": Arg(NAME, cls.named), "dtype": Arg(DTYPE, None)}
        everything = {**own, **both}
        cls.args = {n: everything[n] for n in (*names[:place], *both, *names[place:])}


class Mean(Metric):
    """The mean of what it is given."""

    named = "mean"


class Sum(Metric):
    """The sum of what it is given."""

    named = "sum"


class Accuracy(Metric):
    """How often predictions equal labels."""

    named = "accuracy"


class BinaryAccuracy(Metric):
    """How often a yes or no is right."""

    named = "binary_accuracy"

    threshold: float = arg(Float(above=0, below=1), 0.5)


class CategoricalAccuracy(Metric):
    """How often the right class is the likeliest, with one-hot targets."""

    named = "categorical_accuracy"


class SparseCategoricalAccuracy(Metric):
    """How often the right class is the likeliest, with targets as numbers."""

    named = "sparse_categorical_accuracy"


class TopKCategoricalAccuracy(Metric):
    """How often the right class is among the `k` likeliest, with one-hot targets."""

    named = "top_k_categorical_accuracy"
    name_at = None

    k: int = arg(PositiveInt(), 5)


class SparseTopKCategoricalAccuracy(Metric):
    """How often the right class is among the `k` likeliest, with targets as numbers."""

    named = "sparse_top_k_categorical_accuracy"
    name_at = 1

    k: int = arg(PositiveInt(), 5)
    from_sorted_ids: bool = arg(Bool(), False)


class BinaryCrossentropy(Metric):
    """The crossentropy of a yes or no."""

    named = "binary_crossentropy"

    from_logits: bool = arg(Bool(), False)
    label_smoothing: float = arg(SHARE, 0)


class CategoricalCrossentropy(Metric):
    """The crossentropy over classes, with one-hot targets."""

    named = "categorical_crossentropy"

    from_logits: bool = arg(Bool(), False)
    label_smoothing: float = arg(SHARE, 0)
    axis: int = arg(Int(), -1)


class SparseCategoricalCrossentropy(Metric):
    """The crossentropy over classes, with targets as numbers."""

    named = "sparse_categorical_crossentropy"

    from_logits: bool = arg(Bool(), False)
    ignore_class: int | None = arg(Optional(Int()), None)
    axis: int = arg(Int(), -1)


class Hinge(Metric):
    """The hinge loss."""

    named = "hinge"


class SquaredHinge(Metric):
    """The squared hinge loss."""

    named = "squared_hinge"


class CategoricalHinge(Metric):
    """The hinge loss over classes."""

    named = "categorical_hinge"


class KLDivergence(Metric):
    """How far one distribution is from another."""

    named = "kl_divergence"


class Poisson(Metric):
    """The Poisson loss."""

    named = "poisson"


class LogCoshError(Metric):
    """The logarithm of the hyperbolic cosine of the error."""

    named = "logcosh"


class MeanAbsoluteError(Metric):
    """The mean of absolute errors."""

    named = "mean_absolute_error"


class MeanAbsolutePercentageError(Metric):
    """The mean of errors in percent."""

    named = "mean_absolute_percentage_error"


class MeanSquaredError(Metric):
    """The mean of squared errors."""

    named = "mean_squared_error"


class MeanSquaredLogarithmicError(Metric):
    """The mean of squared errors of logarithms."""

    named = "mean_squared_logarithmic_error"


class RootMeanSquaredError(Metric):
    """The root of the mean of squared errors."""

    named = "root_mean_squared_error"


class CosineSimilarity(Metric):
    """The cosine of the angle between both."""

    named = "cosine_similarity"

    axis: int = arg(Int(), -1)


class PearsonCorrelation(Metric):
    """How well a line fits both."""

    named = "pearson_correlation"

    axis: int = arg(Int(), -1)


class ConcordanceCorrelation(Metric):
    """How well the line of equality fits both."""

    named = "concordance_correlation"

    axis: int = arg(Int(), -1)


class R2Score(Metric):
    """The share of the variance that is explained."""

    named = "r2_score"
    name_at = None

    class_aggregation: str | None = arg(
        Optional(OneOf("uniform_average", "variance_weighted_average")), "uniform_average"
    )
    num_regressors: int = arg(NonNegativeInt(), 0)


class FScore(Metric):
    """What both F-scores take."""

    name_at = None

    average: str | None = arg(Optional(OneOf("micro", "macro", "weighted")), None)


class FBetaScore(FScore):
    """A mean of precision and recall, weighed by `beta`."""

    named = "fbeta_score"

    beta: float = arg(Float(above=0, pointed=True), 1.0)
    threshold: float | None = arg(Optional(Float(above=0, max=1, pointed=True)), None)


class F1Score(FScore):
    """The harmonic mean of precision and recall."""

    named = "f1_score"

    threshold: float | None = arg(Optional(Float(above=0, max=1, pointed=True)), None)


class Outcomes(Metric):
    """Counts of one kind of outcome."""

    name_at = None

    thresholds: float | Sequence[float] | None = arg(THRESHOLDS, None)


class TruePositives(Outcomes):
    """The right yeses."""


class TrueNegatives(Outcomes):
    """The right noes."""


class FalsePositives(Outcomes):
    """The wrong yeses."""


class FalseNegatives(Outcomes):
    """The wrong noes."""


class Precision(Metric):
    """The share of yeses that are right."""

    name_at = None

    thresholds: float | Sequence[float] | None = arg(THRESHOLDS, None)
    top_k: int | None = arg(Optional(PositiveInt()), None)
    class_id: int | None = arg(Optional(NonNegativeInt()), None)


class Recall(Precision):
    """The share of true cases that are found."""


class AUC(Metric):
    """The area under a curve of two rates."""

    name_at = 3

    num_thresholds: int = arg(Int(), 200)
    curve: str = arg(OneOf("ROC", "PR", "PRGAIN", "roc", "pr", "prgain"), "ROC")
    summation_method: str = arg(
        OneOf("interpolation", "minoring", "majoring", "Interpolation", "Minoring", "Majoring"),
        "interpolation",
    )
    thresholds: Sequence[float] | None = arg(Optional(ListOf(SHARE)), None)
    multi_label: bool = arg(Bool(), False)
    num_labels: int | None = arg(Optional(PositiveInt()), None)
    label_weights: Sequence[float] | None = arg(Optional(ListOf(Float(min=0))), None)
    from_logits: bool = arg(Bool(), False)

    def problems(self) -> Iterator[Problem]:
        """Enough thresholds; labels only where there are several."""
        if self.thresholds is None and self.num_thresholds <= 1:
            yield _clash(self, ("num_thresholds",), "has to be at least 2")
        if self.num_labels and not self.multi_label:
            yield _clash(self, ("num_labels", "multi_label"), "do not fit: set `multi_label`")


def _clash(metric: Spec, arguments: tuple[str, ...], why: str) -> Problem:
    name = type(metric).__name__
    return Problem(ArgumentsClash(layer=name, arguments=arguments, why=why), arguments[0])


class AtRate(Metric):
    """What those take that fix one rate and measure another; the rate comes first."""

    name_at = None

    num_thresholds: int = arg(PositiveInt(), 200)
    class_id: int | None = arg(Optional(NonNegativeInt()), None)


class SensitivityAtSpecificity(AtRate):
    """The sensitivity where the specificity is at least so much."""

    first = ("specificity",)

    specificity: float = arg(SHARE)


class SpecificityAtSensitivity(AtRate):
    """The specificity where the sensitivity is at least so much."""

    first = ("sensitivity",)

    sensitivity: float = arg(SHARE)


class PrecisionAtRecall(AtRate):
    """The precision where the recall is at least so much."""

    first = ("recall",)

    recall: float = arg(SHARE)


class RecallAtPrecision(AtRate):
    """The recall where the precision is at least so much."""

    first = ("precision",)

    precision: float = arg(SHARE)


class OfClasses(Metric):
    """What those take that compare regions of classes."""

    def problems(self) -> Iterator[Problem]:
        """The classes that are asked for exist."""
        targets: Any = getattr(self, "target_class_ids", ())
        if any(t >= getattr(self, "num_classes", 2) for t in targets):
            yield _clash(self, ("target_class_ids",), "names a class that is not there")


class IoU(OfClasses):
    """How much regions overlap, for some classes."""

    name_at = 2

    num_classes: int = arg(PositiveInt())
    target_class_ids: Sequence[int] = arg(ListOf(Int()))
    ignore_class: int | None = arg(Optional(Int()), None)
    sparse_y_true: bool = arg(Bool(), True)
    sparse_y_pred: bool = arg(Bool(), True)
    axis: int = arg(Int(), -1)


class MeanIoU(OfClasses):
    """How much regions overlap, over all classes."""

    name_at = 1

    num_classes: int = arg(PositiveInt())
    ignore_class: int | None = arg(Optional(Int()), None)
    sparse_y_true: bool = arg(Bool(), True)
    sparse_y_pred: bool = arg(Bool(), True)
    axis: int = arg(Int(), -1)


class OneHotIoU(OfClasses):
    """How much regions overlap, for some classes, with one-hot targets."""

    name_at = 2

    num_classes: int = arg(PositiveInt())
    target_class_ids: Sequence[int] = arg(ListOf(Int()))
    ignore_class: int | None = arg(Optional(Int()), None)
    sparse_y_pred: bool = arg(Bool(), False)
    axis: int = arg(Int(), -1)


class OneHotMeanIoU(OfClasses):
    """How much regions overlap, over all classes, with one-hot targets."""

    name_at = 1

    num_classes: int = arg(PositiveInt())
    ignore_class: int | None = arg(Optional(Int()), None)
    sparse_y_pred: bool = arg(Bool(), False)
    axis: int = arg(Int(), -1)


class BinaryIoU(OfClasses):
    """How much regions of a yes or no overlap."""

    name_at = None

    target_class_ids: Sequence[int] = arg(ListOf(Int(min=0, max=1)), (0, 1))
    threshold: float = arg(Float(), 0.5)
