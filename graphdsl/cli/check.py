"""`graphdsl check`: every problem of every file, without TensorFlow."""

from __future__ import annotations

import argparse
from typing import Any

from graphdsl.cli.report import failed, result, tell
from graphdsl.cli.sources import add_choice_of_model, add_format, parameters
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import count


def add_to(commands: Any) -> None:
    """Adds the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "check",
        help="find mistakes",
        description="Finds mistakes: names, arguments, shapes, outputs. Builds nothing.",
    )
    parser.add_argument(
        "files", metavar="FILE", nargs="+", help="a .gdl file, a folder of them, - for input"
    )
    add_choice_of_model(parser)
    add_format(parser, ("text", "short", "json"))  # here alone JSON is the result
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Checks all files and tells all that was found, sorted by file."""
    from graphdsl.files import gdl_files, read_source
    from graphdsl.pipeline import analyze

    params = parameters(options.set)
    found: list[Diagnostic] = []
    checked = 0
    for name in gdl_files(options.files):
        source = name if isinstance(name, Diagnostic) else read_source(name)
        if isinstance(source, Diagnostic):
            found.append(source)
            continue
        checked += 1
        found.extend(analyze(source, model=options.model, params=params).diagnostics)
    tell(found, options.format)
    if not found and options.format == "text":
        result(f"{count(checked, 'file')} checked, no problems\n")
    return 1 if failed(found) else 0
