"""How a graph says that its model is trained, as a call of `Model.compile`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from graphdsl.diagnostics.build import TrainingRefused, WeightWithoutLoss
from graphdsl.diagnostics.outputs import LossTwice, NeedsSeveralOutputs, UnknownOutputKey
from graphdsl.graph import Graph, Object, Output, Value
from graphdsl.keras.api import is_several, keras
from graphdsl.keras.objects import Role, Values, classes
from graphdsl.keras.problems import Problems, Refused, keras_words

_ROLES: Final[Mapping[str, Role]] = {
    "optimizer": "optimizer",
    "loss": "loss",
    "metrics": "metric",
    "weighted_metrics": "metric",
}
_BY_SHAPE: Final[Mapping[Role, frozenset[str]]] = {
    "loss": frozenset({"crossentropy", "ce"}),
    "metric": frozenset({"accuracy", "acc"}),
}
"""Strings that Keras makes a loss or metric of when it sees the shapes of the targets."""
DEFAULT_OPTIMIZER: Final = "rmsprop"
"""What Keras itself takes where none is given."""
_PER_OUTPUT: Final = ("loss", "loss_weights", "metrics", "weighted_metrics")


def is_trained(graph: Graph) -> bool:
    """Whether the model comes compiled: there is a `train` block, or an output with a loss."""
    return graph.train is not None or any(o.loss is not None for o in graph.outputs)


def compile_model(model: Any, graph: Graph, values: Values, problems: Problems) -> None:
    """Compiles `model` as `graph` says, or notes why that cannot be."""
    before = len(problems.found)
    entries = {"optimizer": DEFAULT_OPTIMIZER, **(graph.train or {})}
    written = entries | {n: _merged(n, entries, graph, problems) for n in _PER_OUTPUT}
    _check_weights(written, graph, problems)
    made: dict[str, Any] = {}
    for name, value in written.items():
        if value is not None or name not in _PER_OUTPUT:
            made[name] = _made(name, value, graph, values, problems)
    if len(problems.found) > before:
        return
    try:
        model.compile(**made)
    except Exception as error:
        problems.add(TrainingRefused(entry="", words=keras_words(error)), "train")


def _merged(name: str, entries: Mapping[str, Value], graph: Graph, problems: Problems) -> Value:
    """One entry with what the heads say: by output name, or plain where there is one output."""
    said = _said(name, graph)
    given = entries.get(name)
    names = tuple(output.name for output in graph.outputs)
    if isinstance(given, dict):
        for key in given.keys() - set(names):
            problem = UnknownOutputKey(entry=name, key=key, outputs=names)
            problems.add(problem, "train", name)
        twice = [key for key in given if key in said]
    elif len(names) > 1 and isinstance(given, (list, tuple)):
        problems.add(NeedsSeveralOutputs(entry=name, outputs=names), "train", name)
        return None
    else:
        twice = list(said) if given is not None else []
    for output in twice:
        problems.add(LossTwice(entry=name, output=output), "train", name)
    if isinstance(given, dict):
        said = {**given, **said}
    elif given is not None:
        return _listed(name, given)
    if not said:
        return None
    return said if len(names) > 1 else _listed(name, next(iter(said.values())))


def _listed(name: str, value: Value) -> Value:
    """Metrics of a single output stand in a list, as Keras wants them."""
    if "metrics" in name and not isinstance(value, (list, tuple, dict)):
        return [value]
    return value


def _said(name: str, graph: Graph) -> dict[str, Value]:
    """What the heads say of one entry, by output."""
    match name:
        case "loss":
            return {o.name: o.loss for o in graph.outputs if o.loss is not None}
        case "loss_weights" if any(o.weight is not None for o in graph.outputs):
            return {o.name: _weight(o) for o in graph.outputs if _weight(o) is not None}
        case "metrics":
            return {o.name: list(o.metrics) for o in graph.outputs if o.metrics}
        case _:
            return {}


def _weight(output: Output) -> Value:
    """Once one loss has a weight Keras wants one for every loss."""
    return 1.0 if output.weight is None and output.loss is not None else output.weight


def _check_weights(written: Mapping[str, Value], graph: Graph, problems: Problems) -> None:
    """Keras would give the weight of an output without loss to another output."""
    loss, weights = written.get("loss"), written.get("loss_weights")
    if not isinstance(weights, dict) or not (isinstance(loss, dict) or loss is None):
        return
    for name in (o.name for o in graph.outputs if o.name in weights):
        if name not in (loss or {}):
            declared = any(o.name == name and o.weight is not None for o in graph.outputs)
            part = ("output", name) if declared else ("train", "loss_weights")
            problems.add(WeightWithoutLoss(output=name), *part)


def _made(name: str, value: Value, graph: Graph, values: Values, problems: Problems) -> Any:
    """The value of one entry; every problem in it is noted at the output that it belongs to."""
    role: Role = _ROLES.get(name, "argument")
    said = _said(name, graph)

    def one(item: Value, output: str) -> Any:
        try:
            made = values.value(_optimizer(item) if role == "optimizer" else item, role)
            _look_up(made, role, name)
        except Refused as refused:
            problems.add(refused.diagnostic, *(("output", output) if output else ("train", name)))
            return None
        return made

    if name in _PER_OUTPUT and isinstance(value, dict):
        return {key: one(item, key if key in said else "") for key, item in value.items()}
    return one(value, next(iter(said), ""))


def _optimizer(value: Value) -> Value:
    """An optimizer that is given by name as an object: made of a string its name is numbered."""
    if not isinstance(value, str):
        return value
    known = {name.lower(): name for name in classes("optimizers")}
    return Object(known[value.lower()]) if value.lower() in known else value


def _look_up(made: Any, role: Role, entry: str) -> None:
    """Keras looks up the strings of losses and metrics at the first `fit`; here it is now."""
    look: Callable[[str], Any]
    match role:
        case "loss":
            look = keras.losses.get
        case "metric":
            look = keras.metrics.get
        case "optimizer":
            look = keras.optimizers.get
        case _:
            return
    for item in made if is_several(made) else (made,):
        if isinstance(item, str) and item not in _BY_SHAPE.get(role, ()):
            try:
                look(item)
            except Exception as error:
                refused = TrainingRefused(entry=entry, words=keras_words(error))
                raise Refused(refused) from error
