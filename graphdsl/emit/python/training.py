"""How the model is trained, as a call of `compile`: what heads say and the `train` block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graphdsl.emit.python.expressing import Expressing
from graphdsl.emit.python.spelling import Role
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import MODEL, Call, Expr, Member, Tensor
from graphdsl.graph import Value
from graphdsl.graph.training import as_given, callbacks, training

_ROLES: Final[Mapping[str, Role]] = {
    "optimizer": "optimizer",
    "loss": "loss",
    "metrics": "metric",
    "weighted_metrics": "metric",
}


def compile_step(expressing: Expressing) -> Step | None:
    """`model.compile(…)`, if the graph says how it is trained."""
    graph = expressing.reading.graph
    entries = training(graph)
    if entries is None:
        return None
    kwargs = tuple(
        (name, expressing.value(_spelt(name, value), _ROLES.get(name, "argument")))
        for name, value in ((n, as_given(graph, n, v)) for n, v in entries.items())
    )
    return Step(Call(Member(Tensor(MODEL), "compile"), (), kwargs), (), "do")


def _spelt(name: str, value: Value) -> Value:
    """Keras takes the name of an optimizer in any case; small letters are usual."""
    return value.lower() if name == "optimizer" and isinstance(value, str) else value


def callbacks_of(expressing: Expressing) -> Expr | None:
    """The list of callbacks for `model.fit(…)`, if the graph names some."""
    named = callbacks(expressing.reading.graph)
    return expressing.value(list(named)) if named else None
