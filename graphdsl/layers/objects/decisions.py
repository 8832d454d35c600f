"""Metrics of decisions: confusion counts, rates, F-scores, overlaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graphdsl.layers.base import Problem, arg
from graphdsl.layers.kinds import (
    Bool,
    Float,
    Int,
    ListOf,
    NonNegativeInt,
    OneOf,
    Optional,
    PositiveInt,
)
from graphdsl.layers.objects.metric import SHARE, THRESHOLDS, Metric, clash


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
            yield clash(self, ("num_thresholds",), "has to be at least 2")
        if self.num_labels and not self.multi_label:
            yield clash(self, ("num_labels", "multi_label"), "do not fit: set `multi_label`")
        if self.label_weights is not None and self.dtype == "string":
            yield clash(self, ("label_weights", "dtype"), "do not fit: weights are numbers")


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
            yield clash(self, ("target_class_ids",), "names a class that is not there")


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
