"""`outputs`: what every layer gives as an output, to look at activations."""

from __future__ import annotations

from graphdsl.graph import Graph, Output
from graphdsl.graph.reach import giving
from graphdsl.transforms.identities import with_identities
from graphdsl.transforms.selecting import Names, name_of, refs_of, values
from graphdsl.transforms.training import untrained


def outputs(graph: Graph, names: Names = "*") -> Graph:
    """`graph` with what the layers that `names` stand for give as further outputs.

    `"*"` is every call of a layer, tensor operations not among them. The graph is not trained.
    """
    if names in ("*", ["*"], ("*",)):
        refs = [
            ref
            for node in graph.nodes.values()
            if graph.layer_of(node).kind != "function"
            for ref in refs_of(node, graph)
        ]
    else:
        refs = [ref for ref in values(graph, names, "names") if ref.node in graph.nodes]
    given = {output.value for output in graph.outputs}
    taken = {output.name for output in graph.outputs}
    more = (Output(name_of(graph, ref), ref) for ref in refs if ref not in given)
    new = tuple(output for output in more if output.name not in taken)
    more_outputs = untrained(giving(graph, (*graph.outputs, *new)))
    return with_identities(more_outputs, {output.name for output in new})
