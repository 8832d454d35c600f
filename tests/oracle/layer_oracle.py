"""One layer, asked of both: what graphdsl says of a call, and what Keras does with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from graphdsl.graph import Layer as GraphLayer
from graphdsl.graph.values import Object
from graphdsl.layers.base import Layer, Reject
from graphdsl.layers.binding import bind
from graphdsl.layers.tensors import BATCH, Sym, TensorType

from .deviations import deviation
from .values import in_keras, seen

Operands = dict[str, Any]
CONCRETE = {BATCH.label: 13, "n": 7, "m": 10}
"""The sizes that unknown dimensions have when a layer is run."""


@dataclass(frozen=True)
class Verdict:
    """Why a call is refused, or what it gives and the weights that it makes."""

    refused: str | None = None
    result: Any = None
    weights: tuple[Any, ...] = ()


def ours(cls: type[Layer], args: Mapping[str, Any], operands: Operands) -> Verdict:
    spec, problems = bind(cls, args)
    if problems:
        return Verdict("; ".join(p.diagnostic.message() for p in problems))
    assert isinstance(spec, Layer)
    given = {name: operands.get(name) for name in cls.operands}
    try:
        result = spec.infer(**given)
    except Reject as reject:
        return Verdict(reject.diagnostic.message())
    weights = tuple(
        (w.name, w.shape, w.dtype or spec.variable_dtype, w.trainable)
        for w in spec.weights(**given)
    )
    count = spec.macs(**given)
    assert count is None or count >= 0
    return Verdict(None, seen(result), weights)


def keras_value(value: Any) -> Any:
    if isinstance(value, GraphLayer):
        return made(value.cls, value.args)
    if isinstance(value, list):
        return [keras_value(v) for v in value]
    if isinstance(value, Object):
        homes = (keras.initializers, keras.regularizers, keras.constraints, keras.dtype_policies)
        home = next(h for h in homes if hasattr(h, value.cls))
        return getattr(home, value.cls)(**value.args)
    return value


def made(name: str, args: Mapping[str, Any]) -> keras.Layer:
    return getattr(keras.layers, name)(**{n: keras_value(v) for n, v in args.items()})


def called(layer: keras.Layer, operands: Operands) -> Any:
    first, *rest = operands
    return layer(operands[first], **{n: operands[n] for n in rest})


def theirs(name: str, args: Mapping[str, Any], operands: Operands) -> Verdict:
    try:
        layer = made(name, args)
        result = called(layer, {n: in_keras(v) for n, v in operands.items()})
    except Exception as error:  # Keras refuses with errors of many kinds
        return Verdict(f"{type(error).__name__}: {str(error)[:300]}")
    weights = tuple(
        (w.name, tuple(w.shape), keras.backend.standardize_dtype(w.dtype), w.trainable)
        for w in layer.weights
    )
    return Verdict(None, seen(result), weights)


def zeros(value: Any) -> Any:
    if isinstance(value, TensorType):
        shape = [CONCRETE[d.label] if isinstance(d, Sym) else d for d in value.shape or ()]
        if value.dtype == "string":
            return keras.ops.convert_to_tensor(np.full(shape, "a"))
        return keras.ops.zeros(shape, dtype=value.dtype)
    return [zeros(v) for v in value] if isinstance(value, list) else value


def run(name: str, args: Mapping[str, Any], operands: Operands) -> Verdict:
    """What happens with values: some layers are refused only then."""
    try:
        result = called(made(name, args), {n: zeros(v) for n, v in operands.items()})
    except Exception as error:
        return Verdict(f"{type(error).__name__}: {str(error)[:300]}")
    return Verdict(None, seen(result))


def disagreement(
    cls: type[Layer], args: Mapping[str, Any], operands: Operands, *, run_too: bool = True
) -> str | None:
    """What the two say differently of this call and the table does not tell of, or None; without
    `run_too` as Keras builds it."""
    found = difference(cls, args, operands, run_too=run_too)
    return None if deviation(cls.__name__, found) else found


def difference(
    cls: type[Layer], args: Mapping[str, Any], operands: Operands, *, run_too: bool = True
) -> str | None:
    """What the two say differently of this call, or None."""
    name = cls.__name__
    mine, keras_says = ours(cls, args, operands), theirs(name, args, operands)
    if mine.refused is not None:
        if keras_says.refused is not None or _misled(name, args, operands, keras_says):
            return None
        return f"we refuse: {mine.refused}; Keras gives {keras_says.result}"
    if keras_says.refused is not None:
        return f"we give {mine.result}; Keras refuses: {keras_says.refused}"
    if mine.result != keras_says.result:
        return f"we give {mine.result}, Keras {keras_says.result}"
    if mine.weights != keras_says.weights:
        return f"our weights {mine.weights}, Keras' {keras_says.weights}"
    return _when_run(name, args, operands, keras_says) if run_too else None


def _misled(name: str, args: Mapping[str, Any], operands: Operands, told: Verdict) -> bool:
    """Whether Keras, having built it, fails when run, or gives something else than it told."""
    found = run(name, args, operands)
    if found.refused is not None or not all(map(fits, shapes(found.result), shapes(told.result))):
        return True
    return any(
        now == "string" != then
        for now, then in zip(dtypes(found.result), dtypes(told.result), strict=True)
    )


def _when_run(name: str, args: Mapping[str, Any], operands: Operands, told: Verdict) -> str | None:
    if on_this_machine(args, operands):
        found = run(name, args, operands)
        if found.refused is not None and "Could not find device" in found.refused:
            return None
        if found.refused is not None:
            return f"we accept, and it fails when run: {found.refused}"
        pairs = zip(shapes(found.result), shapes(told.result), strict=True)
        if not all(fits(*pair) for pair in pairs):
            return f"Keras tells {told.result} and gives {found.result}"
    return None


def on_this_machine(args: Mapping[str, Any], operands: Operands) -> bool:
    """Whether TensorFlow can run it on a CPU, and no unknown size stands in the way."""
    tensors = [t for v in operands.values() for t in (v if isinstance(v, list) else [v])]
    known = all(
        isinstance(d, int) for t in tensors if isinstance(t, TensorType) for d in t.shape[1:]
    )
    first = str(args.get("data_format")).lower() == "channels_first"
    plain = args.get("groups", 1) == 1 and "dilation_rate" not in args
    return known and not first and plain and args.get("autocast", True)


def shapes(result: Any) -> list[Any]:
    return [shape for shape, _ in (result if isinstance(result, list) else [result])]


def dtypes(result: Any) -> list[Any]:
    return [dtype for _, dtype in (result if isinstance(result, list) else [result])]


def fits(shape: tuple[int | None, ...], told: tuple[int | None, ...]) -> bool:
    return len(shape) == len(told) and all(t in (None, s) for s, t in zip(shape, told, strict=True))
