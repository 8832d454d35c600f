"""What tells an entry of an older config from a modern one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

from graphdsl.saved.written import Json

OLD_MODULES: Final = (
    *("keras.src.engine.", "keras.engine.", "keras.src.layers.", "keras.layers."),
    *("tf_keras.", "tensorflow.", "keras.saving.legacy", "keras.src.saving.legacy"),
)
"""How modules begin in which only Keras 2 has classes."""
OPERATION_CLASSES: Final = frozenset(
    {"TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer", "ClassMethod", "InstanceMethod"}
    | {"InstanceProperty"}
)
"""Layers in which Keras 2 keeps calls of TensorFlow."""
CONSTANT: Final = "_CONSTANT_VALUE"
"""Stands for the name of a layer where an operand is no tensor."""


def as_list(written: Json) -> list[Json] | None:
    """`written`, if it is a list."""
    return cast("list[Json]", written) if isinstance(written, list) else None


def as_object(written: Json) -> dict[str, Json] | None:
    """`written`, if it is an object."""
    return cast("dict[str, Json]", written) if isinstance(written, dict) else None


def an_entry(written: Json) -> Mapping[str, Json] | None:
    """`written`, if it is a class with what it is made of."""
    given = as_object(written)
    known = given is not None and isinstance(given.get("class_name"), str) and "config" in given
    return given if known else None


def layers_in(config: Json) -> list[Json]:
    """The layers of a model's config; an old Sequential is nothing but a list of them."""
    given = as_object(config)
    return as_list(config if given is None else given.get("layers")) or []


def is_older(config: Mapping[str, Json]) -> bool:
    """Whether the model that is written there has the form of an older file, in any part."""
    if "training_config" in config:
        return True
    inner = config.get("config", config)
    if isinstance(inner, list) or ("class_name" in config and "module" not in config):
        return True
    return any(_is_older_entry(entry) for entry in layers_in(inner))


def _is_older_entry(written: Json) -> bool:
    given = an_entry(written)
    if given is None:
        return False
    config, module = given["config"], given.get("module")
    if "module" not in given or isinstance(config, list):
        return True
    if isinstance(module, str) and module.startswith(OLD_MODULES):
        return True
    if given["class_name"] in OPERATION_CLASSES or has_old_calls(given):
        return True
    if isinstance(config, dict) and "batch_input_shape" in config:
        return True
    return any(_is_older_entry(inner) for inner in layers_in(config))


def has_old_calls(given: Mapping[str, Json]) -> bool:
    """Whether a call of the layer is a list of tensors."""
    return any(isinstance(call, list) for call in as_list(given.get("inbound_nodes")) or [])


def is_tensor(written: Json) -> bool:
    """Whether it is `[layer, number of the call, number of the output]`, or the same and more."""
    items = as_list(written)
    return (
        items is not None
        and len(items) in (3, 4)
        and isinstance(items[0], str)
        and _is_number(items[1])
        and (_is_number(items[2]) or items[0] == CONSTANT)
    )


def _is_number(written: Json) -> bool:
    return isinstance(written, int) and not isinstance(written, bool)


def tensors_in(written: Json) -> Iterator[list[Json]]:
    """All tensors in a structure, with those among the arguments that stand in them."""
    if isinstance(written, dict):
        for item in cast("dict[str, Json]", written).values():
            yield from tensors_in(item)
    elif isinstance(written, list):
        items = cast("list[Json]", written)
        if is_tensor(items):
            yield items
        for item in items:
            yield from tensors_in(item)
