"""What training measures."""

from __future__ import annotations

from graphdsl.layers.base import arg
from graphdsl.layers.kinds import (
    Bool,
    Float,
    Int,
    NonNegativeInt,
    OneOf,
    Optional,
    PositiveInt,
)
from graphdsl.layers.objects.decisions import (
    AUC as AUC,
)
from graphdsl.layers.objects.decisions import (
    BinaryIoU as BinaryIoU,
)
from graphdsl.layers.objects.decisions import (
    F1Score as F1Score,
)
from graphdsl.layers.objects.decisions import (
    FalseNegatives as FalseNegatives,
)
from graphdsl.layers.objects.decisions import (
    FalsePositives as FalsePositives,
)
from graphdsl.layers.objects.decisions import (
    FBetaScore as FBetaScore,
)
from graphdsl.layers.objects.decisions import (
    IoU as IoU,
)
from graphdsl.layers.objects.decisions import (
    MeanIoU as MeanIoU,
)
from graphdsl.layers.objects.decisions import (
    OneHotIoU as OneHotIoU,
)
from graphdsl.layers.objects.decisions import (
    OneHotMeanIoU as OneHotMeanIoU,
)
from graphdsl.layers.objects.decisions import (
    Precision as Precision,
)
from graphdsl.layers.objects.decisions import (
    PrecisionAtRecall as PrecisionAtRecall,
)
from graphdsl.layers.objects.decisions import (
    Recall as Recall,
)
from graphdsl.layers.objects.decisions import (
    RecallAtPrecision as RecallAtPrecision,
)
from graphdsl.layers.objects.decisions import (
    SensitivityAtSpecificity as SensitivityAtSpecificity,
)
from graphdsl.layers.objects.decisions import (
    SpecificityAtSensitivity as SpecificityAtSensitivity,
)
from graphdsl.layers.objects.decisions import (
    TrueNegatives as TrueNegatives,
)
from graphdsl.layers.objects.decisions import (
    TruePositives as TruePositives,
)
from graphdsl.layers.objects.metric import SHARE, Metric


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
