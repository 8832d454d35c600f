"""Operations on Keras models: through the graph of their config, and back with their weights."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from graphdsl.diagnostics.base import GraphdslError, GraphdslWarning
from graphdsl.diagnostics.saved import NoLayersSaved
from graphdsl.graph import Graph
from graphdsl.graph.leaves import leaves
from graphdsl.keras.api import keras
from graphdsl.keras.build import build
from graphdsl.keras.weights import fill
from graphdsl.saved import config_to_graph
from graphdsl.transforms.parts import with_taken


def operate(models: Sequence[Any], make: Callable[[Any], Graph], *, several: bool) -> Any:
    """The model that `make` makes of the graph of a model, or of those of several.

    Weights are copied, nothing is shared. Raises GraphdslError.
    """
    for model in models:
        if not isinstance(model, keras.Model):
            raise TypeError(f"expected a graph or a keras.Model, not {type(model).__name__}")
    names = _own_names(models)
    graphs = [
        with_taken(graph_of(model), "model", name)
        for model, name in zip(models, names, strict=True)
    ]
    graph = make(graphs if several else graphs[0])
    custom = {name: cls for model in models for name, cls in classes_of(model)}
    built = build(graph, custom_objects=custom)
    if built.model is None:
        raise GraphdslError(tuple(problem.diagnostic for problem in built.problems))
    taken = {layer.taken.name for layer in leaves(graph) if layer.taken is not None}
    found = {name: model for name, model in zip(names, models, strict=True) if name in taken}
    given = found if several else models[0]
    filled = fill(built.model, graph, given, custom_objects=custom)
    for warning in filled.told:
        warnings.warn(warning.message(), GraphdslWarning, stacklevel=5)
    if any(_has_learnt(model) for model in models):
        text = "the state of the optimizer is left behind"
        warnings.warn(text, GraphdslWarning, stacklevel=5)
    return built.model


def _own_names(models: Sequence[Any]) -> list[str]:
    """The names of the models, told apart where two are called alike."""
    found: list[str] = []
    for model in models:
        name, number = model.name, 0
        while name in found:
            number += 1
            name = f"{model.name}_{number}"
        found.append(name)
    return found


def graph_of(model: Any) -> Graph:
    """The graph of a functional or Sequential model; raises GraphdslError where it has none."""
    try:
        config: dict[str, Any] = json.loads(model.to_json())
    except Exception as error:  # a class of the user's without `get_config`, or none that is built
        raise GraphdslError((NoLayersSaved(cls=type(model).__name__),)) from error
    if model.compiled:
        config["compile_config"] = json.loads(json.dumps(model.get_compile_config()))
    graph, found = config_to_graph(config)
    if graph is None:
        raise GraphdslError(found)
    for problem in found:
        warnings.warn(problem.message(), GraphdslWarning, stacklevel=6)
    return graph


def classes_of(model: Any) -> Iterator[tuple[str, type]]:
    """The classes of a model's layers that are not Keras' own."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from classes_of(layer)
        elif not type(layer).__module__.startswith("keras."):
            yield type(layer).__name__, type(layer)


def _has_learnt(model: Any) -> bool:
    """Whether the model has an optimizer that has made a step."""
    optimizer: Any = model.optimizer if model.compiled else None
    return optimizer is not None and int(optimizer.iterations) > 0
