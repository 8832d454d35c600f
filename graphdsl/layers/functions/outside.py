"""The functions of keras.ops that cannot be part of a model, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.operations import NotForGraphs
from graphdsl.layers.base import REQUIRED, Reject, Result
from graphdsl.layers.functions.base import Function, Parameter
from graphdsl.layers.kinds import AnyValue

_PYTHON = "it takes a Python function"
_NO_TENSOR = "it gives {}, not a tensor"

_Defaults = Mapping[str, Any]
_OUTSIDE: Mapping[str, tuple[str, _Defaults]] = {
    "associative_scan": (
        _PYTHON,
        {"f": REQUIRED, "elems": REQUIRED, "reverse": False, "axis": 0},
    ),
    "cond": (_PYTHON, {"pred": REQUIRED, "true_fn": REQUIRED, "false_fn": REQUIRED}),
    "convert_to_numpy": (_NO_TENSOR.format("an array with values"), {"x": REQUIRED}),
    "custom_gradient": (_PYTHON, {"f": REQUIRED}),
    "dtype": (_NO_TENSOR.format("a string"), {"x": REQUIRED}),
    "fori_loop": (
        _PYTHON,
        {"lower": REQUIRED, "upper": REQUIRED, "body_fun": REQUIRED, "init_val": REQUIRED},
    ),
    "is_tensor": (_NO_TENSOR.format("a truth value"), {"x": REQUIRED}),
    "jvp": (
        _PYTHON,
        {"fun": REQUIRED, "primals": REQUIRED, "tangents": REQUIRED, "has_aux": False},
    ),
    "map": (_PYTHON, {"f": REQUIRED, "xs": REQUIRED}),
    "scan": (
        _PYTHON,
        {
            "f": REQUIRED,
            "init": REQUIRED,
            "xs": None,
            "length": None,
            "reverse": False,
            "unroll": 1,
        },
    ),
    "shape": (_NO_TENSOR.format("a tuple of sizes"), {"x": REQUIRED}),
    "switch": (_PYTHON, {"index": REQUIRED, "branches": REQUIRED, "operands": REQUIRED}),
    "vectorize": (_PYTHON, {"pyfunc": REQUIRED, "excluded": None, "signature": None}),
    "vectorized_map": (_PYTHON, {"function": REQUIRED, "elements": REQUIRED}),
    "while_loop": (
        _PYTHON,
        {"cond": REQUIRED, "body": REQUIRED, "loop_vars": REQUIRED, "maximum_iterations": None},
    ),
}
_REST = {"switch": "operands"}
_PLAIN = {
    *("f", "body_fun", "cond", "body", "fun", "function", "pyfunc", "branches", "signature"),
    *("reverse", "axis", "has_aux", "length", "unroll", "excluded", "maximum_iterations"),
}
"""Parameters that take functions or plain values; the others read the model."""

REASONS: Mapping[str, str] = {name: reason for name, (reason, _) in _OUTSIDE.items()}
"""Why each cannot stand in a model."""


def outside(name: str) -> Diagnostic | None:
    """Why the function `name` cannot stand in a model, if it cannot."""
    reason = REASONS.get(name)
    return None if reason is None else NotForGraphs(call=name, why=reason)


def _refused(reason: str) -> Callable[..., Result]:
    def rule(**_: Any) -> Result:
        raise Reject(NotForGraphs(why=reason))

    return rule


def _parameter(name: str, default: Any) -> Parameter:
    return Parameter("value" if name in _PLAIN else "tensor", AnyValue(), default)


OUTSIDE = {
    name: Function(
        name,
        {n: _parameter(n, default) for n, default in parameters.items()},
        _refused(reason),
        rest=_REST.get(name),
    )
    for name, (reason, parameters) in _OUTSIDE.items()
}
