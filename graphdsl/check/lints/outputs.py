"""GDL624, GDL625: outputs beside others in training: loss weights far apart, and no loss at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from graphdsl.check.lints.losses import loss_origin
from graphdsl.check.lints.subject import Subject
from graphdsl.check.weights import weights_by_layer
from graphdsl.diagnostics.base import Diagnostic, Label
from graphdsl.diagnostics.losses import NotTrained, Outweighed
from graphdsl.graph import Graph, Output
from graphdsl.graph.reach import needed
from graphdsl.graph.training import per_output, said

_FACTOR: Final = 100 * (1 - 1e-9)
"""How many times a weight has to be another one; a little less, for numbers with a point."""


def lint_loss_weights(subject: Subject) -> Iterator[Diagnostic]:
    """The largest and the smallest loss weight, if the one is 100 times the other or more."""
    weights = _weights(subject.graph)
    if len(weights) < 2:
        return
    heavy, light = max(weights, key=weights.__getitem__), min(weights, key=weights.__getitem__)
    if weights[heavy] < _FACTOR * weights[light]:
        return
    outputs = {output.name: output for output in subject.graph.outputs}
    written = said(subject.graph, "loss_weights")
    first, second = (light, heavy) if heavy not in written and light in written else (heavy, light)
    origin = loss_origin(outputs[first], subject, "weight")
    other = loss_origin(outputs[second], subject, "weight")
    found = Outweighed(
        heavy=heavy,
        light=light,
        ratio=weights[heavy] / weights[light],
        other=None if other.span == origin.span else (second, other.span),
        here=first,
    )
    yield origin.place(found)


def _weights(graph: Graph) -> dict[str, float]:
    """By output with a loss, its weight; those that weigh nothing left out."""
    given, losses = per_output(graph, "loss_weights"), per_output(graph, "loss")
    if not isinstance(given, dict) or not isinstance(losses, dict):
        return {}
    numbers = {n: w for n, w in given.items() if isinstance(w, (int, float)) and n in losses}
    return {name: abs(weight) for name, weight in numbers.items() if weight}


def lint_untrained(subject: Subject) -> Iterator[Diagnostic]:
    """Outputs without a loss that make use of weights of which no loss hears; a value on the way to
    a loss may well be given too."""
    losses = per_output(subject.graph, "loss")
    if not isinstance(losses, dict):
        return
    graph = subject.graph
    reached = _layers(graph, (output for output in graph.outputs if output.name in losses))

    def trains(layer: str) -> bool:
        weights = weights_by_layer(graph, subject.types)[layer]
        return any(weight.trainable for weight in weights.known)

    for output in graph.outputs:
        if output.name in losses or _is_measured(output, graph):
            continue
        left = _layers(graph, (output,)) - reached
        layers = tuple(la.cls for la in subject.layers if la.name in left and trains(la.name))
        if layers:
            found = NotTrained(output=output.name, layers=layers, trained=_trained(subject))
            yield subject.origins.output(output.name).place(found)


def _layers(graph: Graph, outputs: Iterable[Output]) -> set[str]:
    """The layers on which outputs depend; functions have nothing to train."""
    calls = (graph.nodes[name] for name in needed(graph, outputs) if name in graph.nodes)
    return {node.layer for node in calls if graph.layer_of(node).kind != "function"}


def _is_measured(output: Output, graph: Graph) -> bool:
    entries = (per_output(graph, name) for name in ("metrics", "weighted_metrics"))
    return any(isinstance(told, dict) and output.name in told for told in entries)


def _trained(subject: Subject) -> Label | None:
    """Where another output gets its loss."""
    losses = per_output(subject.graph, "loss")
    for output in subject.graph.outputs:
        if isinstance(losses, dict) and output.name in losses:
            return Label(loss_origin(output, subject).span, f"`{output.name}` has one")
    return None
