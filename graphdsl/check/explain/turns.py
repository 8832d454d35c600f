"""Which call gave a tensor its number of dimensions."""

from __future__ import annotations

from typing import NamedTuple

from graphdsl.check.explain.history import called
from graphdsl.check.explain.trials import Trial
from graphdsl.check.infer import Inference
from graphdsl.diagnostics.story import Turn
from graphdsl.graph import Node, Ref
from graphdsl.layers.shapes import words
from graphdsl.layers.tensors import TensorType
from graphdsl.origins import Origin


class Turned(NamedTuple):
    """A call after which a tensor had another rank, or an input; and how it is told."""

    run: Inference
    node: Node | None
    turn: Turn


def turned(run: Inference, ref: Ref) -> Turned:
    """The call, or the input, that gave the tensor `ref` its rank."""
    while True:
        rank = run.type_of(ref).rank
        node = run.graph.nodes.get(ref.node)
        if node is None and run.caller is not None:
            outer, call = run.caller
            names = [declared.name for declared in run.graph.inputs]
            value = call.args[names.index(ref.node)]
            if isinstance(value, Ref) and outer.type_of(value).rank == rank:
                run, ref = outer, value
                continue
        before = None
        if node is not None:
            before = next((r for r in node.refs() if run.type_of(r).rank == rank), None)
        if before is None:
            return Turned(run, node, _turn(run, node, ref))
        ref = before


def _turn(run: Inference, node: Node | None, ref: Ref) -> Turn:
    after = _shape_words(run.type_of(ref))
    if node is None:
        origin = run.origins.inputs.get(ref.node) or Origin(run.origins.span)
        return Turn(ref.node, "", after, origin.span, origin.uses)
    trial = Trial.of(run, node)
    origin = run.origins.node(node.name)
    before = _shape_words(trial.types[0]) if trial.types else ""
    return Turn(called(trial), before, after, origin.span, origin.uses)


def _shape_words(found: TensorType) -> str:
    return f"[{', '.join(words(found.shape or ()))}]"
