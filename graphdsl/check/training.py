"""What heads and the `train` block say against each other, or to no effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.outputs import (
    LossTwice,
    NeedsSeveralOutputs,
    NoLoss,
    TrainingIgnored,
    UnknownOutputKey,
    WeightWithoutLoss,
)
from graphdsl.graph import UNKNOWN, Graph, layers_in
from graphdsl.graph.training import PER_OUTPUT, adds_losses, per_output, said, tells_each
from graphdsl.origins import Origin, Origins

OPTION: Final[Mapping[str, str]] = {"loss": "loss", "loss_weights": "weight", "metrics": "metrics"}
"""The option of a head that says the same as an entry of `train`."""


class Conflict(NamedTuple):
    """What is wrong, and which entry it is about."""

    diagnostic: Diagnostic
    entry: str
    output: str = ""
    """The output whose head says it; empty where `train` does."""


def conflicts(graph: Graph) -> Iterator[Conflict]:
    """What keeps a model from being compiled as it is said."""
    for entry in PER_OUTPUT:
        yield from _of_entry(graph, entry)
    yield from _weights_without_loss(graph)


def _of_entry(graph: Graph, entry: str) -> Iterator[Conflict]:
    """An entry that names outputs names ones that there are, and that have none in their head."""
    given = (graph.train or {}).get(entry)
    names = tuple(output.name for output in graph.outputs)
    if given is None or given is UNKNOWN:
        return
    if not tells_each(given, entry, graph):
        yield Conflict(NeedsSeveralOutputs(entry=entry, outputs=names), entry)
        return
    in_heads = said(graph, entry)
    for key in given if isinstance(given, dict) else names:
        if key not in names:
            yield Conflict(UnknownOutputKey(entry=entry, key=key, outputs=names), entry)
        elif key in in_heads:
            yield Conflict(LossTwice(entry=entry, output=key), entry)


def _weights_without_loss(graph: Graph) -> Iterator[Conflict]:
    """Keras would give the weight of an output without a loss to another output."""
    losses = per_output(graph, "loss")
    if losses is not None and not isinstance(losses, dict):
        return
    given = (graph.train or {}).get("loss_weights")
    in_train = given if isinstance(given, dict) else {}
    in_heads = said(graph, "loss_weights")
    for name in (output.name for output in graph.outputs):
        if name in (losses or {}) or not (name in in_heads or name in in_train):
            continue
        place = name if name in in_heads else ""
        yield Conflict(WeightWithoutLoss(output=name), "loss_weights", place)


def check_training(graph: Graph, origins: Origins, *, whole: bool) -> Iterator[Diagnostic]:
    """What heads and `train` say that cannot be, and what has no effect."""
    if not graph.outputs:
        return  # it is told that there are none
    nothing = tuple(_no_loss(graph)) if whole else ()
    for found in (*conflicts(graph), *nothing):
        if not (nothing and isinstance(found.diagnostic, WeightWithoutLoss)):
            yield _placed(found, graph, origins)
    yield from _ignored(graph, origins)


def _no_loss(graph: Graph) -> Iterator[Conflict]:
    """Keras compiles a model in which nothing has a loss, but neither fits nor evaluates it."""
    measured = said(graph, "metrics")
    if adds_losses(graph) or per_output(graph, "loss") or not (graph.train is not None or measured):
        return
    names = tuple(output.name for output in graph.outputs)
    if graph.train is not None:
        yield Conflict(NoLoss(outputs=names), "")
    else:
        yield Conflict(NoLoss(outputs=names, metrics=True), "metrics", next(iter(measured)))


def _placed(found: Conflict, graph: Graph, origins: Origins) -> Diagnostic:
    whole = Origin(origins.span)
    if found.output:
        head = next(o.segment for o in graph.outputs if o.name == found.output)
        origin = origins.options.get((head, OPTION[found.entry])) or origins.outputs.get(
            found.output, whole
        )
    else:
        origin = origins.train.get(found.entry) or origins.train.get("", whole)
    return origin.place(found.diagnostic)


def _ignored(graph: Graph, origins: Origins) -> Iterator[Diagnostic]:
    """Models that are used as a step and say how they are trained, each where it is first used.

    What is in them is not looked at: they are told of it themselves.
    """
    told: set[str] = set()
    for layer in graph.layers.values():
        for model in layers_in(layer):
            if model.graph is None or model.cls in told:
                continue
            words = _training_of(model.graph)
            if words:
                told.add(model.cls)
                aux = tuple(output.name for output in model.graph.outputs if output.aux)
                found = TrainingIgnored(model=model.cls, said=words, aux=aux)
                yield origins.layer(layer.name).place(found)


def _training_of(graph: Graph) -> tuple[str, ...]:
    """What a model says of its training, in words."""
    words = {
        "losses": bool(said(graph, "loss")),
        "loss weights": bool(said(graph, "loss_weights")),
        "metrics": bool(said(graph, "metrics")),
        "`aux`": any(output.aux for output in graph.outputs),
        "`train`": graph.train is not None,
    }
    return tuple(word for word, there in words.items() if there)
