"""`graphdsl schema`: what a `.graph.json` file looks like."""

from __future__ import annotations

import argparse
from typing import Any

from graphdsl.cli.report import result


def add_to(commands: Any) -> None:
    """Adds the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "schema",
        help="print the JSON Schema of .graph.json files",
        description="Prints the JSON Schema of .graph.json files.",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the schema."""
    import json

    from graphdsl.graph.json import schema

    result(json.dumps(schema(), indent=2) + "\n")
    return 0
