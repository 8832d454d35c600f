"""From a checked graph to a Keras model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from graphdsl.graph import Graph
from graphdsl.keras.api import keras
from graphdsl.keras.assembly import Assembly
from graphdsl.keras.depth import room_for
from graphdsl.keras.layers import LayerMaker
from graphdsl.keras.objects import Values
from graphdsl.keras.problems import BuildProblem, Problems
from graphdsl.keras.training import compile_model
from graphdsl.transforms.inference import inference as for_inference
from graphdsl.transforms.inference import nothing_left


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a graph: a model, or the reasons why there is none."""

    model: Any
    """The `keras.Model`; None if there are problems."""
    problems: tuple[BuildProblem, ...] = ()
    tensors: Mapping[str, Sequence[Any]] = field(default_factory=dict[str, Sequence[Any]])
    """What each input and call gives, by its name."""


def build(
    graph: Graph,
    *,
    custom_objects: Mapping[str, type] | None = None,
    inference: bool = False,
) -> Built:
    """The functional model of `graph`, compiled if it says how it is trained.

    `custom_objects` gives the classes of extern layers by name; classes that are registered with
    Keras need not be given. With `inference` auxiliary outputs and what only they need are left
    out, and the model is not compiled.
    """
    if inference:
        nothing = nothing_left(graph)
        if nothing is not None:
            return Built(None, (BuildProblem(nothing, "output", graph.outputs[0].name),))
        graph = for_inference(graph)
    custom = dict(custom_objects or {})
    problems = Problems()
    values = Values(custom)
    with _known(custom), room_for(graph):
        maker = LayerMaker(values, custom)
        assembly = Assembly(graph, maker, values, problems)
        model = assembly.model(graph.name)
        if model is not None:
            compile_model(model, graph, values, problems)
    found = tuple(problems.found)
    return Built(None if found else model, found, assembly.tensors)


def _known(custom: Mapping[str, Any]) -> AbstractContextManager[Any]:
    """Where Keras knows the classes by name; a scope around this one would be hidden by its own."""
    return keras.saving.custom_object_scope(custom) if custom else nullcontext()
