"""`graphdsl check`: every problem of every file, without TensorFlow."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphdsl.cli.report import failed, result, say, tell
from graphdsl.cli.sources import add_choice_of_model, parameters
from graphdsl.cli.telling import add_telling, heard
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.rendering.formats import FORMATS
from graphdsl.diagnostics.wording import count

if TYPE_CHECKING:
    from graphdsl.graph import Value


def add_to(commands: Any) -> None:
    """Adds the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "check",
        help="find mistakes",
        description="Finds mistakes: names, arguments, shapes, outputs. Builds nothing.",
    )
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="a .gdl file, a folder of them, a saved model (.keras, .h5, .json), - for input",
    )
    add_choice_of_model(parser)
    parser.add_argument(
        "--fix", action="store_true", help="mend in place what can be mended for certain"
    )
    add_telling(parser, FORMATS)  # here alone JSON is the result
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Checks all files and tells all that was found, sorted by file."""
    from graphdsl.cli.mending import mend
    from graphdsl.files import STANDARD_INPUT, gdl_files

    params = parameters(options.set)
    look = mend if options.fix else _look
    found: list[Diagnostic] = []
    checked = 0
    for name in gdl_files(options.files):
        if isinstance(name, Diagnostic):
            found.append(name)
            continue
        checked += 1
        found.extend(look(name, options, params))
    tell(found, options.format)
    if not found and options.format == "text":
        line = f"{count(checked, 'file')} checked, no problems"
        if options.fix and STANDARD_INPUT in options.files:  # the mended text is the result
            say(line)
        else:
            result(line + "\n")
    return 1 if failed(found) else 0


def _look(
    name: str, options: argparse.Namespace, params: Mapping[str, Value]
) -> tuple[Diagnostic, ...]:
    """What is to be told of one file."""
    from graphdsl.opening import analyze_file

    analysis = analyze_file(name, model=options.model, params=params)
    return heard(options, analysis.diagnostics)
