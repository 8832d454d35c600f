"""One `%%gdl` cell: its first line, and what becomes of its text."""

from __future__ import annotations

import argparse
import keyword
import shlex
from typing import Any, NoReturn

from graphdsl.cli.draw import add_view, view_of
from graphdsl.cli.sources import add_choice_of_model, parameters
from graphdsl.cli.telling import add_telling, heard
from graphdsl.diagnostics.base import Diagnostic, GraphdslError, Level
from graphdsl.notebook.showing import Bundle, bundle
from graphdsl.pipeline import analyze, build
from graphdsl.source import Source


class WrongLineError(Exception):
    """The first line of a cell cannot be carried out; the text says why."""


class CellError(GraphdslError):
    """What is wrong with a cell; IPython shows it without the lines of our program."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], *, colour: bool) -> None:
        super().__init__(diagnostics)
        self.colour = colour

    def _render_traceback_(self) -> list[str]:
        return told(self.diagnostics, colour=self.colour).split("\n")


def told(diagnostics: tuple[Diagnostic, ...], *, colour: bool) -> str:
    """Diagnostics as the terminal shows them; notebooks know its colours."""
    from graphdsl.diagnostics.rendering.render import render_all

    return render_all(diagnostics, colour=colour, width=_WIDTH)


_WIDTH = 96
"""Columns that the output of a cell has in most notebooks."""


class _Line(argparse.ArgumentParser):
    """The parser of the first line."""

    def error(self, message: str) -> NoReturn:
        """What is wrong, instead of an exit."""
        raise WrongLineError(f"{message}; `%%gdl --help` tells what can be written")


def _parser() -> argparse.ArgumentParser:
    line = _Line(
        prog="%%gdl",
        description="Checks the text of the cell, shows its diagram, and leaves the compiled "
        "Keras model in NAME. Where there are errors, they are shown, and NAME stays as it was.",
        allow_abbrev=False,
    )
    line.add_argument(
        "name", metavar="NAME", nargs="?", help="a variable; without one no model is built"
    )
    line.add_argument(
        "--graph", action="store_true", help="leave the checked graph in NAME, without TensorFlow"
    )
    add_choice_of_model(line)
    add_view(line)
    add_telling(line, ("text",))
    return line


class Cell:
    """What a cell says to do."""

    def __init__(self, line: str, text: str, *, colour: bool) -> None:
        """Raises WrongLineError, and SystemExit after `--help`."""
        try:
            words = shlex.split(line, comments=True)
        except ValueError as error:
            raise WrongLineError(f"{error} in `{line}`") from None
        self.options = _parser().parse_args(words)
        name = self.options.name
        if name is not None and (not name.isidentifier() or keyword.iskeyword(name)):
            raise WrongLineError(f"`{name}` cannot be the name of a variable; write `%%gdl model`")
        self.name: str | None = name
        self._source = Source(text, f"cell {name}" if name else "cell")
        self._colour = colour

    def run(self) -> tuple[Any, Bundle, str]:
        """The model or graph, what to show, and the warnings; raises CellError."""
        options = self.options
        try:
            params = parameters(options.set)
            analysis = analyze(self._source, model=options.model, params=params, one=True)
            found = heard(options, analysis.diagnostics)
            if analysis.one is None or any(d.level is Level.ERROR for d in found):
                raise GraphdslError(found)
            checked = analysis.one
            shown = bundle(
                checked.graph,
                checked.types,
                checked.origins,
                view=view_of(options),
                direction=options.direction,
                theme=options.theme,
            )
            value: Any = checked.graph
            if self.name is not None and not options.graph:
                made = build(checked)
                if made.model is None:
                    raise GraphdslError((*found, *made.diagnostics))
                value, found = made.model, (*found, *made.diagnostics)
        except GraphdslError as error:
            raise CellError(error.diagnostics, colour=self._colour) from None
        return value, shown, told(found, colour=self._colour)
