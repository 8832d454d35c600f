"""The models of examples/, and data of the right form to feed them with."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graphdsl.graph import Graph, Input, Object, Output

EXAMPLES = Path(__file__).parents[2] / "examples"

MODELS = {
    "aggregation": ["aggregation"],
    "augmented_classifier": ["augmented_classifier"],
    "auxiliary": ["plain", "normalised"],
    "batch_normalised_mlp": ["batch_normalised_mlp"],
    "cifar_normalised": ["normalised", "relaxed"],
    "horses_or_humans": ["horses_or_humans"],
    "inception": ["inception_net"],
    "linear_regression": ["linear_regression"],
    "optimizers": ["momentum", "nesterov", "clipped", "scheduled"],
    "pixels_mlp": ["pixels_mlp"],
    "question_answering": ["question_answering"],
    "regularised_mlp": ["regularised_mlp"],
    "residual": ["residual_net"],
    "self_normalising": ["self_normalising"],
    "separable_convolutions": ["separable_convolutions"],
    "siamese": ["siamese"],
    "social_profile": ["social_profile"],
    "transformer": ["sentiment"],
    "unet": ["unet"],
    "weighted_vote": ["weighted_vote"],
}
"""Every example with its models."""

CASES = [(file, model) for file, models in MODELS.items() for model in models]

SAMPLES = 2
ANY_SIZE = 200
"""Taken for dimensions of any size: long enough for the poolings of the examples."""
BELOW = 50
"""Integers are below it, so that they are words of every vocabulary in the examples."""


def path_of(file: str) -> Path:
    """The file of the example."""
    return EXAMPLES / f"{file}.gdl"


def inputs_for(graph: Graph, random: np.random.Generator) -> dict[str, np.ndarray]:
    """Random data for every input of `graph`."""
    return {i.name: _input(i, random) for i in graph.inputs}


def _input(entry: Input, random: np.random.Generator) -> np.ndarray:
    shape = (SAMPLES, *(ANY_SIZE if size is None else size for size in entry.shape))
    if entry.dtype == "float32":
        return random.random(shape, dtype=np.float32)
    return random.integers(0, BELOW, shape).astype(entry.dtype)


def targets_for(
    graph: Graph, shapes: dict[str, tuple[int, ...]], random: np.random.Generator
) -> dict[str, np.ndarray]:
    """Random targets of the form that the loss of each output asks for."""
    return {o.name: _target(o, shapes[o.name], random) for o in graph.outputs}


def _target(output: Output, shape: tuple[int, ...], random: np.random.Generator) -> np.ndarray:
    loss = output.loss.cls if isinstance(output.loss, Object) else str(output.loss)
    kind = loss.lower().replace("_", "")
    size = (SAMPLES, *shape[1:-1])
    if kind == "sparsecategoricalcrossentropy":
        return random.integers(0, shape[-1], size)
    if kind == "categoricalcrossentropy":
        return np.eye(shape[-1], dtype=np.float32)[random.integers(0, shape[-1], size)]
    if kind == "binarycrossentropy":
        return random.integers(0, 2, (*size, shape[-1])).astype(np.float32)
    return random.random((*size, shape[-1]), dtype=np.float32)
