"""Preprocessing layers, asked of both; Keras' are run as `fit` runs them, inside a graph.

Keras casts what these layers get inside a graph, and not outside, so that only a run in a graph
tells what works in a model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from graphdsl.layers.base import Layer
from graphdsl.layers.tensors import Sym, TensorType

from .layer_oracle import Operands, Verdict, called, fits, made, ours, theirs, zeros
from .values import seen

AS_TOLD = "what the call gives is not what Keras told before; a model is built by what it told"
UNADAPTED = "there is nothing to look up in until the layer is adapted, which is done later"
NOT_LOOKED_AT = "Keras does not look at it, and it makes no sense"
KNOWN_DISAGREEMENTS: tuple[tuple[str, str, str], ...] = ()
"""Layer, pattern of what the two say, and the reason why it stays so."""


def refusal(error: Exception) -> Verdict:
    return Verdict(f"{type(error).__name__}: {str(error)[:500]}")


def run(name: str, args: Mapping[str, Any], operands: Operands, training: bool) -> Verdict:
    """What a call in a graph gives, in training or not."""
    given = {n: zeros(v) for n, v in operands.items()}
    try:
        layer = made(name, args)
        takes = {"training": training} if "training" in layer._call_signature.parameters else {}

        @tf.function
        def step(given: Any) -> Any:
            return called(layer, {**given, **takes})

        return Verdict(None, seen(step(given)))
    except Exception as error:  # Keras and TensorFlow refuse with errors of many kinds
        return refusal(error)


def runnable(operands: Operands) -> bool:
    """Whether all sizes are known, but for the batch."""
    each = [t for v in operands.values() for t in (v if isinstance(v, list) else [v])]
    sizes = [d for t in each if isinstance(t, TensorType) for d in (t.shape or ())[1:]]
    return not any(isinstance(d, Sym) for d in sizes)


def disagreement(cls: type[Layer], args: Mapping[str, Any], operands: Operands) -> str | None:
    """What the two say differently of this call, known disagreements left out, or None."""
    found = _disagreement(cls, args, operands)
    known = any(
        re.fullmatch(layer, cls.__name__) and re.search(said, found or "", re.DOTALL)
        for layer, said, _ in KNOWN_DISAGREEMENTS
    )
    return None if known else found


def _disagreement(cls: type[Layer], args: Mapping[str, Any], operands: Operands) -> str | None:
    name = cls.__name__
    mine, told = ours(cls, args, operands), theirs(name, args, operands)
    if mine.refused is not None:
        if told.refused is not None or any(
            run(name, args, operands, t).refused for t in (True, False)
        ):
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
    for training in (True, False):
        found = run(name, args, operands, training)
        if found.refused is not None:
            return f"we accept, and it fails when run ({training=}): {found.refused}"
        if not fits(found.result[0], told.result[0]) or found.result[1] != told.result[1]:
            return f"Keras tells {told.result} and gives {found.result} ({training=})"
    return None
