"""Models inside models: what they are called with, and Sequential ones as functional ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from graphdsl.diagnostics.saved import NoInputShape
from graphdsl.graph import Ref, Value
from graphdsl.graph.json.places import Path
from graphdsl.saved.structures import flat_order, leaves
from graphdsl.saved.written import TENSOR, Entry, Json, Unreadable, a_list, bad, entry


def operands_of_model(
    model: Entry, args: Sequence[Value], kwargs: Mapping[str, Value], path: Path
) -> tuple[Value, ...]:
    """What a model is called with, one tensor for each input in the order of its inputs."""
    if model.is_sequential:
        wanted = leaves(["input", 0, 0], path)
    else:
        wanted = leaves(model.config["input_layers"], (*model.path, "config", "input_layers"))
    given = args[0] if args else kwargs.get("inputs")
    if isinstance(given, dict) and not any(leaf.has_key for leaf in wanted):
        flat = [given.get(leaf.layer) for leaf in wanted]
    else:
        flat = flattened(given)
        if len(flat) != len(wanted):
            raise bad(path, f"the model has {len(wanted)} inputs, and is called with {len(flat)}")
        by_place = dict(zip(flat_order(wanted), flat, strict=True))
        flat = [by_place[place] for place in range(len(wanted))]
    for leaf, value in zip(wanted, flat, strict=True):
        if not isinstance(value, Ref):
            raise bad(path, f"the model is called without a tensor for its input `{leaf.layer}`")
    return tuple(flat)


def flattened(value: Value) -> list[Value]:
    """The tensors of a structure in the order in which Keras counts them."""
    if isinstance(value, dict):
        return [inner for key in sorted(value) for inner in flattened(value[key])]
    if isinstance(value, (list, tuple)):
        return [inner for item in value for inner in flattened(item)]
    return [value]


def as_functional(model: Entry, called_with: Sequence[Json] | None) -> dict[str, Json]:
    """The config of a Sequential in the form of a functional one: each layer reads the last.

    Where it does not tell the shape of its input, that of what it is called with is taken.
    """
    path = (*model.path, "config", "layers")
    written = a_list(model.config.get("layers"), path)
    found = [entry(layer, (*path, number)) for number, layer in enumerate(written)]
    layers: list[Json] = []
    if not found or not found[0].is_input:
        layers.append(_input(model, found, called_with))
    last = str(layers[0]["name"]) if layers else ""
    for layer, as_written in zip(found, written, strict=True):
        calls: list[Json] = [] if layer.is_input else [_reading(last, as_written)]
        layers.append({**as_written, "name": layer.name, "inbound_nodes": calls})
        last = layer.name
    first = str(layers[0]["name"])
    ends_in_model = bool(found) and found[-1].is_functional
    return {
        "name": model.config.get("name") or model.name,
        "trainable": model.config.get("trainable", True),
        "layers": layers,
        "input_layers": [first, 0, 0],
        "output_layers": [last, 1 if ends_in_model else 0, 0],
    }


def _reading(layer: str, reader: Mapping[str, Json]) -> dict[str, Json]:
    """The call of `reader` with what `layer` gives, of the shape that it was made for; the dtype,
    which is not told, says nothing of how many results there are."""
    built = reader.get("build_config")
    shape = cast("dict[str, Json]", built).get("input_shape") if isinstance(built, dict) else None
    config: dict[str, Json] = {"keras_history": [layer, 0, 0]}
    if isinstance(shape, list):
        config |= {"shape": shape, "dtype": "float32"}
    tensor: Json = {"class_name": TENSOR, "config": config}
    return {"args": [tensor], "kwargs": {}}


def _input(
    model: Entry, layers: Sequence[Entry], called_with: Sequence[Json] | None
) -> dict[str, Json]:
    """The input of a Sequential that does not list it."""
    shape = model.config.get("build_input_shape")
    if not isinstance(shape, list) and layers:
        shape = layers[0].config.get("batch_shape")
    if not isinstance(shape, list):
        shape = called_with
    if shape is None:
        raise Unreadable(NoInputShape(name=model.config.get("name") or model.name))
    taken = {layer.name for layer in layers}
    name = str(model.config.get("build_input_name") or "input_layer")
    while name in taken:
        name += "_"
    config = {
        "batch_shape": list(cast("Sequence[Any]", shape)),
        "name": name,
        "dtype": model.config.get("build_input_dtype"),
    }
    return {"module": "keras.layers", "class_name": "InputLayer", "config": config, "name": name}
