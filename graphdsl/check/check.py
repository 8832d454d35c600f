"""All checks of one graph."""

from __future__ import annotations

from graphdsl.check.infer import infer
from graphdsl.check.outputs import check_outputs
from graphdsl.check.topology import check_topology
from graphdsl.check.training import check_training
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
    diagnostics = [*found, *check_outputs(graph, origins), *check_training(graph, origins)]
    if whole:
        diagnostics.extend(check_topology(graph, origins))
    return types, tuple(diagnostics)
