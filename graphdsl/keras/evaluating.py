"""Candidates evaluated on data from a file."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.diagnostics.choosing import NoSuchMetric, UnfitData
from graphdsl.files import reason_of
from graphdsl.graph import Graph
from graphdsl.graph.structures import laid_out
from graphdsl.keras.api import keras
from graphdsl.keras.build import build
from graphdsl.keras.problems import keras_words
from graphdsl.keras.weights import fill

if TYPE_CHECKING:
    from graphdsl.pipeline import WeightSources

Data = Mapping[str, Any]
"""Arrays by name."""
_BY_LOSS = frozenset({"accuracy", "acc", "crossentropy", "ce"})
"""Metrics that Keras chooses by the loss, and knows in `compile` alone."""


def read_data(path: str) -> Data:
    """The arrays in an .npz file, never objects; raises GraphdslError."""
    try:
        with np.load(path, allow_pickle=False) as file:
            if not hasattr(file, "files"):
                raise GraphdslError((UnfitData(path=path, reason="it is a single array"),))
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise GraphdslError((UnfitData(path=path, reason=reason_of(error)),)) from error


def evaluated(
    graph: Graph, weights: WeightSources, data: Data, metric: str | None, path: str
) -> Mapping[str, float]:
    """Loss and metrics of a trained model with one output on the data, by name.

    A `metric` that it was not compiled with is added. Raises GraphdslError.
    """
    built = build(graph)
    if built.model is None:
        raise GraphdslError(tuple(problem.diagnostic for problem in built.problems))
    model, name = built.model, graph.outputs[0].name
    fill(model, graph, weights.given, rename=weights.rename, parent=weights.parent)
    if not model.compiled:
        reason = f"`{name}` has no loss that it could be judged by"
        raise GraphdslError((UnfitData(path=path, reason=reason, loss=False),))
    _with_metric(model, graph, metric)
    inputs = {given.name: _array(data, given.name, "x", path) for given in graph.inputs}
    target = _array(data, name, "y", path)
    try:
        found = model.evaluate(
            laid_out(graph.takes, inputs),
            laid_out(graph.gives, {name: target}),
            verbose=0,
            return_dict=True,
        )
    except Exception as error:  # shapes and dtypes that do not fit are told in Keras' words
        raise GraphdslError((UnfitData(path=path, reason=keras_words(error)),)) from error
    return {key: float(value) for key, value in found.items()}


def _with_metric(model: Any, graph: Graph, metric: str | None) -> None:
    if metric is None or metric in ("loss", *graph.outputs[0].metrics):
        return
    try:
        if metric not in _BY_LOSS:
            keras.metrics.get(metric)
        model.compile(loss=model.loss, metrics=[metric])
    except Exception as error:  # a ValueError or a TypeError, by how the name is read
        known = tuple(str(m) for m in graph.outputs[0].metrics)
        raise GraphdslError((NoSuchMetric(name=metric, known=("loss", *known)),)) from error


def _array(data: Data, name: str, short: str, path: str) -> Any:
    for key in (name, short):
        if key in data:
            return data[key]
    reason = f"it has no array `{name}` or `{short}`"
    raise GraphdslError((UnfitData(path=path, reason=reason),))
