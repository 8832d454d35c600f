"""What a model was compiled with, as far as the language can say it; the rest is told, and left."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, cast

from graphdsl.graph import Graph, Output, Value
from graphdsl.graph.training import DEFAULT_OPTIMIZER, adds_losses, per_output
from graphdsl.layers.binding import shown, value_problems
from graphdsl.layers.kinds import Float, Kind, LossKind, MetricKind
from graphdsl.layers.training import ENTRIES
from graphdsl.saved.context import Context
from graphdsl.saved.values import ARRAYS
from graphdsl.saved.written import Json

_FOREIGN: Final = ">"
"""Stands in names of what is not Keras' own, before the name that it has where it comes from."""
_ONE: Final[Mapping[str, Kind]] = {
    "loss": LossKind(),
    "loss_weights": Float(),
    "metrics": MetricKind(),
    "weighted_metrics": MetricKind(),
}
"""What an entry holds for each output, or a list of which."""
_WORDS: Final[Mapping[str, str]] = {
    "loss_weights": "loss weight",
    "metrics": "metric",
    "weighted_metrics": "weighted metric",
}


def marked(written: Json) -> Json:
    """`written` with classes and functions that are not Keras' own under names that nothing has:
    one that is called like one of Keras is another all the same."""
    if isinstance(written, list):
        return [marked(item) for item in cast("list[Json]", written)]
    if not isinstance(written, dict):
        return written
    given = cast("dict[str, Json]", written)
    cls, config = given.get("class_name"), given.get("config")
    if cls == "__lambda__":
        return f"{_FOREIGN}lambda"
    if isinstance(cls, str) and cls not in ARRAYS and not _of_keras(given):
        if cls == "function":
            return f"{_FOREIGN}{config}"
        return {"module": given["module"], "class_name": f"{_FOREIGN}{cls}", "config": {}}
    return {key: marked(item) for key, item in given.items()}


def _of_keras(given: Mapping[str, Json]) -> bool:
    """Whether it may be one of Keras; where no module is told, the name alone decides."""
    module = given.get("module")
    if not isinstance(module, str):
        return True
    return module in ("builtins", "keras") or module.startswith("keras.")


def sayable(entry: str, value: Value, holder: str, context: Context, *, each: bool) -> Value:
    """`value` without what the language has no words for, which is told; None if nothing is left.

    `each` tells that it is what the entry says of one output.
    """
    if entry not in ENTRIES:
        return lose(entry, value, holder, context)
    if entry in _ONE:
        if isinstance(value, list) and "metrics" in entry:
            kept = (sayable(entry, item, holder, context, each=each) for item in value)
            return [item for item in kept if item is not None]
        if isinstance(value, dict) and not each:
            kept = {k: sayable(entry, v, holder, context, each=True) for k, v in value.items()}
            return {k: v for k, v in kept.items() if v is not None}
    kind = _ONE[entry] if each and entry in _ONE else ENTRIES[entry]
    if value is None or not any(value_problems(kind, value, entry, "train")):
        return value
    return lose(entry, value, holder, context)


def lose(entry: str, value: Value, holder: str, context: Context) -> None:
    """Tells that what `compile` was given as `entry` is not kept."""
    name = re.sub(rf'(?<!\w)"?{_FOREIGN}(\w+)"?', r"\1", shown(value))
    instead = f", in whose place is `{DEFAULT_OPTIMIZER}`," if entry == "optimizer" else ""
    context.lose(holder, f"its {_WORDS.get(entry, entry)} {name}{instead}")


def with_losses(graph: Graph, holder: str, context: Context) -> Graph:
    """`graph` without what is said of losses that it does not have.

    Without any loss, of an output or of a layer, nothing is left of its training, for which the
    language asks for one.
    """
    losses = per_output(graph, "loss")
    if losses is None and not adds_losses(graph):
        return _untrained(graph, holder, context)
    losses = losses or {}
    if not isinstance(losses, dict):
        return graph
    outputs = tuple(
        output if output.name in losses else _unweighted(output, context)
        for output in graph.outputs
    )
    train = dict(graph.train or {})
    weights = train.get("loss_weights")
    if isinstance(weights, dict):
        for name in (n for n in weights if n not in losses):
            context.lose(f"the output `{name}`", "the weight of its loss")
        train["loss_weights"] = {n: w for n, w in weights.items() if n in losses}
    return replace(graph, outputs=outputs, train=train)


def _unweighted(output: Output, context: Context) -> Output:
    if output.weight is None:
        return output
    context.lose(f"the output `{output.name}`", "the weight of its loss")
    return replace(output, weight=None)


def _untrained(graph: Graph, holder: str, context: Context) -> Graph:
    said = [entry for entry in ENTRIES if entry in (graph.train or {})]
    said += [e for e in ("loss_weights", "metrics") if per_output(graph, e) and e not in said]
    for entry in said:
        context.lose(holder, f"without a loss what `compile` was given as `{entry}`")
    bare = tuple(replace(output, weight=None, metrics=()) for output in graph.outputs)
    return replace(graph, outputs=bare, train=None)
