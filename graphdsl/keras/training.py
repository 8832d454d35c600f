"""How a graph says that its model is trained, as a call of `Model.compile`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from graphdsl.check.training import conflicts
from graphdsl.diagnostics.build import TrainingRefused
from graphdsl.graph import Graph, Object, Value
from graphdsl.graph.training import PER_OUTPUT, as_given, callbacks, said, training
from graphdsl.keras.api import is_several, keras
from graphdsl.keras.objects import Role, Values, classes
from graphdsl.keras.problems import BuildProblem, Problems, Refused, keras_words

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


def compile_model(model: Any, graph: Graph, values: Values, problems: Problems) -> None:
    """Compiles `model` as `graph` says, if it says so, or notes why that cannot be."""
    written = training(graph)
    if written is None:
        return
    before = len(problems.found)
    for found in conflicts(graph):
        place = ("output", found.output) if found.output else ("train", found.entry)
        problems.add(found.diagnostic, *place)
    made = {n: _made(n, value, graph, values, problems) for n, value in written.items()}
    if len(problems.found) > before:
        return
    try:
        model.compile(**{name: as_given(graph, name, value) for name, value in made.items()})
    except Exception as error:
        problems.add(TrainingRefused(entry="", words=keras_words(error)), "train")


def make_callbacks(graph: Graph) -> tuple[list[Any], tuple[BuildProblem, ...]]:
    """The callbacks that `graph` names for `Model.fit`, new ones at each call, and what Keras has
    against some of them."""
    values, problems, made = Values({}), Problems(), list[Any]()
    for written in callbacks(graph):
        try:
            made.append(values.value(written, "callback"))
        except Refused as refused:
            problems.add(refused.diagnostic, "train", "callbacks")
    return made, tuple(problems.found)


def _made(name: str, value: Value, graph: Graph, values: Values, problems: Problems) -> Any:
    """The value of one entry; every problem in it is noted at the output that it belongs to."""
    role: Role = _ROLES.get(name, "argument")
    in_heads = said(graph, name)

    def one(item: Value, output: str) -> Any:
        try:
            made = values.value(_optimizer(item) if role == "optimizer" else item, role)
            _look_up(made, role, name)
        except Refused as refused:
            problems.add(refused.diagnostic, *(("output", output) if output else ("train", name)))
            return None
        return made

    if name in PER_OUTPUT and isinstance(value, dict):
        return {key: one(item, key if key in in_heads else "") for key, item in value.items()}
    return one(value, next(iter(in_heads), ""))


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
