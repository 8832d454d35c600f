"""Models of older files, with all that is inside them, in the form of Keras 3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from graphdsl.diagnostics.older import NotInKeras3
from graphdsl.graph.json.places import Path
from graphdsl.saved.context import Context
from graphdsl.saved.older.calls import Call, Tensors, of_layer
from graphdsl.saved.older.classes import KERAS_1
from graphdsl.saved.older.entries import modern_entry
from graphdsl.saved.older.forms import (
    OPERATION_CLASSES,
    an_entry,
    as_list,
    as_object,
    has_old_calls,
    layers_in,
    tensors_in,
)
from graphdsl.saved.older.operations import modern_operation
from graphdsl.saved.older.training import compile_config
from graphdsl.saved.written import Json, Unreadable, an_object

ADDED: Final = {"AddLoss": "the loss", "AddMetric": "the metric"}
"""Layers that `add_loss` and `add_metric` leave behind, and what they add."""


def modern(config: Mapping[str, Json], context: Context) -> Mapping[str, Json]:
    """The config of an older model in the form of Keras 3."""
    if "class_name" not in config and isinstance(config.get("layers"), list):
        return _model(config, (), context)
    if context.version.startswith("1."):
        what = f"the form of Keras {context.version}"
        raise Unreadable(NotInKeras3(holder="the model", what=what, why=KERAS_1))
    found = dict(_entry(config, (), context))
    entry = "training_config" if "training_config" in found else "compile_config"
    training = found.pop(entry, None)
    if training:
        found["compile_config"] = compile_config(an_object(training, (entry,)), context)
    return found


def _entry(written: Json, path: Path, context: Context) -> Json:
    """A layer or model that stands there, with its calls as they are."""
    given = an_entry(written)
    if given is None:
        return written
    found, inner = dict(given), given["config"]
    if isinstance(inner, list):  # a Sequential of Keras 1, or of Keras 2 before 2.3
        name = given.get("name") or "sequential"
        inner = {"name": name, "layers": cast("list[Json]", inner)}
    model = as_object(inner)
    if model is not None and isinstance(model.get("layers"), list):
        found["config"] = _model(model, (*path, "config"), context)
    return modern_entry(found, path, context, lambda inner, at: _entry(inner, at, context))


def _model(config: Mapping[str, Json], path: Path, context: Context) -> dict[str, Json]:
    """The config of a model."""
    written = layers_in(config)
    layers = [_entry(e, (*path, "layers", n), context) for n, e in enumerate(written)]
    found = {**config, "layers": layers}
    if "input_layers" not in config:
        return {**_shape_of_input(layers_in(config)), **found}
    if not any(has_old_calls(given) for e in layers if (given := an_entry(e)) is not None):
        return found
    tensors = Tensors(_starts(found, layers))
    found["layers"] = [
        _called(e, tensors, (*path, "layers", n), context) for n, e in enumerate(layers)
    ]
    counted_from = {given["name"]: 1 for given in _models(layers) if _is_functional(given)}
    found["input_layers"] = _alone(config.get("input_layers"))
    written_outputs = _alone(config.get("output_layers"))
    found["output_layers"] = tensors.output(written_outputs, counted_from=counted_from)
    found["layers"] = _without_added(found, context)
    return found


def _alone(written: Json) -> Json:
    """The inputs or outputs of a model; Keras 2 lists a single one, too."""
    items = as_list(written)
    return items[0] if items is not None and len(items) == 1 else written


def _called(written: Json, tensors: Tensors, path: Path, context: Context) -> Json:
    """The entry with its calls in the form of Keras 3."""
    given = an_entry(written)
    if given is None or not has_old_calls(given):
        return written
    written_calls = as_list(given["inbound_nodes"]) or []
    calls: list[Json] = [
        call if isinstance(call, dict) else tensors.call(call, (*path, "inbound_nodes", number))
        for number, call in enumerate(written_calls)
    ]
    if given["class_name"] in OPERATION_CLASSES:
        return modern_operation(given, calls, path, context)
    cls = given["class_name"]
    made = [of_layer(call, cls) if isinstance(call, Call) else call for call in calls]
    return {**given, "inbound_nodes": made}


def _models(layers: list[Json]) -> list[Mapping[str, Json]]:
    """Those of the layers that are models and have a name."""
    found = (an_entry(written) for written in layers)
    return [
        given
        for given in found
        if given is not None and isinstance(given.get("name"), str) and layers_in(given["config"])
    ]


def _is_functional(given: Mapping[str, Json]) -> bool:
    return "input_layers" in given["config"]


def _starts(config: Mapping[str, Json], layers: list[Json]) -> dict[str, int]:
    """From which number the calls of the models inside a model are counted.

    Keras 2 takes the making of a model for its first call, unless it is a Sequential that does not
    know its input yet. The numbers that occur tell it, where they are not all in both ranges.
    """
    numbers: dict[str, set[int]] = {given["name"]: set() for given in _models(layers)}
    calls = [given.get("inbound_nodes") for e in layers if (given := an_entry(e)) is not None]
    for name, number, *_ in tensors_in([calls, config.get("output_layers")]):
        if name in numbers:
            numbers[name].add(number)
    return {given["name"]: _start(given, numbers[given["name"]]) for given in _models(layers)}


def _start(given: Mapping[str, Json], numbers: set[int]) -> int:
    count = len(as_list(given.get("inbound_nodes")) or [])
    if 0 in numbers:
        return 0
    if _is_functional(given) or any(number >= count for number in numbers):
        return 1
    first = an_entry(layers_in(given["config"])[0])
    return int(first is not None and first["class_name"] == "InputLayer")


def _shape_of_input(layers: list[Json]) -> dict[str, Json]:
    """The input of a Sequential of which only its first layer tells, perhaps inside of it."""
    first = an_entry(layers[0]) if layers else None
    while first is not None and (inner := layers_in(first["config"])):
        first = an_entry(inner[0])
    given = as_object(first["config"]) if first is not None else None
    if first is None or given is None or "batch_input_shape" not in given:
        return {}
    if first["class_name"] == "InputLayer":
        return {}
    found: dict[str, Json] = {"build_input_shape": given["batch_input_shape"]}
    if isinstance(given.get("dtype"), str):
        found["build_input_dtype"] = given["dtype"]
    if isinstance(given.get("name"), str):
        found["build_input_name"] = f"{given['name']}_input"
    return found


def _without_added(config: Mapping[str, Json], context: Context) -> list[Json]:
    """The layers; losses and metrics that were added to the model as a whole are not called."""
    read = {name for name, *_ in tensors_in(config.get("output_layers"))}
    found: list[Json] = []
    for written in config["layers"]:
        given = an_entry(written)
        if given is not None and given["class_name"] in ADDED and given.get("name") not in read:
            what = f"{ADDED[given['class_name']]} that it adds to the model"
            context.lose(f"the layer `{given.get('name')}`", what)
            found.append({**given, "inbound_nodes": list[Json]()})
        else:
            found.append(written)
    return found
