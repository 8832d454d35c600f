"""How the model is trained, as a call of `compile`: what heads say and the `train` block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graphdsl.emit.python.expressing import Expressing
from graphdsl.emit.python.spelling import Role
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import MODEL, Call, Member, Tensor
from graphdsl.graph import Graph, Output, Value

_ROLES: Final[Mapping[str, Role]] = {
    "optimizer": "optimizer",
    "loss": "loss",
    "metrics": "metric",
    "weighted_metrics": "metric",
}
_PER_OUTPUT: Final = ("loss", "loss_weights", "metrics", "weighted_metrics")


def compile_step(expressing: Expressing) -> Step | None:
    """`model.compile(…)`, if the graph says how it is trained."""
    graph = expressing.reading.graph
    if graph.train is None and all(output.loss is None for output in graph.outputs):
        return None
    entries: dict[str, Value] = {"optimizer": "rmsprop", **(graph.train or {})}
    if isinstance(entries["optimizer"], str):
        entries["optimizer"] = entries["optimizer"].lower()
    merged = {name: _merged(name, entries.get(name), graph) for name in _PER_OUTPUT}
    entries = {"optimizer": entries["optimizer"], **merged} | {
        name: value for name, value in entries.items() if name not in _PER_OUTPUT
    }
    kwargs = tuple(
        (name, expressing.value(value, _ROLES.get(name, "argument")))
        for name, value in entries.items()
        if value is not None or name not in _PER_OUTPUT
    )
    return Step(Call(Member(Tensor(MODEL), "compile"), (), kwargs), (), "do")


def _merged(name: str, given: Value, graph: Graph) -> Value:
    """One entry with what the heads say: by output, or plain where there is one output."""
    said = _said(name, graph)
    if isinstance(given, dict):
        said = {**given, **said}
    elif given is not None:
        return _listed(name, given)
    if not said:
        return None
    return said if len(graph.outputs) > 1 else _listed(name, next(iter(said.values())))


def _listed(name: str, value: Value) -> Value:
    """Metrics of a single output stand in a list, as Keras wants them."""
    if "metrics" in name and not isinstance(value, (list, tuple, dict)):
        return [value]
    return value


def _said(name: str, graph: Graph) -> dict[str, Value]:
    outputs = graph.outputs
    match name:
        case "loss":
            return {o.name: o.loss for o in outputs if o.loss is not None}
        case "loss_weights" if any(o.weight is not None for o in outputs):
            return {o.name: _weight(o) for o in outputs if _weight(o) is not None}
        case "metrics":
            return {o.name: list(o.metrics) for o in outputs if o.metrics}
        case _:
            return {}


def _weight(output: Output) -> Value:
    """Once one loss has a weight Keras wants one for every loss."""
    return 1.0 if output.weight is None and output.loss is not None else output.weight
