"""From text to a checked graph and on: reads like the path of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphdsl.check.check import check_graph
from graphdsl.check.dtypes import settled
from graphdsl.check.types import Types
from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.diagnostics.names import NoSuchModel
from graphdsl.diagnostics.order import tidy
from graphdsl.graph import Graph, Value
from graphdsl.lowering.lower import Lowered, first_model, lower
from graphdsl.lowering.origins import Origins
from graphdsl.source import Source
from graphdsl.syntax import ast
from graphdsl.syntax.parser import parse

KerasModel: TypeAlias = Any
"""A `keras.Model`; Keras ships no types, and is not imported here."""
KerasCallback: TypeAlias = Any
"""A `keras.callbacks.Callback`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One model of a text: its graph, the types of everything in it, where it came from."""

    graph: Graph
    types: Types
    origins: Origins


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that is known of a text before Keras is asked."""

    source: Source
    file: ast.File
    models: Mapping[str, Checked] = field(default_factory=dict[str, Checked])
    """The models that could be lowered, by name; only the one that was asked for, if one was."""
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no diagnostic is an error."""
        return not any(d.level is Level.ERROR for d in self.diagnostics)

    @property
    def one(self) -> Checked | None:
        """The model that was asked for or the only one; None if there is no such model."""
        return next(iter(self.models.values())) if len(self.models) == 1 else None


def analyze(
    source: Source,
    *,
    model: str | None = None,
    params: Mapping[str, Value] | None = None,
    one: bool = False,
) -> Analysis:
    """Parses, lowers and checks `source`; every problem is a diagnostic of the result.

    Without `model` all models of the file are looked at; with `one` there has to be a single one.
    """
    parsed = parse(source)
    if one and model is None:
        model, problem = _only_model(parsed.file)
        if problem is not None and not parsed.diagnostics:
            return Analysis(source, parsed.file, {}, (problem,))
    lowered = lower(parsed.file, model=model, params=params, broken=bool(parsed.diagnostics))
    diagnostics = [*parsed.diagnostics, *lowered.diagnostics]
    models = _checked(lowered, diagnostics)
    return Analysis(source, parsed.file, models, tidy(diagnostics))


def _only_model(file: ast.File) -> tuple[str | None, Diagnostic | None]:
    names = tuple(item.name.id for item in file.items if isinstance(item, ast.Model))
    if len(names) == 1:
        return names[0], None
    return None, NoSuchModel(name=None, models=names, span=first_model(file))


def _checked(lowered: Lowered, diagnostics: list[Diagnostic]) -> dict[str, Checked]:
    """Checks every graph; what is found goes behind `diagnostics`."""
    whole = not any(d.level is Level.ERROR for d in diagnostics)
    models: dict[str, Checked] = {}
    for name, (graph, origins) in lowered.graphs.items():
        types, found = check_graph(graph, origins, whole=whole)
        diagnostics.extend(found)
        fine = whole and not any(d.level is Level.ERROR for d in found)
        models[name] = Checked(settled(graph, types) if fine else graph, types, origins)
    return models


def build(
    checked: Checked,
    *,
    custom_objects: Mapping[str, type] | None = None,
    inference: bool = False,
) -> tuple[KerasModel | None, tuple[Diagnostic, ...]]:
    """The Keras model of a checked graph, or what Keras has against it, at its place."""
    from graphdsl.keras.build import build as build_model

    built = build_model(checked.graph, custom_objects=custom_objects, inference=inference)
    return built.model, tuple(problem.placed(checked.origins) for problem in built.problems)
