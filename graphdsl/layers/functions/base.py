"""How the knowledge of a tensor function is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from graphdsl.diagnostics.operations import OperationDiagnostic
from graphdsl.graph.values import UNKNOWN, Value
from graphdsl.layers.base import REQUIRED, Reject, Required, Result
from graphdsl.layers.kinds import Kind
from graphdsl.layers.tensors import ANYTHING, TensorType


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: a `tensor` (or a number), a list of `tensors`, or a plain `value`."""

    takes: Literal["tensor", "tensors", "value"] = "tensor"
    kind: Kind | None = None
    """What a plain value must be. Where a tensor stands, None admits a number (or the default)."""
    default: Value | Required = REQUIRED


@dataclass(frozen=True, slots=True)
class Function:
    """What is known of one function of `keras.ops`."""

    name: str
    parameters: Mapping[str, Parameter]
    """In the order of Keras' signature."""
    rule: Callable[..., Result] | None = None
    """From the bound parameters (TensorTypes where tensors stand) to what the call gives; it may
    raise Reject. None: nothing is known, and the type is ANYTHING."""
    rest: str | None = None
    """The parameter that takes all further positional arguments as a list, `*operands`; those
    behind it are given by keyword only."""
    keywords: Kind | None = None
    """What further keyword arguments must be (`**axes_lengths`); None where there are none. The
    rule gets them under `keywords`, as a dict."""

    def infer(self, **bound: Any) -> Result:
        """What a call with these parameters gives; what is left out has its default.

        ANYTHING where there is no rule, or where a part of the parameters is unknown.
        """
        if self.rule is None or any(map(_vague, bound.values())):
            return ANYTHING
        for name, parameter in self.parameters.items():
            if name not in bound and parameter.default is not REQUIRED:
                bound[name] = parameter.default
        try:
            return self.rule(**bound)
        except Reject as reject:
            found = reject.diagnostic
            if isinstance(found, OperationDiagnostic) and not found.call:
                raise Reject(found.replace(call=self.name), reject.operand) from None
            raise


def _vague(value: Any) -> bool:
    """Whether `value` is unknown, or a tensor of unknown rank, or has such a thing inside."""
    if isinstance(value, TensorType):
        return value.shape is None
    if isinstance(value, (list, tuple)):
        return any(map(_vague, cast("list[Any]", value)))
    if isinstance(value, dict):
        return any(map(_vague, cast("dict[str, Any]", value).values()))
    return value is UNKNOWN
