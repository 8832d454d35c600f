"""Nodes of TensorFlow's graph, as models of TensorFlow 2.0 to 2.3 keep them, as calls by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, cast

from graphdsl.saved.older.calls import Call
from graphdsl.saved.older.functions import Unsure
from graphdsl.saved.written import Json, part

Operands: TypeAlias = list[Json]
Attributes: TypeAlias = Mapping[str, Json]


def _named(module: str, names: str) -> dict[str, str]:
    """Nodes that are called like their function."""
    return {name: f"{module}.{name.lower()}" for name in names.split()}


UNARY: Final[Mapping[str, str]] = {
    **_named("math", "Abs Exp Expm1 Log Log1p Sqrt Rsqrt Square Sigmoid Tanh Sin Cos Floor"),
    **_named("nn", "Relu Relu6 Selu Elu Softmax Softplus"),
    "Identity": "identity",
    "Neg": "math.negative",
    "Reciprocal": "math.reciprocal",
    "Sign": "math.sign",
    "StopGradient": "stop_gradient",
}
BINARY: Final[Mapping[str, str]] = {
    **_named("math", "Add Maximum Minimum Pow Equal Greater Less"),
    "AddV2": "math.add",
    "Sub": "math.subtract",
    "Mul": "math.multiply",
    "RealDiv": "math.truediv",
    "FloorDiv": "math.floordiv",
    "GreaterEqual": "math.greater_equal",
    "LessEqual": "math.less_equal",
    "LogicalAnd": "math.logical_and",
    "LogicalOr": "math.logical_or",
    "NotEqual": "math.not_equal",
}
SECOND: Final[Mapping[str, tuple[str, str]]] = {
    "ExpandDims": ("expand_dims", "axis"),
    "Reshape": ("reshape", "shape"),
    "Tile": ("tile", "multiples"),
    "Transpose": ("transpose", "perm"),
}
"""Functions whose second operand is a constant, with its name."""
REDUCTIONS: Final[Mapping[str, str]] = {
    f"{name.capitalize()}": f"math.reduce_{name}" for name in ("mean", "sum", "max", "min", "prod")
}


def function_in_node(config: Mapping[str, Json], call: Call) -> tuple[str, Call]:
    """The function that the node of a TensorFlowOpLayer calls, and what with."""
    node = _node(config.get("node_def"))
    op, attributes = str(node.get("op")), part(node, "attr")
    operands = _operands(config.get("constants"), call.first)
    given: Attributes = cast("Attributes", attributes) if isinstance(attributes, dict) else {}
    for read in (_elementwise, _with_second, _reduction, _other):
        found = read(op, operands, given)
        if found is not None:
            return found
    raise Unsure(f"holds a node of the kind `{op}`, which has no counterpart here")


def _node(written: Json) -> Mapping[str, Json]:
    """The node, which stands there as JSON, in a text of its own mostly."""
    try:
        found: Any = json.loads(written) if isinstance(written, str) else written
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unsure("holds a node that is no JSON")
    return cast("dict[str, Json]", found)


def _operands(constants: Json, first: Json) -> Operands:
    """Tensors and constants in the order in which the node takes them."""
    found = list(cast("list[Json]", first)) if isinstance(first, list) else [first]
    given = cast("dict[str, Json]", constants) if isinstance(constants, dict) else {}
    for place in sorted((p for p in given if p.isdecimal()), key=int):
        found.insert(int(place), given[place])
    return found


_Read: TypeAlias = Callable[[str, Operands, Attributes], "tuple[str, Call] | None"]


def _called(function: str, first: Json, **kwargs: Json) -> tuple[str, Call]:
    return function, Call(first, kwargs, alone=True)


def _elementwise(op: str, operands: Operands, given: Attributes) -> tuple[str, Call] | None:
    if op in UNARY and len(operands) == 1:
        return _called(UNARY[op], operands[0])
    if op in BINARY and len(operands) == 2:
        return _called(BINARY[op], operands[0], y=operands[1])
    return None


def _with_second(op: str, operands: Operands, given: Attributes) -> tuple[str, Call] | None:
    if op not in SECOND or len(operands) != 2:
        return None
    function, name = SECOND[op]
    return _called(function, operands[0], **{name: operands[1]})


def _reduction(op: str, operands: Operands, given: Attributes) -> tuple[str, Call] | None:
    if op not in REDUCTIONS or len(operands) != 2:
        return None
    keep = part(given.get("keep_dims"), "b") is True
    return _called(REDUCTIONS[op], operands[0], axis=operands[1], keepdims=keep)


def _other(op: str, operands: Operands, given: Attributes) -> tuple[str, Call] | None:
    match op:
        case "ConcatV2" if len(operands) > 1:
            return _called("concat", operands[:-1], axis=operands[-1])
        case "Pack" if operands:
            return _called("stack", operands, axis=_whole(part(given.get("axis"), "i"), 0))
        case "Cast" if len(operands) == 1:
            return _called("cast", operands[0], dtype=_dtype(part(given.get("DstT"), "type")))
        case "Squeeze" if len(operands) == 1:
            axes = part(given.get("squeeze_dims"), "list", "i")
            whole = [_whole(axis, 0) for axis in cast("list[Json]", axes or [])]
            return _called("squeeze", operands[0], axis=whole or None)
        case "MatMul" | "BatchMatMulV2" if len(operands) == 2:
            flags = ("transpose_a", "transpose_b", "adj_x", "adj_y")
            if any(part(given.get(flag), "b") is True for flag in flags):
                raise Unsure("transposes what it multiplies")
            return _called("linalg.matmul", operands[0], b=operands[1])
        case _:
            return None


def _whole(written: Json, default: int) -> int:
    """A whole number, which this kind of JSON writes as a text."""
    try:
        return default if written is None else int(written)
    except (TypeError, ValueError):
        raise Unsure("has a number that is none") from None


def _dtype(written: Json) -> str:
    """`DT_FLOAT` is `float32`."""
    names = {"DT_FLOAT": "float32", "DT_DOUBLE": "float64", "DT_HALF": "float16"}
    names |= {"DT_BOOL": "bool", "DT_BFLOAT16": "bfloat16", "DT_STRING": "string"}
    names |= {f"DT_{k}{n}": f"{k.lower()}{n}" for k in ("INT", "UINT") for n in (8, 16, 32, 64)}
    if written not in names:
        raise Unsure("makes another dtype of its tensor than Keras has")
    return names[written]
