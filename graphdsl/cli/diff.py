"""`graphdsl diff`: in what two models differ, whatever their files are."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from graphdsl.cli.report import failed, result, tell
from graphdsl.cli.sources import FILES, add_choice_of_model

if TYPE_CHECKING:
    from graphdsl.graph import Graph

SAME, DIFFERENT, TROUBLE = 0, 1, 2


def add_to(commands: Any) -> None:
    """Adds the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "diff",
        help="in what two models differ",
        description="Compares two models in any form: layers by name, arguments, connections, "
        "shapes, outputs, training. How they are written makes no difference. The exit code is 0 "
        "where they are one model, 1 where they differ, 2 where one cannot be read.",
    )
    parser.add_argument("before", metavar="BEFORE", help=FILES)
    parser.add_argument("after", metavar="AFTER", help="the same for the other model")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text if nothing is said"
    )
    add_choice_of_model(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the differences."""
    before, after = (_graph(file, options) for file in (options.before, options.after))
    if before is None or after is None:
        return TROUBLE
    from graphdsl.comparing.differences import differences
    from graphdsl.comparing.telling import as_json, as_text

    found = differences(before, after)
    if options.format == "json":
        result(as_json(found))
    else:
        result(as_text(found, options.before, options.after))
    return SAME if found.none else DIFFERENT


def _graph(file: str, options: argparse.Namespace) -> Graph | None:
    """The graph of one of the models; None after its errors are told."""
    from graphdsl.cli.sources import parameters
    from graphdsl.opening import analyze_file

    params = parameters(options.set)
    analysis = analyze_file(file, model=options.model, params=params, one=True)
    if failed(analysis.diagnostics) or analysis.one is None:
        tell(analysis.diagnostics)
        return None
    return analysis.one.graph
