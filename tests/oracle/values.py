"""Strategies: random values that a kind of argument admits, random tensors, and Keras' own."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import keras
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from graphdsl.layers import kinds as k
from graphdsl.layers.tensors import BATCH, Sym, TensorType

CASES = int(os.environ.get("CASES", "12"))
"""How many random cases a function or layer gets."""

random_cases = settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    derandomize="CASES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)

SIZES = st.sampled_from([1, 2, 2, 3, 3, 4, 6, 8, BATCH, Sym("n"), Sym("m")])
FEW_DTYPES = ["float32"] * 12 + ["int32"] * 4 + ["bool", "bool", "int64", "uint8", "float16"]
MORE_DTYPES = ["int8", "uint16", "uint32", "uint64", "int16", "bfloat16", "float64", "string"]
DTYPES = st.sampled_from([*FEW_DTYPES, *MORE_DTYPES])
SMALL = st.sampled_from([-3, -2, -1, -1, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 8])


@cache
def of_kind(kind: k.Kind) -> st.SearchStrategy[Any]:
    """Values that `kind` admits."""
    return _of_kind(kind).filter(kind.admits)


def _of_kind(kind: k.Kind) -> st.SearchStrategy[Any]:
    match kind:
        case k.Optional():
            return st.one_of(st.none(), of_kind(kind.kind))
        case k.Either():
            return st.one_of([of_kind(one) for one in kind.kinds])
        case k.ListOf() if kind.length is not None:
            return st.lists(of_kind(kind.kind), min_size=kind.length, max_size=kind.length)
        case k.ListOf():
            return st.lists(of_kind(kind.kind), min_size=1, max_size=4).map(tuple)
        case k.Bool():
            return st.booleans()
        case k.Int():
            return SMALL
        case k.Float():
            return st.sampled_from([0, 0.0, 0.1, 0.25, 0.5, 0.9, 1, 1.0, 2.5, 3, -1, -0.5])
        case k.Axes():
            return st.one_of(SMALL, st.lists(SMALL, min_size=1, max_size=3, unique=True))
        case k.ShapeKind():
            return st.lists(SMALL.filter(lambda n: n >= 0), max_size=3).map(tuple)
        case k.Sizes():
            each = SMALL.filter(kind.each.admits)
            return st.one_of(each, st.lists(each, min_size=kind.n, max_size=kind.n).map(tuple))
        case k.OneOfAny():
            return st.sampled_from(kind.values)
        case _ if kind.candidates():
            return st.sampled_from(sorted(kind.candidates()))
        case _:
            return SMALL


@st.composite
def tensors(draw: st.DrawFn, min_rank: int = 0, max_rank: int = 4) -> TensorType:
    """A tensor of any shape and dtype."""
    rank = draw(st.sampled_from([r for r in (0, 1, 2, 2, 3, 3, 4) if min_rank <= r <= max_rank]))
    return TensorType(tuple(draw(st.lists(SIZES, min_size=rank, max_size=rank))), draw(DTYPES))


@st.composite
def like(draw: st.DrawFn, other: TensorType) -> TensorType:
    """A tensor that has something to do with `other`: its shape, a part of it, or a neighbour."""
    shape = list(other.shape or ())
    how = draw(st.sampled_from(["same"] * 5 + ["tail", "head", "one", "unknown", "other", "any"]))
    if how == "any":
        return draw(tensors())
    if how in ("tail", "head") and shape:
        cut = draw(st.integers(0, len(shape) - 1))
        shape = shape[cut:] if how == "tail" else shape[: cut + 1]
    elif how != "same" and shape:
        at = draw(st.integers(0, len(shape) - 1))
        shape[at] = {"one": 1, "unknown": Sym("u"), "other": draw(SIZES)}.get(how, shape[at])
    dtype = other.dtype if draw(st.booleans()) else draw(DTYPES)
    return TensorType(tuple(shape), dtype)


def keras_tensor(given: TensorType) -> keras.KerasTensor:
    """The same tensor in Keras' words."""
    shape = tuple(d if isinstance(d, int) else None for d in given.shape or ())
    return keras.KerasTensor(shape, dtype=given.dtype)


def in_keras(value: Any) -> Any:
    """`value` with Keras' tensors in place of ours."""
    if isinstance(value, TensorType):
        return keras_tensor(value)
    if isinstance(value, list):
        return [in_keras(v) for v in value]
    return tuple(map(in_keras, value)) if isinstance(value, tuple) else value


Seen = tuple[tuple[int | None, ...], str]


def seen(result: Any) -> Seen | list[Seen]:
    """Shape and dtype of a result, of ours or of Keras'."""
    if isinstance(result, TensorType):
        assert result.shape is not None, "unknown"
        assert result.dtype is not None, "unknown"
        return tuple(d if isinstance(d, int) else None for d in result.shape), result.dtype
    if isinstance(result, (list, tuple)):
        found: list[Any] = []
        for one in result:
            inner = seen(one)
            found += inner if isinstance(inner, list) else [inner]
        return found
    return tuple(result.shape), keras.backend.standardize_dtype(result.dtype)
