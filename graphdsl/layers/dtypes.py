"""Dtypes: which a layer computes in, which its weights have, how wide they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graphdsl.graph.values import Object, Value

FLOATX: Final = "float32"
"""Keras' default, unless its configuration on the machine says otherwise."""

FLOATS: Final = ("bfloat16", "float16", "float32", "float64")
INTEGERS: Final = ("uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64")

NO_NUMBERS: Final = ("string",)
NO_REALS: Final = ("string", "bool")
NO_POOLED: Final = ("string", "bool", "uint32", "uint64")
"""What TensorFlow cannot compare or resize."""
NO_FLOATS: Final = ("string", "bool", *INTEGERS)
NO_SIGNED: Final = (*NO_REALS, "uint8", "uint16", "uint32", "uint64")
NO_SINGLES: Final = (*NO_FLOATS, "float64")
NO_PENALTY: Final = ("string", "bool", "uint8", "uint16", "int8", "int16")
"""What TensorFlow cannot sum the squares or absolute values of."""

_MIXED: Final[Mapping[str, tuple[str, str]]] = {
    "mixed_float16": ("float16", "float32"),
    "mixed_bfloat16": ("bfloat16", "float32"),
}
_BYTES: Final[Mapping[str, int]] = {
    "bool": 1,
    "complex64": 8,
    "complex128": 16,
    "bfloat16": 2,
    "float8_e4m3fn": 1,
    "float8_e5m2": 1,
    **{name: int(name.lstrip("uintfloa")) // 8 for name in (*INTEGERS, *FLOATS[1:])},
}


def policy(value: Value) -> tuple[str, str]:
    """The dtypes of computation and of variables that the `dtype` argument of a layer means."""
    if isinstance(value, Object):
        value = value.args.get("name")
    if not isinstance(value, str):
        return FLOATX, FLOATX
    return _MIXED.get(value, (value, value))


def is_float(dtype: str | None) -> bool:
    """Whether `dtype` is one of the floats that Keras casts; float8 is not."""
    return dtype in FLOATS


def width(dtype: str | None) -> int | None:
    """Bytes of one element; None where that is unknown or varies, as for strings."""
    return None if dtype is None else _BYTES.get(dtype)
