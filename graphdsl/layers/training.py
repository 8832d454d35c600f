"""What heads and `train` blocks take, each with the kind of value that it admits."""

from __future__ import annotations

from collections.abc import Mapping

from graphdsl.layers.kinds import (
    AnyValue,
    Bool,
    CallbackKind,
    DictOf,
    Either,
    Float,
    Kind,
    ListOf,
    LossKind,
    MetricKind,
    OptimizerKind,
    PositiveInt,
)

_METRICS = Either(MetricKind(), ListOf(MetricKind()))
ENTRIES: Mapping[str, Kind] = {
    "optimizer": OptimizerKind(),
    "loss": Either(LossKind(), DictOf(LossKind())),
    "loss_weights": Either(Float(), DictOf(Float())),
    "metrics": Either(_METRICS, DictOf(_METRICS)),
    "weighted_metrics": Either(_METRICS, DictOf(_METRICS)),
    "run_eagerly": Bool(),
    "steps_per_execution": PositiveInt(),
    "jit_compile": Either(Bool(), AnyValue()),
    "auto_scale_loss": Bool(),
    "callbacks": ListOf(CallbackKind()),
}
"""The arguments of `Model.compile`, and the callbacks for `Model.fit`."""

OPTIONS: Mapping[str, Kind] = {
    "loss": LossKind(),
    "weight": AnyValue(),
    "metrics": ListOf(MetricKind()),
}
"""What a head or aux takes in its parentheses."""
