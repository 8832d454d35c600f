"""`graphdsl compile`: a checked model as a Keras model, as Python, or as JSON."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from graphdsl.cli.outputs import STANDARD, Target, add_output, target_of
from graphdsl.cli.report import failed, result, say, tell
from graphdsl.cli.sources import add_choice_of_model, add_file, analysis_of
from graphdsl.cli.telling import add_telling, heard
from graphdsl.cli.weights import add_weights, fills, left_behind, sources, tell_report
from graphdsl.diagnostics.base import Diagnostic, GraphdslError
from graphdsl.diagnostics.wording import count, listing

if TYPE_CHECKING:
    from graphdsl.check.types import Types
    from graphdsl.graph import Graph
    from graphdsl.pipeline import Checked

FORMS = ("keras", "py", "json", "graph.json")
_BINARY = ("keras",)
_TOLD = 8
"""Outputs that are told by name."""
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
    add_weights(parser)
    add_telling(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compiles one model and says in a line what was written."""
    target = target_of(options, FORMS, _BINARY, None)
    analysis = analysis_of(options, filled=fills(options, target.form))
    found = [*analysis.diagnostics]
    checked = analysis.one
    if failed(found) or checked is None:
        tell(found, options.format)
        return 1
    found += heard(options, left_behind(options, checked.graph, target.form))
    if failed(found):
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

        weights = sources(options, checked.graph) if target.form == "keras" else None
        return write_model(
            checked,
            target,
            hear,
            inference=inference,
            weights=weights,
            look=lambda made: tell_report(made.report),
        )
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
    line = wrote(_graph(checked, inference=options.inference), checked.types, target)
    if target.path == STANDARD:
        say(line)
    else:
        result(line + "\n")


def wrote(graph: Graph, types: Types, target: Target) -> str:
    """A line on what was written."""
    from graphdsl.emit.summary import summary
    from graphdsl.graph import layers_in
    from graphdsl.graph.leaves import leaves
    from graphdsl.layers.registry import OWN_LAYERS

    told = summary(graph, types)
    known = "" if told.count.complete else "at least "
    names = [name for name, _ in told.outputs]
    word = "output" if len(names) == 1 else "outputs"
    outputs = f"{word} {listing(names)}" if len(names) <= _TOLD else count(len(names), "output")
    path = "<stdout>" if target.path == STANDARD else target.path
    own = target.form in _BY_KERAS and any(
        inner.cls in OWN_LAYERS for leaf in leaves(graph) for inner in layers_in(leaf.layer)
    )
    loading = "; load it after `import graphdsl.keras.own`" if own else ""
    return (
        f"wrote {path}: {count(told.layers, 'layer')}, "
        f"{known}{count(told.count.total, 'parameter')}, {outputs}{loading}"
    )
