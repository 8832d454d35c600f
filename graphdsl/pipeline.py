"""From text to a checked graph and on: reads like the path of the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

from graphdsl.check.check import check_graph
from graphdsl.check.dtypes import settled
from graphdsl.check.types import Types
from graphdsl.diagnostics.base import Diagnostic, GraphdslError, Level
from graphdsl.diagnostics.build import NoMemory
from graphdsl.diagnostics.models import NoSuchModel
from graphdsl.diagnostics.order import tidy
from graphdsl.graph import Graph, Value
from graphdsl.graph.training import is_trained
from graphdsl.lowering.lower import Lowered, first_model, lower
from graphdsl.lowering.session import follows
from graphdsl.origins import Origins
from graphdsl.source import Source
from graphdsl.syntax import ast
from graphdsl.syntax.allowing import Allow, useless, without_allowed
from graphdsl.syntax.names import mentioned
from graphdsl.syntax.parser import parse
from graphdsl.syntax.spoilt import spoilt

if TYPE_CHECKING:
    from graphdsl.keras.problems import BuildProblem
    from graphdsl.keras.weights import Donor, Report

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
    """All that is known of a file before Keras is asked."""

    source: Source
    models: Mapping[str, Checked] = field(default_factory=dict[str, Checked])
    """The models that could be lowered, by name; only the one that was asked for, if one was."""
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no diagnostic is an error."""
        return not _errors(self.diagnostics)

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
            return Analysis(source, diagnostics=(problem,))
    lowered = lower(
        parsed.file, model=model, params=params, broken=bool(parsed.diagnostics), lost=parsed.lost
    )
    diagnostics = [*parsed.diagnostics, *lowered.diagnostics]
    models = _checked(lowered, parsed.file, diagnostics)
    known = [m.span for m in _models(parsed.file) if m.name.id in models]
    looked_at = () if _errors(diagnostics) else known
    allows: set[Allow] = set()
    told = without_allowed(diagnostics, allows)
    return Analysis(source, models, tidy((*told, *useless(source, looked_at, allows))))


def _models(file: ast.File) -> tuple[ast.Model, ...]:
    return tuple(item for item in file.items if isinstance(item, ast.Model))


def _errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.level is Level.ERROR for d in diagnostics)


def _only_model(file: ast.File) -> tuple[str | None, Diagnostic | None]:
    """The only model, or the only one that no other is made of."""
    models = _models(file)
    names = tuple(found.name.id for found in models)
    if len(names) == 1:
        return names[0], None
    parts = set[str]().union(
        *(mentioned(one.body) - {one.name.id} for one in models),
        *(mentioned(item.body) for item in file.items if isinstance(item, ast.Block)),
    )
    whole = [name for name in names if name not in parts]
    if len(whole) == 1:
        return whole[0], None
    return None, NoSuchModel(name=None, models=names, span=first_model(file))


def _checked(lowered: Lowered, file: ast.File, diagnostics: list[Diagnostic]) -> dict[str, Checked]:
    """Checks every graph; what is found goes behind `diagnostics`."""
    errors = [found.span for found in diagnostics if found.level is Level.ERROR]
    wrong = spoilt(file, errors) if errors else frozenset[str]()
    apart = frozenset(id(origins) for _, origins in lowered.graphs.values())
    models: dict[str, Checked] = {}
    for name, (graph, origins) in lowered.graphs.items():
        whole = name not in wrong
        types, found = check_graph(graph, origins, whole=whole, apart=apart)
        diagnostics.extend(d for d in found if not follows(d, lowered.lost))
        fine = whole and not _errors(found)
        models[name] = Checked(settled(graph, types) if fine else graph, types, origins)
    return models


@dataclass(frozen=True, slots=True)
class WeightSources:
    """Where the weights of a model are to come from."""

    given: Any = None
    """A file, a `keras.Model`, or a dict of them by the name of the model that they are of."""
    rename: Sequence[tuple[str, str]] = ()
    """Old and new names of layers, which may be globs."""
    strict: bool = False
    """Whether every layer has to get some."""
    parent: Graph | None = None
    """What a file is a model of that does not tell it by itself; None: the graph that is built."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a checked graph: a model, or the reasons why there is none; warnings too."""

    model: KerasModel | None
    diagnostics: tuple[Diagnostic, ...] = ()
    report: Report | None = None
    """Where its weights come from, if they come from anywhere."""
    donor: Donor | None = None
    """The model that they come from, where one was given for all of it."""


def before_weights(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What is told of a text before a model of it is filled with weights that are given.

    `build` tells which frozen parts did not get any.
    """
    from graphdsl.diagnostics.lints import FrozenWithoutWeights

    return tuple(one for one in found if not isinstance(one, FrozenWithoutWeights))


def build(
    checked: Checked,
    *,
    custom_objects: Mapping[str, type] | None = None,
    inference: bool = False,
    weights: WeightSources = WeightSources(),
) -> Made:
    """The Keras model of a checked graph, or what Keras has against it, at its place.

    Weights come from what is given, and from where parts of the model were taken. Where some are
    given, frozen parts that did not get any are told of.
    """
    from graphdsl.keras.build import build as build_model
    from graphdsl.keras.weights import fill, takes_weights

    built = build_model(checked.graph, custom_objects=custom_objects, inference=inference)
    if built.model is None:
        problems = (_with_sizes(problem, checked) for problem in built.problems)
        return Made(None, tuple(problem.placed(checked.origins) for problem in problems))
    if weights.given is None and not takes_weights(checked.graph):
        return Made(built.model)
    try:
        filled = fill(
            built.model,
            checked.graph,
            weights.given,
            rename=weights.rename,
            strict=weights.strict,
            custom_objects=custom_objects,
            parent=weights.parent,
        )
    except GraphdslError as error:
        return Made(None, error.diagnostics)
    left = () if weights.given is None else _unfilled(checked, filled.report)
    return Made(built.model, (*filled.told, *left), filled.report, filled.donor)


def _with_sizes(problem: BuildProblem, checked: Checked) -> BuildProblem:
    """The problem; of weights that find no memory with how large they are."""
    found = problem.diagnostic
    if problem.path or not isinstance(found, NoMemory):
        return problem
    from graphdsl.emit.costs import weight_bytes
    from graphdsl.emit.words import bytes_text

    graph, types = checked.graph, checked.types
    layer = graph.layer_of(graph.nodes[problem.name]).name
    amount = weight_bytes(graph, types)[layer]
    if not amount.complete:
        return problem
    shapes = [tuple(n for n in w.shape if isinstance(n, int)) for w in types.weights[layer] or ()]
    largest = max(shapes, key=prod, default=())
    sized = found.replace(memory=bytes_text(amount.known), shape=largest)
    return replace(problem, diagnostic=sized)


def _unfilled(checked: Checked, report: Report) -> tuple[Diagnostic, ...]:
    """Warnings of frozen parts of a trained model that were left without weights."""
    if report.complete or not is_trained(checked.graph):
        return ()
    from graphdsl.check.lints.freezing import lint_unfilled
    from graphdsl.check.lints.subject import Subject

    lacking = {*report.fresh, *(name for name, _, _ in report.unfit)}
    subject = Subject(checked.graph, checked.types, checked.origins)
    return without_allowed(tidy(lint_unfilled(subject, lacking)))
