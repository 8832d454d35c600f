"""A file of any kind that holds a model, analyzed: GDL, a graph, or a model that Keras saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from graphdsl.check.check import check_graph
from graphdsl.check.infer import infer
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.flow import NoInputs
from graphdsl.diagnostics.limits import TextTooLong
from graphdsl.diagnostics.models import NoSuchModel, NoSuchParameter
from graphdsl.diagnostics.order import tidy
from graphdsl.diagnostics.outputs import NoOutput
from graphdsl.files import read_source
from graphdsl.graph import Graph, Value
from graphdsl.lowering.inputs import RANK_LIMIT
from graphdsl.origins import Origins
from graphdsl.pipeline import Analysis, Checked, analyze
from graphdsl.source import Source, Span

SAVED = (".keras", ".json", ".h5", ".hdf5")
"""Endings of what is not GDL; `.json` is a graph of ours or a config of Keras."""
GRAPH = ".graph.json"
_FORMAT = "graphdsl"
"""The entry by which a graph file is known."""


def is_gdl(name: str) -> bool:
    """Whether the file `name` is read as GDL."""
    return not name.lower().endswith(SAVED)


def analyze_file(
    name: str,
    *,
    model: str | None = None,
    params: Mapping[str, Value] | None = None,
    one: bool = False,
) -> Analysis:
    """What the file `name` (`-`: standard input) holds, checked, or why it cannot be read."""
    if is_gdl(name):
        source = read_source(name)
        if isinstance(source, Diagnostic):
            return Analysis(Source(None, name), diagnostics=(source,))
        return analyze(source, model=model, params=params, one=one)
    return _of_graph(*_read(name), asked=model, params=params or {})


def _read(name: str) -> tuple[Graph | None, tuple[Diagnostic, ...], Source]:
    """The graph of a file that is not GDL, what is wrong with it, and where that is."""
    whole = Source(None, name, Path(name))
    if name.lower().endswith(GRAPH):
        return _graph_file(name, whole)
    from graphdsl.saved import config_to_graph, open_saved

    saved = open_saved(name)
    if isinstance(saved, Diagnostic):
        named = "path" in saved.facts
        return None, (saved if named else saved.at(Span(whole, 0, 0)),), whole
    if _FORMAT in saved.config:
        return _graph_file(name, whole)
    graph, found = config_to_graph(saved.config)
    return graph, tuple(d.at(Span(whole, 0, 0)) for d in found), whole


def _graph_file(name: str, whole: Source) -> tuple[Graph | None, tuple[Diagnostic, ...], Source]:
    from graphdsl.graph.json import read

    source = read_source(name, as_json=True)
    if isinstance(source, Diagnostic):
        return None, (source,), whole
    found = read(source)
    return (found, (), source) if isinstance(found, Graph) else (None, found, source)


def _of_graph(
    graph: Graph | None,
    found: tuple[Diagnostic, ...],
    source: Source,
    *,
    asked: str | None,
    params: Mapping[str, Value],
) -> Analysis:
    if graph is None:
        return Analysis(source, diagnostics=tidy(found))
    origins = Origins(span=Span(source, 0, 0))
    refused = tuple(d.at(origins.span) for d in _not_asked_so(graph, asked, params))
    lacking = tuple(d.at(origins.span) for d in _lacking(graph))
    if source.has_text:
        types, wrong = check_graph(graph, origins)
    else:  # what Keras has saved, it has taken
        types, wrong = infer(graph, origins)
    models = {} if refused else {graph.name: Checked(graph, types, origins)}
    return Analysis(source, models=models, diagnostics=tidy((*found, *refused, *lacking, *wrong)))


def _lacking(graph: Graph) -> Iterator[Diagnostic]:
    """What a model must have, and not too much of; of GDL that is known before."""
    if not graph.inputs:
        yield NoInputs(name=graph.name)
    if any(len(declared.shape) > RANK_LIMIT for declared in graph.inputs):
        yield TextTooLong(limit=RANK_LIMIT, what="dimensions")
    if not graph.outputs:
        yield NoOutput(name=graph.name)


def _not_asked_so(
    graph: Graph, asked: str | None, params: Mapping[str, Value]
) -> Iterator[Diagnostic]:
    """What was asked for and is not there: another model, or parameters, which only GDL has."""
    if asked not in (None, graph.name):
        yield NoSuchModel(name=asked, models=(graph.name,))
    for name in params:
        yield NoSuchParameter(name=name, model=graph.name, parameters=())
