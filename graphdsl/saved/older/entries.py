"""Layers of older files under the class, module and arguments that they have in Keras 3."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, cast

from graphdsl.diagnostics.older import MeansOtherwise, NotInKeras3
from graphdsl.graph.json.places import Path
from graphdsl.graph.names import snake_case
from graphdsl.layers.families.excluded import EXCLUDED
from graphdsl.layers.registry import FUNCTIONS, find_layer
from graphdsl.saved.context import Context
from graphdsl.saved.older.arguments import modern_arguments
from graphdsl.saved.older.classes import ADDED, OTHER_CLASSES, REFUSED
from graphdsl.saved.older.objects import modern_value
from graphdsl.saved.operations import OTHER_NAMES
from graphdsl.saved.written import MODELS, OPERATIONS, Json

Inner: TypeAlias = Callable[[Json, Path], Json]
"""Rewrites a layer that is an argument of another."""
NOT_ITS_OWN: Final = frozenset({"batch_input_shape", "dynamic"})
"""What Keras 2 saves of every layer, and what the layer itself does not ask for."""
HARD_SIGMOID: Final = "hard_sigmoid"
_WAS, _IS = "clip(0.2 * x + 0.5, 0, 1)", "clip(x / 6 + 0.5, 0, 1)"


def modern_entry(
    given: Mapping[str, Json], path: Path, context: Context, inner: Inner
) -> dict[str, Json]:
    """The entry in the form of Keras 3; what it cannot say is told."""
    package, _, cls = given["class_name"].rpartition(">")  # `Custom>Bias` is somebody's own
    cls = cls if package else OTHER_CLASSES.get(cls, cls)
    config = given["config"]
    module = _module(given, cls) if not package else ""
    found = {**given, "class_name": cls, "module": module}
    if not isinstance(config, dict):
        return found
    if not module.startswith("keras"):
        own = cast("dict[str, Json]", config).items()
        return {**found, "config": {n: v for n, v in own if n not in NOT_ITS_OWN}}
    config = {**cast("dict[str, Json]", config), **ADDED.get(given["class_name"], {})}
    name = config.get("name") or given.get("name") or cls
    words = f"the layer `{name}`"
    if cls in REFUSED:
        context.report(NotInKeras3(holder=words, what=f"the class `{cls}`", why=REFUSED[cls]))
    if module == OPERATIONS or "layers" in config:
        return found
    arguments = modern_arguments(cls, config, words, context)
    if context.version[:2] in ("", "2."):
        _warn(arguments, words, context)
    found["config"] = {
        argument: modern_value(argument, value, (*path, "config", argument), inner)
        for argument, value in arguments.items()
    }
    return found


def _module(given: Mapping[str, Json], cls: str) -> str:
    """The module of a class: where none is told, its name tells whether it is Keras' own."""
    module = given.get("module")
    if isinstance(module, str):
        return module.removeprefix("tf_").removeprefix("tensorflow.python.")
    if "module" in given:
        return ""
    config = given["config"]
    is_operation = isinstance(config, dict) and "trainable" not in config and "name" in config
    if is_operation and "inbound_nodes" in given and (operation := _operation(cls)):
        return operation
    known = find_layer(cls) is not None or cls in EXCLUDED or cls in REFUSED
    return "keras.layers" if known else "keras" if cls in MODELS else ""


def _operation(cls: str) -> str | None:
    """The module of a function of `keras.ops`: in HDF5 its class stands there without it."""
    if cls == "InputLayer":
        return None
    name = OTHER_NAMES.get(cls, snake_case(cls))
    if name in FUNCTIONS:
        return OPERATIONS
    return f"{OPERATIONS}image" if f"image.{name}" in FUNCTIONS else None


def _warn(config: Mapping[str, Json], words: str, context: Context) -> None:
    """Tells of a function that has kept its name and is another one now."""
    for argument, value in config.items():
        if argument.endswith("activation") and value == HARD_SIGMOID:
            context.report(
                MeansOtherwise(holder=words, argument=argument, value=value, was=_WAS, now=_IS)
            )
