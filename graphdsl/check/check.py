"""All checks of one graph."""

from __future__ import annotations

from collections.abc import Iterable

from graphdsl.check.infer import infer
from graphdsl.check.outputs import check_outputs
from graphdsl.check.topology import check_topology
from graphdsl.check.types import Types
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import Graph
from graphdsl.lowering.origins import Origins


def check_graph(
    graph: Graph, origins: Origins, *, whole: bool = True
) -> tuple[Types, tuple[Diagnostic, ...]]:
    """The types of `graph`, and all that is wrong with it.

    `whole` False leaves out what only a graph without missing parts can be asked.
    """
    types, found = infer(graph, origins)
    diagnostics = [*found, *check_outputs(graph, origins)]
    if whole:
        diagnostics.extend(check_topology(graph, origins))
    return types, tuple(diagnostics)


def merged(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """One diagnostic for each place and message, with how often it was found, by place."""
    found: dict[tuple[str, str, int, int, str], Diagnostic] = {}
    for diagnostic in diagnostics:
        span = diagnostic.span
        key = (diagnostic.code, span.source.name, span.start, span.end, diagnostic.message())
        first = found.get(key)
        if first is None:
            found[key] = diagnostic
        elif first.uses != diagnostic.uses:
            found[key] = first.replace(times=first.times + 1)
    order = {key: (key[1], key[2], key[3]) for key in found}
    return tuple(found[key] for key in sorted(found, key=order.__getitem__))
