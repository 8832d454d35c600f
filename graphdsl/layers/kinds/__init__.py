"""Kinds of argument: what values an argument admits, and how that is said in a message."""

from __future__ import annotations

from graphdsl.layers.kinds.base import Kind
from graphdsl.layers.kinds.composite import DictOf, Either, ListOf, Optional
from graphdsl.layers.kinds.named import (
    Activation,
    CallbackKind,
    Constraint,
    DtypeKind,
    Initializer,
    LayerValue,
    LossKind,
    MetricKind,
    OptimizerKind,
    OptimizerObject,
    Regularizer,
    ScheduleKind,
)
from graphdsl.layers.kinds.plain import (
    AnyValue,
    Axes,
    Bool,
    Float,
    Int,
    NonNegativeInt,
    Numbers,
    OneOf,
    OneOfAny,
    PositiveInt,
    ShapeKind,
    Sizes,
    Str,
)

__all__ = [
    "Activation",
    "AnyValue",
    "Axes",
    "Bool",
    "CallbackKind",
    "Constraint",
    "DictOf",
    "DtypeKind",
    "Either",
    "Float",
    "Initializer",
    "Int",
    "Kind",
    "LayerValue",
    "ListOf",
    "LossKind",
    "MetricKind",
    "NonNegativeInt",
    "Numbers",
    "OneOf",
    "OneOfAny",
    "OptimizerKind",
    "OptimizerObject",
    "Optional",
    "PositiveInt",
    "Regularizer",
    "ScheduleKind",
    "ShapeKind",
    "Sizes",
    "Str",
]
