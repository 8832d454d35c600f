"""`graphdsl summary` and `graphdsl draw`: a model as a table and as a picture."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, cast

from graphdsl.cli.outputs import STANDARD, add_output, target_of
from graphdsl.cli.report import failed, result, tell
from graphdsl.cli.sources import add_choice_of_model, add_file, analysis_of
from graphdsl.cli.telling import add_telling
from graphdsl.diagnostics.rendering.terminal import columns

if TYPE_CHECKING:
    from graphdsl.emit.diagram import Format
    from graphdsl.pipeline import Checked

FORMS = ("svg", "png", "dot", "pdf")
_BINARY = ("png", "pdf")
_FILE_WIDTH = 200
"""Columns of a table that goes to a file, where cutting names short helps nobody."""


def add_to(commands: Any) -> None:
    """Adds both commands."""
    table: argparse.ArgumentParser = commands.add_parser(
        "summary",
        help="a table of layers, shapes, parameters and costs",
        description="Prints a table of the layers with their shapes, parameters and costs: memory "
        "of weights; multiply-accumulates (MACs) and memory of activations for one sample. In a "
        "narrow window columns of costs are left out; the sums are always there.",
    )
    add_file(table)
    add_choice_of_model(table)
    add_telling(table)
    table.set_defaults(run=summary)
    picture: argparse.ArgumentParser = commands.add_parser(
        "draw",
        help="a diagram as .svg, .png, .dot or .pdf",
        description="Draws a model; .pdf needs Graphviz, the others need nothing.",
    )
    add_file(picture)
    add_output(picture, FORMS)
    add_choice_of_model(picture)
    picture.add_argument(
        "--direction",
        choices=("down", "right"),
        default="down",
        help="which way the data flows, down if nothing is said",
    )
    add_telling(picture)
    picture.set_defaults(run=draw)


def _model(options: argparse.Namespace) -> Checked | None:
    """The model to show; problems are told, and after an error there is none."""
    analysis = analysis_of(options)
    tell(analysis.diagnostics, options.format)
    return None if failed(analysis.diagnostics) else analysis.one


def summary(options: argparse.Namespace) -> int:
    """Prints the table."""
    checked = _model(options)
    if checked is None:
        return 1
    from graphdsl.check.costs import costs
    from graphdsl.emit import summary as table

    told = table.summary(checked.graph, checked.types, costs(checked.graph))
    result(table.render(told, columns(sys.stdout, otherwise=_FILE_WIDTH)))
    return 0


def draw(options: argparse.Namespace) -> int:
    """Writes the picture and says where."""
    target = target_of(options, FORMS, _BINARY, "svg")
    checked = _model(options)
    if checked is None:
        return 1
    from graphdsl.emit.diagram import draw as picture

    form = cast("Format", target.form)
    target.put(picture(checked.graph, checked.types, form, direction=options.direction))
    if target.path != STANDARD:
        result(f"wrote {target.path}\n")
    return 0
