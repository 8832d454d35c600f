"""All checks of one graph."""

from __future__ import annotations

from collections.abc import Collection

from graphdsl.check.infer import infer
from graphdsl.check.outputs import check_outputs
from graphdsl.check.topology import check_topology
from graphdsl.check.training import check_training
from graphdsl.check.types import Types
from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.graph import Graph
from graphdsl.origins import Origins


def check_graph(
    graph: Graph, origins: Origins, *, whole: bool = True, apart: Collection[int] = ()
) -> tuple[Types, tuple[Diagnostic, ...]]:
    """The types of `graph`, and all that is wrong with it.

    `whole` False leaves out what only a graph without missing parts can be asked; `apart` holds the
    ids of the origins of models that are checked by themselves: as steps of this one they are not
    looked at again. Of a graph that was made of another one only errors are told.
    """
    types, found = infer(graph, origins)
    if origins.derived:
        return types, tuple(d for d in found if d.level is Level.ERROR)
    diagnostics = [
        *found,
        *check_outputs(graph, origins),
        *check_training(graph, origins, whole=whole),
    ]
    if whole:
        diagnostics.extend(check_topology(graph, origins))
    if whole and all(found.level is not Level.ERROR for found in diagnostics):
        from graphdsl.check.lints import lint

        diagnostics.extend(lint(graph, types, origins, apart))
    return types, tuple(diagnostics)
