"""Two files to compare: which of them `--model`, `--old-model` and `--set` speak of."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from graphdsl.cli.sources import parameters
from graphdsl.diagnostics.models import NoSuchModel, NoSuchParameter

if TYPE_CHECKING:
    from graphdsl.graph import Graph, Value
    from graphdsl.pipeline import Analysis

    Look = Callable[[str | None, Mapping[str, Value]], Analysis]

OLD_MODEL: Final = "--old-model"
_NOTHING: Final = ("/dev/null", os.devnull)
"""What git names in place of a file that was added or removed."""


def add_choice_of_old_model(parser: argparse.ArgumentParser, old: str) -> None:
    """`--old-model`; `old` is the word for the file that it speaks of."""
    parser.add_argument(
        OLD_MODEL,
        metavar="NAME",
        help=f"which model of {old}, so that two of one file can be compared; without it --model "
        "speaks of both files, or of the one that has such a model",
    )


def one_input_twice(options: argparse.Namespace, old: str | None) -> None:
    """Ends with a message where both models are to come from standard input."""
    if old == "-" and options.file == "-":
        options.command.error("standard input has one text; name a file for one of the models")


def sides(
    old: str, options: argparse.Namespace, *, or_nothing: bool = False
) -> tuple[Analysis, Analysis]:
    """What is known of the two models, that of the file `old` and that of `options.file`.

    `--model` and `--set` speak of each file that has such a model or parameter; where neither has,
    both say so. With `or_nothing` the null device is a model in which nothing is.
    """
    params = parameters(options.set)
    one, other = (
        (_Nothing if or_nothing and file in _NOTHING else _Side)(file, params)
        for file in (old, options.file)
    )
    if options.old_model is not None:
        one.look(options.old_model)
        other.look(options.model)
    else:
        one.look(options.model)
        other.look(options.model)
        if one.has_no_such_model != other.has_no_such_model:
            (one if one.has_no_such_model else other).look(None)
    unknown = one.unknown_parameters, other.unknown_parameters
    one.leave_out(unknown[0] - unknown[1])
    other.leave_out(unknown[1] - unknown[0])
    return _naming_the_option(one.analysis), other.analysis


def names_of(old: str, new: str, before: Graph, after: Graph) -> tuple[str, str]:
    """What the two sides are called: their files, and the models where it is one file."""
    if old == new and before.name != after.name:
        return f"{old} ({before.name})", f"{new} ({after.name})"
    return old, new


class _Side:
    """One of the two files."""

    def __init__(self, file: str, params: Mapping[str, Value]) -> None:
        self._look = _reader(file)
        self._params = dict(params)
        self._model: str | None = None
        self.analysis: Analysis

    def look(self, model: str | None) -> None:
        """Finds out what is known of the `model`."""
        self._model = model
        self.analysis = self._look(model, self._params)

    def leave_out(self, parameters: frozenset[str]) -> None:
        """Looks again without these, which it does not have."""
        if parameters:
            self._params = {n: v for n, v in self._params.items() if n not in parameters}
            self.look(self._model)

    @property
    def has_no_such_model(self) -> bool:
        """Whether the model that was asked for is not there."""
        found = self.analysis.diagnostics
        return any(isinstance(d, NoSuchModel) and d.name is not None for d in found)

    @property
    def unknown_parameters(self) -> frozenset[str]:
        """What was set and is no parameter of the model."""
        found = self.analysis.diagnostics
        return frozenset(d.name for d in found if isinstance(d, NoSuchParameter))


class _Nothing(_Side):
    """A file that is not there, without a model and without complaints."""

    def look(self, model: str | None) -> None:
        """There is nothing in it, whichever model is asked for."""
        from graphdsl.check.infer import infer
        from graphdsl.graph import Graph
        from graphdsl.origins import Origins
        from graphdsl.pipeline import Analysis, Checked
        from graphdsl.source import Source

        self._model = model
        graph = Graph("", (), {}, {}, ())
        types, _ = infer(graph, Origins())
        only = Checked(graph, types, Origins())
        self.analysis = Analysis(Source(None, os.devnull), models={"": only})

    @property
    def has_no_such_model(self) -> bool:
        """It has none."""
        return self._model is not None

    @property
    def unknown_parameters(self) -> frozenset[str]:
        """All of them."""
        return frozenset(self._params)


def _reader(file: str) -> Look:
    """Looks at one file as often as is asked; GDL, which may come through a pipe, is read once."""
    from graphdsl.diagnostics.base import Diagnostic
    from graphdsl.files import read_source
    from graphdsl.opening import analyze_file, is_gdl
    from graphdsl.pipeline import analyze

    source = read_source(file) if is_gdl(file) else None
    if source is None or isinstance(source, Diagnostic):
        return lambda model, params: analyze_file(file, model=model, params=params, one=True)
    return lambda model, params: analyze(source, model=model, params=params, one=True)


def _naming_the_option(analysis: Analysis) -> Analysis:
    """Of several models of the older file one is named by an option of its own."""
    found = tuple(
        d.replace(option=OLD_MODEL) if isinstance(d, NoSuchModel) and d.name is None else d
        for d in analysis.diagnostics
    )
    return replace(analysis, diagnostics=found)
