"""Preprocessing layers, asked of both; Keras' are run as `fit` runs them.

Most of these layers cast what they get inside a graph, and not outside it, so that only a run in
a graph, or one on tensors that are cast before, tells what works in a model.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import keras
import tensorflow as tf
from keras.src.layers.preprocessing.data_layer import DataLayer

from graphdsl.layers.base import Layer
from graphdsl.layers.tensors import Sym, TensorType

from .deviations import deviation
from .layer_oracle import Operands, Verdict, called, fits, made, ours, theirs, zeros
from .values import seen


def refusal(error: Exception) -> Verdict:
    return Verdict(f"{type(error).__name__}: {str(error)[:500]}")


def as_in_graph(layer: keras.Layer, operands: Operands) -> Operands:
    """The operands as `layer` gets them in a graph: the first one cast."""
    first = next(iter(operands))
    given = {n: zeros(v) for n, v in operands.items()}
    if isinstance(layer, DataLayer):
        given[first] = keras.tree.map_structure(
            lambda t: keras.ops.convert_to_tensor(t, dtype=layer.compute_dtype), given[first]
        )
    return given


def run(
    name: str, args: Mapping[str, Any], operands: Operands, training: bool, in_graph: bool = False
) -> Verdict:
    """What a call gives, in training or not; a graph is exact, and slow to make."""
    try:
        layer = made(name, args)
        told = inspect.signature(layer.call).parameters
        flags = {"training": training} if "training" in told else {}
        if not in_graph:
            return Verdict(None, seen(called(layer, {**as_in_graph(layer, operands), **flags})))
        given = {n: zeros(v) for n, v in operands.items()}
        step: Any = tf.function(lambda given: called(layer, {**given, **flags}), autograph=False)
        return Verdict(None, seen(step(given)))
    except Exception as error:  # Keras and TensorFlow refuse with errors of many kinds
        return refusal(error)


def misleads(name: str, args: Mapping[str, Any], operands: Operands, told: Verdict) -> bool:
    """Whether Keras, having built it, fails in some way of running it, or gives another shape."""
    for training, in_graph in ((True, False), (False, False), (True, True)):
        found = run(name, args, operands, training, in_graph)
        if found.refused is not None or not fits(found.result[0], told.result[0]):
            return True
    return False


def runnable(operands: Operands) -> bool:
    """Whether all sizes are known, but for the batch."""
    each = [t for v in operands.values() for t in (v if isinstance(v, list) else [v])]
    sizes = [d for t in each if isinstance(t, TensorType) for d in (t.shape or ())[1:]]
    return not any(isinstance(d, Sym) for d in sizes)


def disagreement(cls: type[Layer], args: Mapping[str, Any], operands: Operands) -> str | None:
    """What the two say differently of this call and the table does not tell of, or None."""
    found = difference(cls, args, operands)
    return None if deviation(cls.__name__, found) else found


def difference(cls: type[Layer], args: Mapping[str, Any], operands: Operands) -> str | None:
    """What the two say differently of this call, or None."""
    name = cls.__name__
    mine, told = ours(cls, args, operands), theirs(name, args, operands)
    if mine.refused is not None:
        if told.refused is not None or misleads(name, args, operands, told):
            return None
        return f"we refuse: {mine.refused}; Keras gives {told.result}"
    if told.refused is not None:
        return f"we give {mine.result}; Keras refuses: {told.refused}"
    if mine.result != told.result:
        return f"we give {mine.result}, Keras {told.result}"
    if mine.weights != told.weights:
        return f"our weights {mine.weights}, Keras' {told.weights}"
    if not runnable(operands):
        return None
    for training in (True, False) if cls.training_matters else (True,):
        found = run(name, args, operands, training)
        if found.refused is not None:
            return f"we accept, and it fails when run ({training=}): {found.refused}"
        if not fits(found.result[0], told.result[0]) or found.result[1] != told.result[1]:
            return f"Keras tells {told.result} and gives {found.result} ({training=})"
    return None
