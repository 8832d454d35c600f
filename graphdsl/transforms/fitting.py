"""Whether the result of an operation is a graph that Keras would build."""

from __future__ import annotations

from collections.abc import Iterable

from graphdsl.check.infer import infer
from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.diagnostics.transforms import DoesNotFit
from graphdsl.graph import Graph
from graphdsl.origins import Origin, Origins
from graphdsl.source import Source, Span
from graphdsl.transforms.refusing import Refused


def fitting(graph: Graph, before: Graph, operation: str, argument: str = "") -> Graph:
    """`graph`, which `operation` made of `before`; raises Refused if that gave it an error."""
    error = next(iter(_errors(graph)), None)
    if error is None or any(_errors(before)):
        return graph
    place, found = error
    raise Refused(DoesNotFit(operation=operation, problem=found.message(), place=place), argument)


def _errors(graph: Graph) -> Iterable[tuple[str, Diagnostic]]:
    """The errors of inference, each with the name of the call that has it."""
    names = Source("\n".join(graph.nodes))
    spans: dict[str, Origin] = {}
    start = 0
    for name in graph.nodes:
        spans[name] = Origin(Span(names, start, start + len(name)))
        start += len(name) + 1
    layers = {node.layer: spans[node.name] for node in [*graph.nodes.values()][::-1]}
    _, found = infer(graph, Origins(nodes=spans, layers=layers, span=Span(names, 0, 0)))
    return [(d.span.text, d) for d in found if d.level is Level.ERROR]
