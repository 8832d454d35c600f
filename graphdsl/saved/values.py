"""Values in a config as values of a graph: objects, layers, symbols, constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from graphdsl.diagnostics.saved import HoldsCode
from graphdsl.graph import UNKNOWN, Object, Value
from graphdsl.graph.json.places import Path
from graphdsl.layers.objects.names import CLASSES, STRINGS
from graphdsl.layers.registry import find_layer, find_object
from graphdsl.saved.context import Context
from graphdsl.saved.defaults import without_defaults
from graphdsl.saved.written import Json, an_object, entry, part

ARRAYS: Final = frozenset({"__numpy__", "__tensor__"})
_FAMILIES: Final[Mapping[str, str]] = {
    "keras.initializers": "initializers",
    "keras.regularizers": "regularizers",
    "keras.constraints": "constraints",
    "keras.losses": "losses",
    "keras.metrics": "metrics",
    "keras.optimizers": "optimizers",
    "keras.optimizers.schedules": "schedules",
}
"""By module, the family of objects that stands in it."""
_BY_NAME: Final = ("initializers", "regularizers", "constraints")
"""Families whose objects Keras saves alike whether they were given as such or by a string."""


@dataclass(frozen=True, slots=True)
class Holder:
    """What a value is an argument of."""

    words: str
    """`` the layer `dense` ``."""
    argument: str
    path: Path
    raw: bool = False
    """Whether what is not data stays as it is written: nothing is known of the class anyway."""

    def at(self, *steps: str | int) -> Holder:
        """The same for a part of the value."""
        return Holder(self.words, self.argument, (*self.path, *steps), self.raw)


def value_of(written: Json, holder: Holder, context: Context) -> Value:
    """The value that stands there; UNKNOWN, after a diagnostic, for what is not data."""
    if written is None or isinstance(written, (str, int, float)):
        return written
    if isinstance(written, list):
        items = enumerate(cast("list[Json]", written))
        return [value_of(item, holder.at(n), context) for n, item in items]
    given = an_object(written, holder.path)
    if isinstance(given.get("class_name"), str):
        return _serialized(given, holder, context)
    return {key: value_of(item, holder.at(key), context) for key, item in given.items()}


def _serialized(given: Mapping[str, Json], holder: Holder, context: Context) -> Value:
    """What Keras wrote with its class."""
    cls, config = str(given["class_name"]), given.get("config")
    if cls in ARRAYS or cls == "__bytes__":
        return value_of(an_object(config, holder.path).get("value"), holder.at("value"), context)
    match cls:
        case "__ellipsis__":
            return ...
        case "__slice__":
            parts = an_object(config, holder.path)
            start, stop, step = (
                value_of(parts.get(n), holder.at("config", n), context)
                for n in ("start", "stop", "step")
            )
            return slice(start, stop, step)
        case "function":
            return _function(given, holder, context)
        case "__lambda__" | "__typespec__":
            return _code(given, "a Python function without a name", holder, context)
        case _ if isinstance(config, dict):
            return _object(given, holder, context)
        case _:
            return _code(given, f"an object of the class `{cls}`", holder, context)


def _function(given: Mapping[str, Json], holder: Holder, context: Context) -> Value:
    """A function: Keras' own are known by name."""
    name, module = str(given.get("config")), str(given.get("module"))
    if module.startswith("keras.") or module == "builtins":
        return name
    return _code(given, f"the Python function `{name}`", holder, context)


def _code(given: Mapping[str, Json], what: str, holder: Holder, context: Context) -> Value:
    if holder.raw:
        return _plain(given)
    context.report(HoldsCode(holder=holder.words, argument=holder.argument, what=what))
    return UNKNOWN


def _plain(written: Json) -> Value:
    """A part of the file as it stands there."""
    if isinstance(written, list):
        return [_plain(item) for item in cast("list[Json]", written)]
    if isinstance(written, dict):
        return {key: _plain(item) for key, item in cast("dict[str, Json]", written).items()}
    return cast("Value", written)


def _object(given: Mapping[str, Json], holder: Holder, context: Context) -> Value:
    """A layer, a model, a dtype policy or an object of one of the families."""
    found = entry(given, holder.path)
    if found.module == "keras" and found.cls in ("DTypePolicy", "FloatDTypePolicy"):
        return str(found.config.get("name"))
    family = _FAMILIES.get(found.module)
    if found.is_model or (family is None and found.of_keras and find_layer(found.cls)):
        return context.layer(found, context)
    args = {
        name: value_of(item, holder.at("config", name), context)
        for name, item in found.config.items()
    }
    spec = find_object(found.cls, () if family is None else (family,))
    if spec is None or not found.of_keras:
        return Object(found.cls, args)
    made = Object(found.cls, without_defaults(spec, args))
    return _by_name(made, family) if family in _BY_NAME else made


def _by_name(made: Object, family: str) -> Value:
    """The string that stands for the object, where it is one without arguments."""
    if made.args:
        return made
    cls = CLASSES[family].get(made.cls)
    return next((s for s, c in STRINGS[family].items() if c == cls and s != c), made)


def dtype_of(written: Json) -> str | None:
    """The name of a dtype or of a policy that is nothing but its name."""
    if part(written, "class_name") in ("DTypePolicy", "FloatDTypePolicy"):
        written = part(written, "config", "name")
    return written if isinstance(written, str) else None
