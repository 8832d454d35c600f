"""`graphdsl import`: a saved model as the text that means it."""

from __future__ import annotations

import argparse
import shlex
from typing import Any

from graphdsl.cli.outputs import STANDARD, Target, add_output, target_of
from graphdsl.cli.report import failed, result, say, tell
from graphdsl.cli.sources import add_choice_of_model, add_file, analysis_of
from graphdsl.cli.telling import add_telling
from graphdsl.cli.texts import put_text
from graphdsl.diagnostics.wording import count

FORMS = ("gdl",)


def add_to(commands: Any) -> None:
    """Adds the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "import",
        help="write a saved model as .gdl",
        description="Reads a saved model as data and writes it as GDL: the same layers, names, "
        "connections, outputs and training. Weights stay where they are. Without -o, "
        "model.keras is written as model.gdl, arrays that are long for a text as model.arrays.npz "
        "beside it; such files that are there already are replaced.",
    )
    add_file(parser)
    add_output(parser, FORMS)
    parser.add_argument(
        "--flat", action="store_true", help="one line after the other, without blocks and loops"
    )
    add_choice_of_model(parser)
    add_telling(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Writes the text of one model, and to a file says in a line what was written."""
    target = target_of(options, FORMS, (), "gdl")
    analysis = analysis_of(options)
    tell(analysis.diagnostics, options.format)
    checked = analysis.one
    if failed(analysis.diagnostics) or checked is None:
        return 1
    text, beside = put_text(checked.graph, target, flat=options.flat)
    if target.path != STANDARD:  # where the text is the answer: git shows models by it
        layers, lines = len(checked.graph.layers), text.count("\n")
        told = f"{count(layers, 'layer')} in {count(lines, 'line')}"
        result(f"wrote {target.path}: {told}{beside}\n")
        if not any(layer.kind == "extern" for layer in checked.graph.layers.values()):
            _say_where_weights_are(options.file, target)
    return 0


def _say_where_weights_are(file: str, target: Target) -> None:
    """That the text has none of the weights, and how a model of it gets them."""
    from graphdsl.saved import has_weights

    if has_weights(file):
        command = shlex.join(["graphdsl", "compile", target.path, "--weights", file])
        say(f"its weights stay in {file}: {command}")
