"""Random data that fits a model: what goes in, and targets for what is trained."""

from __future__ import annotations

import numpy as np

from graphdsl.graph import Object

ROWS = 4


def inputs(graph, seed=0):
    """A value for every input, by name."""
    rng = np.random.default_rng(seed)
    return {i.name: _input(i, rng) for i in graph.inputs}


def given(graph, seed=0):
    """What the model is called with: by name, or the value of its only input."""
    values = inputs(graph, seed)
    return next(iter(values.values())) if len(values) == 1 else values


def _input(declared, rng):
    shape = (ROWS, *(5 if size is None else size for size in declared.shape))
    match declared.dtype:
        case "string":
            import tensorflow as tf

            return tf.constant(rng.choice(["red", "green", "mauve"], shape).tolist())
        case "bool":
            return rng.random(shape) < 0.5
        case "int32":
            return rng.integers(1, 4, shape).astype("int32")
        case _:
            return rng.random(shape).astype(declared.dtype)


def targets(graph, model, seed=1):
    """A value for every trained output, by name; for a single output the value itself."""
    rng = np.random.default_rng(seed)
    shapes = (
        model.output if isinstance(model.output, dict) else {graph.outputs[0].name: model.output}
    )
    found = {
        o.name: _target(o.loss, (ROWS, *shapes[o.name].shape[1:]), rng)
        for o in graph.outputs
        if o.loss is not None
    }
    return found if len(graph.outputs) > 1 else next(iter(found.values()))


def _target(loss, shape, rng):
    name = loss.cls if isinstance(loss, Object) else loss
    if "parse" in name:
        return rng.integers(0, shape[-1], shape[:-1])
    if name == "categorical_crossentropy":
        return np.eye(shape[-1], dtype="float32")[rng.integers(0, shape[-1], shape[:-1])]
    shape = tuple(3 if size is None else size for size in shape)
    return (rng.random(shape) < 0.5).astype("float32")
