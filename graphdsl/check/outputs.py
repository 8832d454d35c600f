"""The values that heads and the `train` block give: losses, metrics and options of training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphdsl.blame import placed
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import Graph, Output, Value
from graphdsl.graph.training import tells_each
from graphdsl.layers.binding import value_problems
from graphdsl.layers.kinds import AnyValue
from graphdsl.layers.training import ENTRIES, OPTIONS
from graphdsl.origins import Origin, Origins


def check_outputs(graph: Graph, origins: Origins) -> Iterator[Diagnostic]:
    """What is wrong with losses, metrics and options, each for itself."""
    for output in graph.outputs:
        origin = origins.outputs.get(output.name) or Origin(origins.span)
        yield from _head(output, origin, origins)
    for entry, value in (graph.train or {}).items():
        if entry == "loss" and not tells_each(value, entry, graph):
            continue  # it is told that losses stand in no list
        origin = origins.train.get(entry) or Origin(origins.span)
        kind = ENTRIES.get(entry, AnyValue())  # a graph file may have others
        for problem in value_problems(kind, value, entry, "train"):
            yield placed(problem, origin)


def _head(output: Output, origin: Origin, origins: Origins) -> Iterator[Diagnostic]:
    values: Mapping[str, Value] = {"loss": output.loss, "metrics": list(output.metrics)}
    for name, value in values.items():
        if value is None or value == []:
            continue
        place = origins.options.get((output.segment, name)) or origin
        for problem in value_problems(OPTIONS[name], value, name, output.name):
            yield placed(problem, place)
