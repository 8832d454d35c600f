"""The functions that Python programs call: each takes a text or a graph through the pipeline.

One module, though a long one: half of it is what `help()` shows of them.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from graphdsl import pipeline
from graphdsl.check.infer import infer
from graphdsl.check.types import Types
from graphdsl.diagnostics.base import Diagnostic, GraphdslError, GraphdslWarning, Level
from graphdsl.graph import Graph, Value
from graphdsl.origins import Origins
from graphdsl.pipeline import KerasCallback, KerasModel
from graphdsl.source import Source
from graphdsl.syntax import ast
from graphdsl.syntax.parser import parse as parse_source

if TYPE_CHECKING:
    from graphdsl.emit.diagram import Detail, Direction, Format, Theme


Weights: TypeAlias = "str | Path | KerasModel | Mapping[str, str | Path | KerasModel] | None"
"""A saved model, a live one, or both by the name of the model whose weights they are."""


def parse(text: str) -> ast.File:
    """The syntax tree of `text`; raises GraphdslError where it is not the language.

    >>> parse("model m { input x: [2]; Dense(1) }").items[0].name.id
    'm'
    """
    parsed = parse_source(_text(text))
    _raise_errors(parsed.diagnostics)
    return parsed.file


def check(text: str | Path) -> tuple[Diagnostic, ...]:
    """What is wrong with a text, or with the file at a Path, in order of place; Keras is not asked.

    >>> [found.code for found in check("model m { input x: [2]; Dens(1) }")]
    ['GDL201']
    """
    return pipeline.analyze(_source(text)).diagnostics


def lower(
    text: str, *, model: str | None = None, params: Mapping[str, Value] | None = None
) -> Graph:
    """The checked graph of the model in `text`; raises GraphdslError where `check` finds errors.

    >>> list(lower("model m { input x: [2]; Dense(1) }").layers)
    ['dense']
    """
    return _checked(_text(text), model, params, 3).graph


def load(
    path: str | Path, *, model: str | None = None, params: Mapping[str, Value] | None = None
) -> Graph:
    """The checked graph of a `.gdl` file, of a saved Keras model or of a `.graph.json` file.

    Raises OSError where it cannot be read, GraphdslError where it is wrong.
    """
    from graphdsl.opening import analyze_file, is_gdl

    path = Path(path)
    if is_gdl(path.name):
        return _checked(Source.read(path), model, params, 3).graph
    path.stat()
    analysis = analyze_file(str(path), model=model, params=params, one=True)
    _raise_errors(analysis.diagnostics)
    assert analysis.one is not None, "without an error there is a graph"
    return analysis.one.graph


def compile_string(
    text: str,
    *,
    model: str | None = None,
    params: Mapping[str, Value] | None = None,
    custom_objects: Mapping[str, type] | None = None,
    weights: Weights = None,
    strict_weights: bool = False,
    rename: Mapping[str, str] | None = None,
) -> KerasModel:
    """The Keras model that `text` says, compiled if it is to be trained.

    `model` names one of several models, `params` sets its parameters, `custom_objects` supplies the
    classes of `extern layer`s. `weights` are a file, a `keras.Model`, or a dict of them by the name
    of the model whose they are: layers are filled by their names, `rename` gives old and new ones,
    `strict_weights` makes anything but a full copy an error. Raises GraphdslError for what `check`
    or Keras refuses; warnings are given as GraphdslWarning.

    >>> compile_string("model m { input x: [2]; Dense(1) }").count_params()
    3
    """
    sources = _weights(weights, rename, strict_weights)
    return _compile(_text(text), model, params, custom_objects, sources)


def compile_file(
    path: str | Path,
    *,
    model: str | None = None,
    params: Mapping[str, Value] | None = None,
    custom_objects: Mapping[str, type] | None = None,
    weights: Weights = None,
    strict_weights: bool = False,
    rename: Mapping[str, str] | None = None,
) -> KerasModel:
    """The Keras model of a `.gdl` file, as by `compile_string`; OSError if it cannot be read.

    Its imports are looked up beside it.
    """
    sources = _weights(weights, rename, strict_weights)
    return _compile(Source.read(Path(path)), model, params, custom_objects, sources)


def decompile(model: str | Path | KerasModel, *, flat: bool = False) -> str:
    """The text of a model: of a saved one at a path, or of a Keras model, which is read as data.

    Compiling the text gives a model with the same layers, names, connections, outputs and training;
    `flat` leaves out blocks and loops. Raises GraphdslError where a file cannot be read, and for
    what the language cannot say; what is not kept of the model is told as GraphdslWarning.

    >>> print(decompile(compile_string("model m { input x: [2]; Dense(1) }")), end="")
    gdl 1
    <BLANKLINE>
    model m {
        input x: [2]
    <BLANKLINE>
        Dense(1)
    }
    """
    from graphdsl.lifting import lift

    graph, found = _graph_of(model)
    _raise_errors(found)
    _warn(found, 3)
    assert graph is not None, "without an error there is a graph"
    return lift(graph, flat=flat)


def _graph_of(model: str | Path | KerasModel) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
    """The graph of a file or a Keras model, and what is to be said of it."""
    if not isinstance(model, (str, Path)):
        from graphdsl.saved import config_to_graph

        return config_to_graph(json.loads(model.to_json()))
    from graphdsl.opening import analyze_file

    analysis = analyze_file(str(model), one=True)
    return (None if analysis.one is None else analysis.one.graph), analysis.diagnostics


def summary(graph: Graph) -> str:
    """A table of the layers of `graph` with shapes, parameters and costs, and their totals.

    >>> "total" in summary(lower("model m { input x: [2]; Dense(1) }")).lower()
    True
    """
    from graphdsl.check.costs import costs
    from graphdsl.emit import summary as table

    return table.render(table.summary(graph, types_of(graph), costs(graph)))


def draw(
    graph: Graph,
    format: Format = "svg",
    *,
    direction: Direction = "down",
    scale: float = 2.0,
    detail: Detail = "normal",
    expand: bool = False,
    each_call: bool = False,
    depth: int | None = None,
    theme: Theme = "default",
    highlight: Sequence[str] = (),
    before: Graph | None = None,
) -> bytes:
    """A picture of `graph`: "svg", "png", "dot", "html", "mmd" (Mermaid), "txt", "pdf".

    A "pdf" needs Graphviz. The data flow "down" or "right"; `scale` is that of a PNG. `detail` is
    "full", "normal" (what fits a page) or "overview"; `expand` draws all of several equal parts,
    `each_call` a box for each call of a shared layer; models in the model are open `depth` deep, or
    where there is room.
    `theme` is "default", "print" or "contrast"; with `highlight` all but what is so called grows
    pale. With `before` it shows in what `graph` differs from that one.
    The same graph gives the same bytes.
    Raises GraphdslError where there is no program to lay it out.

    >>> draw(lower("model m { input x: [2]; Dense(1) }"), "dot").decode().startswith("digraph")
    True
    """
    from graphdsl.emit import diagram

    view = diagram.View(
        detail=detail,
        expand=expand,
        each_call=each_call,
        depth=depth,
        highlight=tuple(highlight),
    )
    types = types_of(graph)
    side = None if before is None else diagram.Side(before.name, before, types_of(before))
    return diagram.draw(
        graph, types, format, view, direction=direction, theme=theme, scale=scale, before=side
    )


def callbacks(graph: Graph) -> list[KerasCallback]:
    """The callbacks that the `train` block of `graph` names, for `Model.fit`; new ones each time.

    A Keras model does not hold callbacks, so `compile_string` cannot give them. Raises
    GraphdslError for what Keras refuses.

    >>> train = "train { loss = mse; callbacks = [History] }"
    >>> graph = lower(f"model m {{ input x: [2]; Dense(1); {train} }}")
    >>> [type(made).__name__ for made in callbacks(graph)]
    ['History']
    """
    from graphdsl.keras.training import make_callbacks

    made, problems = make_callbacks(graph)
    if problems:
        raise GraphdslError(tuple(problem.diagnostic for problem in problems))
    return made


def types_of(graph: Graph) -> Types:
    """The types of everything in `graph`."""
    return infer(graph, Origins())[0]


def _source(text: str | Path) -> Source:
    return Source.read(text) if isinstance(text, Path) else _text(text)


def _text(text: str) -> Source:
    """The source of a text; a TypeError for what is none, before it fails somewhere within."""
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance] - it is asked at run time
        raise TypeError(f"the text of a model is a str, not {type(text).__name__}")
    return Source(text)


def _weights(
    weights: Weights, rename: Mapping[str, str] | None, strict: bool
) -> pipeline.WeightSources:
    return pipeline.WeightSources(weights, tuple((rename or {}).items()), strict)


def _plain(value: Any) -> Value:
    """A parameter as Python has it: numbers and arrays of NumPy become numbers and lists."""
    return value.tolist() if hasattr(value, "tolist") else value


def _raise_errors(diagnostics: tuple[Diagnostic, ...]) -> None:
    if any(d.level is Level.ERROR for d in diagnostics):
        raise GraphdslError(diagnostics)


def _warn(diagnostics: tuple[Diagnostic, ...], level: int) -> None:
    """Tells warnings; they are laid on the caller `level` frames up."""
    for diagnostic in diagnostics:
        line, column = diagnostic.span.begin
        place = f"{diagnostic.span.source.name}:{line}:{column}"
        warnings.warn(f"{place}: {diagnostic.message()}", GraphdslWarning, stacklevel=level)


def _checked(
    source: Source,
    model: str | None,
    params: Mapping[str, Value] | None,
    level: int,
    *,
    filled: bool = False,
) -> pipeline.Checked:
    """The one model of `source`; its warnings are laid on the caller `level` frames up.

    `filled` says that weights are given for it.
    """
    given = {name: _plain(value) for name, value in (params or {}).items()}
    analysis = pipeline.analyze(source, model=model, params=given, one=True)
    _raise_errors(analysis.diagnostics)
    found = analysis.diagnostics
    _warn(pipeline.before_weights(found) if filled else found, level + 1)
    assert analysis.one is not None, "without an error there is a graph"
    return analysis.one


def _compile(
    source: Source,
    model: str | None,
    params: Mapping[str, Value] | None,
    custom_objects: Mapping[str, type] | None,
    weights: pipeline.WeightSources,
) -> KerasModel:
    checked = _checked(source, model, params, 4, filled=weights.given is not None)
    made = pipeline.build(checked, custom_objects=custom_objects, weights=weights)
    if made.model is None:
        raise GraphdslError(made.diagnostics)
    for warning in made.diagnostics:
        warnings.warn(warning.message(), GraphdslWarning, stacklevel=3)
    return made.model
