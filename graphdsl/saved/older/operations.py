"""Calls of TensorFlow in models of Keras 2 as calls of `keras.ops`.

Keras 2 keeps them as layers of the class `TFOpLambda`, which name the function, and in TensorFlow
2.0 to 2.3 as `TensorFlowOpLayer`, which holds a node of TensorFlow's own graph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from graphdsl.diagnostics.older import UnknownTensorFlowCall
from graphdsl.graph.json.places import Path
from graphdsl.layers.registry import FUNCTIONS as OURS
from graphdsl.saved.context import Context
from graphdsl.saved.older.calls import Call
from graphdsl.saved.older.functions import (
    FUNCTIONS,
    OTHER_NAMES,
    Arguments,
    Counterpart,
    Unsure,
    holds_tensor,
)
from graphdsl.saved.older.tensorflow_nodes import function_in_node
from graphdsl.saved.written import OPERATIONS, Json

IGNORED: Final = frozenset({"name", "validate_indices", "training"})
"""Arguments that TensorFlow itself makes nothing of."""


def modern_operation(
    given: Mapping[str, Json], calls: Sequence[Json], path: Path, context: Context
) -> dict[str, Json]:
    """The entry as an operation of Keras 3; after a diagnostic a layer that is not known."""
    shown, made, counterpart = str(given["class_name"]), list[Json](), None
    try:
        for call in calls:
            if not isinstance(call, Call):
                raise Unsure("is called in the form of another version")
            function, call = _function(given, call)
            shown = f"tf.{function}"
            counterpart = _counterpart(function)
            made.append(_call(counterpart, call))
    except Unsure as unsure:
        name = str(given.get("name"))
        context.report(UnknownTensorFlowCall(name=name, function=shown, problem=str(unsure)))
        return _unknown(given, calls)
    return _unknown(given, calls) if counterpart is None else _entry(given, counterpart, made)


def _counterpart(function: str) -> Counterpart:
    found = FUNCTIONS.get(OTHER_NAMES.get(function, function))
    if found is None:
        raise Unsure("has no counterpart here")
    return found


def _entry(given: Mapping[str, Json], ours: Counterpart, calls: list[Json]) -> dict[str, Json]:
    module, _, cls = ours.name.rpartition(".")
    is_layer = ours.name not in OURS
    return {
        **given,
        "module": "keras.layers" if is_layer else OPERATIONS + module,
        "class_name": cls,
        "config": {"name": given.get("name")},
        "inbound_nodes": calls,
    }


def _unknown(given: Mapping[str, Json], calls: Sequence[Json]) -> dict[str, Json]:
    made = [
        {"args": [call.first], "kwargs": call.kwargs} if isinstance(call, Call) else call
        for call in calls
    ]
    return {**given, "module": "", "inbound_nodes": made}


def _function(given: Mapping[str, Json], call: Call) -> tuple[str, Call]:
    """The function that is called, by TensorFlow's name for it, and its arguments."""
    config: Any = given["config"]
    if not isinstance(config, dict):
        raise Unsure("does not tell its function")
    written = cast("dict[str, Json]", config)
    if given["class_name"] == "TensorFlowOpLayer":
        return function_in_node(written, call)
    function = written.get("function")
    if not isinstance(function, str):
        raise Unsure("does not tell a function of TensorFlow")
    return function, call


def _call(ours: Counterpart, call: Call) -> dict[str, Json]:
    """The arguments of one call under the names that ours has for them."""
    found: Arguments = dict(ours.fixed)
    for name, value in call.kwargs.items():
        if name in IGNORED:
            continue
        if name in ours.takes:
            if value is not None or ours.takes[name] not in found:
                found[ours.takes[name]] = value
        elif name not in ours.silent or not _same(value, ours.silent[name]):
            raise Unsure(f"is called with `{name}`, which has no counterpart here")
    if ours.change is not None:
        found = ours.change(found)
    function = OURS.get(ours.name)
    for name, value in found.items():
        is_tensor = function is not None and function.parameters[name].takes != "value"
        if is_tensor and isinstance(value, list) and not holds_tensor(value):
            found[name] = _array(cast("list[Json]", value))
        elif not is_tensor and holds_tensor(value):
            raise Unsure(f"is called with a tensor for its argument `{name}`")
    first = call.first
    if isinstance(first, list) and not holds_tensor(first):
        first = _array(cast("list[Json]", first))
    return {"args": [first], "kwargs": found}


def _same(value: Json, other: Json) -> bool:
    return value is None or value == other


def _array(value: list[Json]) -> Json:
    """Numbers in place of a tensor."""
    return {"class_name": "__numpy__", "config": {"value": value}}
