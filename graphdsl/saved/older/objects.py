"""Initializers, dtypes and other objects in the arguments of layers, as Keras 3 writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, cast

from graphdsl.graph.json.places import Path
from graphdsl.saved.older.forms import an_entry
from graphdsl.saved.written import Json, part

FAMILIES: Final[Mapping[str, str]] = {
    "initializer": "keras.initializers",
    "regularizer": "keras.regularizers",
    "constraint": "keras.constraints",
}
"""The module of objects, by the end of the name of the argument that they stand in."""
POLICIES: Final = frozenset({"DTypePolicy", "FloatDTypePolicy", "Policy", "PolicyV1"})
OTHER_STRINGS: Final[Mapping[str, str]] = {"softmax_v2": "softmax"}
"""Activations whose function in TensorFlow has another name than in Keras."""
_NORMAL = frozenset({"normal", "truncated_normal"})
SCALED: Final[Mapping[tuple[float, Json, bool], str]] = {
    (1.0, "fan_avg", False): "GlorotUniform",
    (1.0, "fan_avg", True): "GlorotNormal",
    (2.0, "fan_in", False): "HeUniform",
    (2.0, "fan_in", True): "HeNormal",
    (1.0, "fan_in", False): "LecunUniform",
    (1.0, "fan_in", True): "LecunNormal",
}
"""Initializers that older Keras saves as a VarianceScaling: by scale, mode, and being normal."""
Inner: TypeAlias = Callable[[Json, Path], Json]


def modern_value(argument: str, value: Json, path: Path, inner: Inner) -> Json:
    """The value of an argument of a layer."""
    if isinstance(value, str) and argument.endswith("activation"):
        return OTHER_STRINGS.get(value, value)
    if isinstance(value, list):
        items = cast("list[Json]", value)
        return [modern_value(argument, item, (*path, n), inner) for n, item in enumerate(items)]
    given = an_entry(value)
    if given is None:
        return value
    if given["class_name"] in POLICIES and isinstance(part(given, "config", "name"), str):
        return given["config"]["name"]
    family = FAMILIES.get(argument.rpartition("_")[2])
    if family is not None:
        return modern_object(given, family)
    if argument in ("layer", "backward_layer", "cell", "cells"):
        return inner(value, path)
    return value


def modern_object(given: Mapping[str, Json], module: str) -> dict[str, Json]:
    """An object of one of Keras' families, or of somebody's own package."""
    package, _, cls = given["class_name"].rpartition(">")
    config = given["config"]
    found = {n: v for n, v in given.items() if n != "__passive_serialization__"}
    if package:
        return {**found, "class_name": cls, "module": ""}
    if not isinstance(given.get("module"), str):
        found["module"] = module
    if module == "keras.initializers" and isinstance(config, dict):
        return {**found, **_initializer(cls, cast("dict[str, Json]", config))}
    return found


def _initializer(cls: str, config: Mapping[str, Json]) -> dict[str, Json]:
    """An initializer without the dtype that TensorFlow 1 gives it, under its own name."""
    left = {name: value for name, value in config.items() if name != "dtype"}
    normal = left.get("distribution") in _NORMAL
    if cls == "VarianceScaling" and left.get("distribution") == "normal":
        left["distribution"] = "truncated_normal"
    if cls == "VarianceScaling" and (normal or left.get("distribution") == "uniform"):
        scale, mode = left.get("scale"), str(left.get("mode"))
        own = SCALED.get((scale, mode, normal)) if isinstance(scale, (int, float)) else None
        if own is not None:
            return {"class_name": own, "config": {"seed": left.get("seed")}}
    return {"class_name": cls, "config": left}
