"""`drop_aux`: a graph without its auxiliary outputs, trained by the others."""

from __future__ import annotations

from graphdsl.graph import Graph
from graphdsl.transforms.inference import nothing_left, without_aux
from graphdsl.transforms.refusing import Refused
from graphdsl.transforms.training import with_outputs


def drop_aux(graph: Graph) -> Graph:
    """`graph` without auxiliary outputs and what only they need; losses of the others stay.

    Raises Refused where it has no other outputs.
    """
    problem = nothing_left(graph)
    if problem is not None:
        raise Refused(problem)
    left = without_aux(graph)
    return with_outputs(left, graph, left.outputs)
