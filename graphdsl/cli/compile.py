"""`graphdsl compile`: a checked model as a Keras model, as Python, or as JSON."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from graphdsl.cli.outputs import STANDARD, Target, add_output, target_of
from graphdsl.cli.report import failed, result, say, tell
from graphdsl.cli.sources import add_choice_of_model, add_file, analysis_of
from graphdsl.cli.telling import add_telling, heard
from graphdsl.diagnostics.base import Diagnostic, GraphdslError
from graphdsl.diagnostics.wording import count, listing

if TYPE_CHECKING:
    from graphdsl.graph import Graph
    from graphdsl.pipeline import Checked

FORMS = ("keras", "py", "json", "graph.json")
_BINARY = ("keras",)
_BY_KERAS = ("keras", "json")


def add_to(commands: Any) -> None:
    """Adds the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "compile",
        help="write a model as .keras, .py, .json or .graph.json",
        description="Checks a model and writes it; what has errors is not written.",
    )
    add_file(parser)
    add_output(parser, FORMS)
    add_choice_of_model(parser)
    parser.add_argument(
        "--inference", action="store_true", help="without auxiliary outputs and training"
    )
    add_telling(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compiles one model and says in a line what was written."""
    target = target_of(options, FORMS, _BINARY, None)
    analysis = analysis_of(options)
    found = [*analysis.diagnostics, *heard(options, _left_behind(options.file))]
    checked = analysis.one
    if failed(found) or checked is None:
        tell(found, options.format)
        return 1
    try:
        found.extend(_write(checked, target, options))
    except GraphdslError as error:
        found.extend(error.diagnostics)
    tell(found, options.format)
    if failed(found):
        return 1
    _say_what(checked, target, options)
    return 0


def _left_behind(file: str) -> Iterator[Diagnostic]:
    if file.lower().endswith((".keras", ".h5", ".hdf5")):
        from graphdsl.diagnostics.saved import WeightsLeftBehind

        yield WeightsLeftBehind(path=file)


def _write(checked: Checked, target: Target, options: argparse.Namespace) -> tuple[Diagnostic, ...]:
    """Writes the target; raises GraphdslError, or gives the errors, if it does not come about."""
    inference: bool = options.inference
    if inference:
        _demand_outputs(checked)
    if target.form in _BY_KERAS:
        from graphdsl.cli.building import write_model
        from graphdsl.syntax.allowing import without_allowed

        def hear(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
            return heard(options, without_allowed(found))

        return write_model(checked, target, hear, inference=inference)
    graph = _graph(checked, inference=inference)
    if target.form == "py":
        from graphdsl.emit.python import emit_python

        target.put(emit_python(graph))
    else:
        from graphdsl.graph.json import to_json
        from graphdsl.graph.reach import alive

        target.put(to_json(alive(graph)))
    return ()


def _demand_outputs(checked: Checked) -> None:
    from graphdsl.transforms.inference import nothing_left

    problem = nothing_left(checked.graph)
    if problem is not None:
        raise GraphdslError((checked.origins.output(checked.graph.outputs[0].name).place(problem),))


def _graph(checked: Checked, *, inference: bool) -> Graph:
    if not inference:
        return checked.graph
    from graphdsl.transforms.inference import inference as without_training

    return without_training(checked.graph)


def _say_what(checked: Checked, target: Target, options: argparse.Namespace) -> None:
    """`wrote model.keras: 9 layers, 55,050 parameters, outputs …`, where it disturbs no output."""
    line = _line(checked, target, inference=options.inference)
    if target.path == STANDARD:
        say(line)
    else:
        result(line + "\n")


def _line(checked: Checked, target: Target, *, inference: bool) -> str:
    from graphdsl.emit.summary import summary

    told = summary(_graph(checked, inference=inference), checked.types)
    known = "" if told.count.complete else "at least "
    outputs = listing([name for name, _ in told.outputs])
    word = "output" if len(told.outputs) == 1 else "outputs"
    path = "<stdout>" if target.path == STANDARD else target.path
    return (
        f"wrote {path}: {count(told.layers, 'layer')}, "
        f"{known}{count(told.count.total, 'parameter')}, {word} {outputs}"
    )
