"""The dtype that several dtypes come to, as Keras works it out on TensorFlow.

Python numbers are weak: `int` and `float` give way to any dtype of their kind.
"""

from __future__ import annotations

from functools import cache

from graphdsl.diagnostics.operations import UnfitDtype
from graphdsl.layers.base import Reject

FLOATX = "float32"
"""The dtype of what has none of its own."""

_ABOVE: dict[str, tuple[str, ...]] = {
    "bool": ("int",),
    "uint8": ("int16", "uint16"),
    "uint16": ("int32", "uint32"),
    "uint32": ("int64", "uint64"),
    "uint64": ("float",),
    "int": ("uint8", "int8", "complex64"),
    "int8": ("int16",),
    "int16": ("int32",),
    "int32": ("int64",),
    "int64": ("float",),
    "float": ("bfloat16", "float16"),
    "bfloat16": ("float32",),
    "float16": ("float32",),
    "float32": ("float64", "complex64"),
    "float64": ("complex128",),
    "complex64": ("complex128",),
    "complex128": (),
}
_STRONG = {"int": "int64", "float": "float32"}
_WEAK_RESULT = {"int": "int32", "float": "float32"}
_NARROWED = {"uint64": "uint32", "complex128": "complex64"}


@cache
def _bounds(dtype: str) -> frozenset[str]:
    """`dtype` and everything that it can be turned into."""
    found = {dtype}
    for above in _ABOVE[dtype]:
        found |= _bounds(above)
    return frozenset(found)


def _least(dtypes: frozenset[str]) -> str | None:
    """The first dtype that all of `dtypes` can be turned into."""
    if not all(d in _ABOVE for d in dtypes):
        return None
    common = frozenset[str].intersection(*(_bounds(d) for d in dtypes))
    found = (common & dtypes) or {c for c in common if common <= _bounds(c)}
    return min(found, default=None)


@cache
def _promoted(dtypes: tuple[str, ...]) -> str | None:
    strong = {_STRONG.get(d, d) for d in dtypes}
    weak = [d in _STRONG for d in dtypes]
    if any(d.startswith("float8") for d in dtypes):
        return None
    if all(weak):
        least = _least(frozenset(strong))
        result = "float32" if least is None or least.startswith("float") else "int32"
    elif len(strong) == 1:
        result = next(iter(strong))
    else:
        least = _least(frozenset(dtypes))
        if least is None:
            return None
        result = _WEAK_RESULT.get(least, least)
    return _NARROWED.get(result, result)


def promote(*dtypes: str | None) -> str | None:
    """The dtype of what is computed from `dtypes`; None where one is unknown; or Reject."""
    if None in dtypes:
        return None
    given = tuple(d for d in dtypes if d is not None)
    found = _promoted(given)
    if found is None:
        raise Reject(UnfitDtype(dtypes=tuple(dict.fromkeys(given))))
    return found


def strong(dtype: str | None) -> str | None:
    """The dtype that a number has where it does not give way."""
    return None if dtype is None else _STRONG.get(dtype, dtype)


def is_whole(dtype: str | None) -> bool:
    """Whether it is an integer dtype or bool."""
    return dtype is not None and ("int" in dtype or dtype == "bool")
