"""`graphdsl summary`: a model as a table."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from graphdsl.cli.report import result
from graphdsl.cli.sources import add_choice_of_model, add_file, checked_model
from graphdsl.cli.telling import add_telling
from graphdsl.diagnostics.rendering.terminal import columns

_FILE_WIDTH = 200
"""Columns of a table that goes to a file, where cutting names short helps nobody."""


def add_to(commands: Any) -> None:
    """Adds the command."""
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


def summary(options: argparse.Namespace) -> int:
    """Prints the table."""
    checked = checked_model(options)
    if checked is None:
        return 1
    from graphdsl.check.costs import costs
    from graphdsl.emit import summary as table

    told = table.summary(checked.graph, checked.types, costs(checked.graph))
    result(table.render(told, columns(sys.stdout, otherwise=_FILE_WIDTH)))
    return 0
