"""What gives a tensor the number of dimensions that a call takes."""

from __future__ import annotations

from collections.abc import Iterator

from graphdsl.check.explain.case import Case, other_argument, spot_of
from graphdsl.check.explain.mending import with_arguments, with_input, without
from graphdsl.check.explain.remedies.inputs import shape_words
from graphdsl.check.explain.turns import Turned
from graphdsl.diagnostics.remedies import Insert, LeaveOut, Remedy, WithoutBatch
from graphdsl.layers.kinds import Bool
from graphdsl.layers.registry import find_layer

_VECTOR = 64
"""Length of the vectors that are proposed for whole numbers."""


def other_form(case: Case, turned: Turned) -> Iterator[Remedy]:
    """A flag of the layer that gave the tensor its rank, or doing without that layer."""
    node = turned.node
    if node is None:
        yield from _without_batch(case, turned)
        yield from _embedded(case, turned)
        return
    graph = turned.run.graph
    layer = graph.layer_of(node)
    spec = find_layer(layer.cls) if layer.kind == "layer" else None
    spot = spot_of(turned.run, node)._replace(what=turned.turn.what)
    for name, declared in spec.args.items() if spec else ():
        if isinstance(declared.kind, Bool) and isinstance(declared.default, bool):
            flag = not layer.args.get(name, declared.default)
            changed = with_arguments(graph, layer.name, {name: flag})
            if case.mended_by(changed, turned.run):
                yield other_argument(turned.run, node, name, str(flag).lower())
                return
    refs = tuple(node.refs())
    alone = len(graph.calls_of(node.layer)) == len(refs) == 1
    if alone and case.mended_by(without(graph, node, refs[0]), turned.run):
        yield LeaveOut(spot)


def _embedded(case: Case, turned: Turned) -> Iterator[Remedy]:
    """For whole numbers that a layer of sequences takes one vector each of."""
    run, name = turned.run, turned.turn.what
    declared = next((i for i in run.graph.inputs if i.name == name), None)
    if declared is None or run.caller is not None or "int" not in declared.dtype:
        return
    if case.mended_by(with_input(run.graph, name, (*declared.shape, _VECTOR)), run):
        yield Insert("make vectors of the whole numbers first", f"Embedding(10_000, {_VECTOR})")


def _without_batch(case: Case, turned: Turned) -> Iterator[Remedy]:
    """For an input whose first size is open, as that of the batch is in Keras."""
    run, name = turned.run, turned.turn.what
    declared = next((i for i in run.graph.inputs if i.name == name), None)
    if declared is None or run.caller is not None or declared.shape[:1] != (None,):
        return
    shape = declared.shape[1:]
    if case.mended_by(with_input(run.graph, name, shape), run):
        origin = run.origins.inputs.get(name)
        sizes = origin.sizes[:2] if origin and len(origin.sizes) > 1 else None
        yield WithoutBatch(shape_words(shape), (sizes[0], sizes[1]) if sizes else None)
