"""The parameters that many tensor functions share, and how a family of functions is declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from graphdsl.diagnostics.operations import TensorNeeded
from graphdsl.graph.values import Value
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.base import Function, Parameter
from graphdsl.layers.kinds import (
    Axes,
    Bool,
    DtypeKind,
    Float,
    Int,
    Kind,
    ListOf,
    OneOf,
    Optional,
    ShapeKind,
)
from graphdsl.layers.tensors import Shape, TensorType

Given: TypeAlias = TensorType | int | float | bool
"""What stands where a tensor is expected: one, or a number."""
Table: TypeAlias = dict[str, Function]

TENSOR = Parameter()
TENSORS = Parameter("tensors")
TENSOR_OR_NONE = Parameter(default=None)
INT = Int()
AXIS_KIND = Axes()
SHAPE_KIND = ShapeKind(min=0, open=False)


def value(kind: Kind, default: Value) -> Parameter:
    """A plain value that may be left out."""
    return Parameter("value", kind, default)


def needed(kind: Kind) -> Parameter:
    """A plain value that has to be given."""
    return Parameter("value", kind)


AXIS = value(Optional(INT), None)
AXES = value(Optional(AXIS_KIND), None)
LAST_AXIS = value(INT, -1)
FIRST_AXIS = value(INT, 0)
NO = value(Bool(), False)
YES = value(Bool(), True)
DTYPE_KIND = DtypeKind(policies=False)
DTYPE = value(Optional(DTYPE_KIND), None)
SHAPE = needed(SHAPE_KIND)
NUMBER = Float()
INTS = ListOf(INT)
DATA_FORMAT = value(Optional(OneOf("channels_last", "channels_first")), None)

UNARY: Mapping[str, Parameter] = {"x": TENSOR}
BINARY: Mapping[str, Parameter] = {"x1": TENSOR, "x2": TENSOR}
REDUCING: Mapping[str, Parameter] = {"x": TENSOR, "axis": AXES, "keepdims": NO}


def family(
    parameters: Mapping[str, Parameter], rule: Callable[..., Result] | None, *names: str
) -> Table:
    """Functions that share their parameters and their rule."""
    return {name: Function(name, parameters, rule) for name in names}


def typed(given: Given) -> TensorType:
    """The type of a tensor or of a number, whose dtype is then weak."""
    if isinstance(given, TensorType):
        return given
    return TensorType((), type(given).__name__)


def shape_of(given: Given) -> Shape:
    """The shape of a tensor of known rank; a number has none."""
    return (typed(given).shape) or ()


def tensor_in(given: Given | None, operand: str) -> TensorType:
    """A tensor where nothing else will do, or Reject."""
    if isinstance(given, TensorType):
        return given
    raise Reject(TensorNeeded(operand=operand), operand)
