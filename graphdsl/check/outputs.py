"""Outputs and training: losses, metrics and the entries of the `train` block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.outputs import LossTwice, NeedsSeveralOutputs, NoLoss, UnknownOutputKey
from graphdsl.graph import Graph, Output, Value
from graphdsl.layers.binding import value_problems
from graphdsl.lowering.origins import Origin, Origins
from graphdsl.lowering.segments import OPTIONS
from graphdsl.lowering.training import ENTRIES

BY_OUTPUT = ("loss", "loss_weights", "metrics", "weighted_metrics")
"""Entries of `train` that speak of outputs."""


def check_outputs(graph: Graph, origins: Origins) -> Iterator[Diagnostic]:
    """What is wrong with losses, metrics and training."""
    for output in graph.outputs:
        origin = origins.outputs.get(output.name) or Origin(origins.span)
        yield from _head(output, origin, origins)
    if graph.train is None:
        return
    for entry, value in graph.train.items():
        origin = origins.train.get(entry) or Origin(origins.span)
        for problem in value_problems(ENTRIES[entry], value, entry, "train"):
            yield _at(problem.diagnostic, origin)
        if entry in BY_OUTPUT:
            yield from _by_output(graph, entry, value, origin)
    if "loss" not in graph.train and all(o.loss is None for o in graph.outputs):
        names = tuple(o.name for o in graph.outputs)
        yield _at(NoLoss(outputs=names), origins.train.get("") or Origin(origins.span))


def _head(output: Output, origin: Origin, origins: Origins) -> Iterator[Diagnostic]:
    values: Mapping[str, Value] = {"loss": output.loss, "metrics": list(output.metrics)}
    for name, value in values.items():
        if value is None or value == []:
            continue
        place = origins.options.get((output.segment, name)) or origin
        for problem in value_problems(OPTIONS[name], value, name, output.name):
            yield _at(problem.diagnostic, place)


def _by_output(graph: Graph, entry: str, value: Value, origin: Origin) -> Iterator[Diagnostic]:
    """Entries that name outputs name ones that there are, and that have none in their head."""
    names = tuple(o.name for o in graph.outputs)
    if not isinstance(value, dict):
        if len(names) > 1:
            yield _at(NeedsSeveralOutputs(entry=entry, outputs=names), origin)
            return
        keys = names
    else:
        keys = tuple(value)
    for key in keys:
        if key not in names:
            yield _at(UnknownOutputKey(entry=entry, key=key, outputs=names), origin)
            continue
        output = next(o for o in graph.outputs if o.name == key)
        if _in_head(output, entry):
            yield _at(LossTwice(entry=entry, output=key), origin)


def _in_head(output: Output, entry: str) -> bool:
    given: Mapping[str, bool] = {
        "loss": output.loss is not None,
        "loss_weights": output.weight is not None,
        "metrics": bool(output.metrics),
    }
    return given.get(entry, False)


def _at(diagnostic: Diagnostic, origin: Origin) -> Diagnostic:
    return diagnostic.at(origin.span, origin.frame.uses() if origin.frame else ())
