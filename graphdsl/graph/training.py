"""How a model is trained: what the heads of a graph and its `train` block say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from graphdsl.graph.frozen import frozen_layers
from graphdsl.graph.model import Graph, Layer, Output, layers_in
from graphdsl.graph.structures import laid_out
from graphdsl.graph.values import Object, Value

PER_OUTPUT: Final = ("loss", "loss_weights", "metrics", "weighted_metrics")
"""The arguments of `Model.compile` that are told by output."""
OF_FIT: Final = ("callbacks",)
"""Entries of `train` that are arguments of `Model.fit`."""
DEFAULT_OPTIMIZER: Final = "rmsprop"
"""What Keras itself takes where none is given."""


def is_trained(graph: Graph) -> bool:
    """Whether the model comes compiled: a `train` block, or a head with a loss or metrics."""
    return graph.train is not None or any(o.loss is not None or o.metrics for o in graph.outputs)


def adds_losses(graph: Graph) -> bool:
    """Whether a layer may have a loss without any output: one that is regularized and trains, or
    one whose class is not known here."""
    frozen = frozen_layers(graph)
    return any(
        _adds_loss(one)
        for name, layer in graph.layers.items()
        if name not in frozen
        for one in layers_in(layer)
    )


def _adds_loss(layer: Layer) -> bool:
    if layer.graph is not None:
        return adds_losses(layer.graph)
    regularized = any(n.endswith("_regularizer") and v is not None for n, v in layer.args.items())
    return regularized or layer.kind == "extern" or layer.cls == "ActivityRegularization"


def training(graph: Graph) -> Mapping[str, Value] | None:
    """The arguments of `Model.compile`; None where the model is not trained.

    Told by output, in the order of the outputs, where there are several.
    """
    if not is_trained(graph):
        return None
    train = graph.train or {}
    told = {name: per_output(graph, name) for name in PER_OUTPUT}
    rest = {n: v for n, v in train.items() if n not in (*PER_OUTPUT, *OF_FIT)}
    return {
        "optimizer": rest.pop("optimizer", DEFAULT_OPTIMIZER),
        **{name: value for name, value in told.items() if value is not None},
        **rest,
    }


def as_given(graph: Graph, entry: str, value: object) -> Any:
    """What is told by output as Keras wants it, in the structure of the outputs: with None where
    nothing is said in a list, without it in a dict. Anything else, and one for all, as it is."""
    structure = graph.output_structure
    if entry not in PER_OUTPUT or structure is None or not isinstance(value, dict):
        return value
    told = cast("dict[str, object]", value)
    if isinstance((graph.train or {}).get(entry), (str, Object)):  # one loss is for every output
        return next(iter(told.values()))
    if isinstance(structure, dict) and all(isinstance(name, str) for name in structure.values()):
        return {key: told[name] for key, name in structure.items() if name in told}
    return laid_out(structure, {o.name: told.get(o.name) for o in graph.outputs})


def callbacks(graph: Graph) -> Sequence[Value]:
    """The callbacks for `Model.fit`."""
    named = (graph.train or {}).get("callbacks")
    return named if isinstance(named, (list, tuple)) else ()


def per_output(graph: Graph, entry: str) -> Value:
    """One of the entries that are told by output: plain where there is one output, None where
    nothing is said."""
    given = (graph.train or {}).get(entry)
    if not tells_each(given, entry, graph):
        return given
    told = _told(given, graph) | said(graph, entry)
    if entry == "loss_weights" and told:
        told = _weights(told, graph)
    order = [output.name for output in graph.outputs]
    told = {n: told[n] for n in (*order, *told) if n in told}
    if not told:
        return None
    return told if len(order) > 1 else _listed(entry, next(iter(told.values())))


def tells_each(given: Value, entry: str, graph: Graph) -> bool:
    """Whether it is clear which output gets what: a single loss is for each of several."""
    if given is None or isinstance(given, dict) or len(graph.outputs) == 1:
        return True
    return entry == "loss" and not isinstance(given, (list, tuple))


def said(graph: Graph, entry: str) -> dict[str, Value]:
    """What the heads say of one entry, by output."""
    found = {output.name: _in_head(output, entry) for output in graph.outputs}
    return {name: value for name, value in found.items() if value is not None}


def _in_head(output: Output, entry: str) -> Value:
    match entry:
        case "loss":
            return output.loss
        case "loss_weights":
            return output.weight
        case "metrics":
            return list(output.metrics) or None
        case _:
            return None


def _told(given: Value, graph: Graph) -> dict[str, Value]:
    """What `train` says of one entry, by output."""
    if isinstance(given, dict):
        return given
    return {} if given is None else {output.name: given for output in graph.outputs}


def _weights(told: Mapping[str, Value], graph: Graph) -> dict[str, Value]:
    """Once one loss has a weight Keras wants one for every loss, and a number with a point."""
    losses = per_output(graph, "loss")
    names = [output.name for output in graph.outputs]
    if isinstance(losses, dict):
        names = [name for name in names if name in losses]
    filled: dict[str, Value] = dict.fromkeys(names, 1.0) if losses is not None else {}
    return filled | {name: _pointed(weight) for name, weight in told.items()}


def _pointed(weight: Value) -> Value:
    if isinstance(weight, bool) or not isinstance(weight, int):
        return weight
    try:
        return float(weight)
    except OverflowError:
        return weight


def _listed(entry: str, value: Value) -> Value:
    """Metrics of a single output stand in a list, as Keras wants them."""
    if "metrics" in entry and not isinstance(value, (list, tuple, dict)):
        return [value]
    return value
