"""What is left of how a graph is trained when its outputs change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graphdsl.graph import Graph, Output, Value
from graphdsl.graph.reach import giving
from graphdsl.graph.training import PER_OUTPUT, is_trained, training


def with_outputs(graph: Graph, before: Graph, outputs: Sequence[Output]) -> Graph:
    """`graph`, which came of `before`, with these outputs, and what `train` says of them.

    Without a loss that is left it is not trained any more.
    """
    old = {output.name for output in before.outputs}
    stay = [output.name for output in outputs if output.name in old]
    train = before.train
    if train is not None:
        names = [output.name for output in before.outputs]
        every = len(stay) == len(outputs)
        entries = {n: _left(n, value, names, stay, every) for n, value in train.items()}
        train = {n: value for n, value in entries.items() if value is not None}
    structure = giving(before, outputs).output_structure
    changed = replace(graph, outputs=tuple(outputs), train=train, output_structure=structure)
    return changed if _has_loss(changed) or not _has_loss(before) else untrained(changed)


def untrained(graph: Graph) -> Graph:
    """`graph` without losses, metrics and `train`."""
    plain = tuple(replace(o, loss=None, weight=None, metrics=()) for o in graph.outputs)
    return replace(graph, outputs=plain, train=None)


def _has_loss(graph: Graph) -> bool:
    return is_trained(graph) and (training(graph) or {}).get("loss") is not None


def _left(
    entry: str, value: Value, names: Sequence[str], stay: Sequence[str], every: bool
) -> Value:
    """What is left of an entry of `train` for the outputs that stay; `every` says that no other
    ones have come."""
    if entry not in PER_OUTPUT:
        return value
    told = _by_name(value, names)
    if told is None:
        if every or entry != "loss":
            return value if stay else None
        told = dict.fromkeys(stay, value)
    found = {name: told[name] for name in stay if name in told}
    return found or None


def _by_name(value: Value, names: Sequence[str]) -> Mapping[str, Value] | None:
    """The value of each output; None where one is for all."""
    if isinstance(value, dict):
        return value
    if isinstance(value, (list, tuple)) and len(value) == len(names) > 1:
        return dict(zip(names, value, strict=True))
    return None
