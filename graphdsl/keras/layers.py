"""Layers of a graph as layers of Keras, with their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import FunctionType
from typing import Any

from graphdsl.diagnostics.build import (
    ExternIsNoLayer,
    LayerRefused,
    MissingExtern,
    NotInKeras,
)
from graphdsl.graph import Graph, Layer, Value
from graphdsl.graph.names import snake_case
from graphdsl.keras.api import is_several, keras
from graphdsl.keras.configs import with_whole_config
from graphdsl.keras.objects import Values, classes
from graphdsl.keras.problems import Refused, keras_words
from graphdsl.layers.families.excluded import exclusion
from graphdsl.layers.families.index import OWN, UNLISTED
from graphdsl.layers.registry import OWN_LAYERS

NestedModel = Callable[[Graph, str], Any]
"""Builds the model that a layer is, under a name; raises Refused if it cannot."""


class LayerMaker:
    """Makes layers of Keras; raises Refused where that is not possible."""

    def __init__(self, values: Values, custom_objects: Mapping[str, Any]) -> None:
        self._values = values
        self._custom = custom_objects

    def make(self, layer: Layer, name: str, model: NestedModel) -> Any:
        """The layer, called `name`; its variables come with its first call."""
        if layer.graph is not None:
            return model(layer.graph, name)
        cls = self._class(layer)
        args = self._arguments(layer.args, model)
        if layer.cls == "RNN" and is_several(args.get("cell")):
            args["cell"] = keras.layers.StackedRNNCells(args["cell"], name="stacked_rnn_cells")
        try:
            return with_whole_config(cls(**args, name=name), args)
        except Exception as error:
            raise Refused(LayerRefused(cls=layer.cls, words=keras_words(error))) from error

    def _arguments(self, written: Mapping[str, Value], model: NestedModel) -> dict[str, Any]:
        """The arguments of one layer; layers in them without a name are called by class."""
        taken: set[str] = set()

        def inner(layer: Layer) -> Any:
            name = layer.name or first_free(snake_case(_plain_class(layer)), taken)
            taken.add(name)
            try:
                made = self.make(layer, name, model)
            except Refused as refused:
                refused.argument = ""  # of the inner layer; the place is the outer one's argument
                raise
            if layer.frozen:
                made.trainable = False
            return made

        found: dict[str, Any] = {}
        for name, value in written.items():
            try:
                found[name] = self._values.value(value, layer=inner)
            except Refused as refused:
                refused.argument = refused.argument or name
                raise
        return found

    def _class(self, layer: Layer) -> type:
        if layer.kind == "extern":
            return self._extern(layer.cls)
        excluded = exclusion(layer.cls)  # among them what runs code that a file brings along
        if excluded is not None:
            raise Refused(excluded)
        found = classes("layers").get(layer.cls) or _unlisted(layer.cls) or _own(layer.cls)
        if found is None or not issubclass(found, keras.Layer):
            raise Refused(NotInKeras(what="layer", name=layer.cls, version=keras.__version__))
        return found

    def _extern(self, name: str) -> type:
        found = self._custom.get(name) or keras.saving.get_registered_object(name)
        if found is None:
            found = _registered(name)
        if not (isinstance(found, type) and issubclass(found, keras.Layer)):
            raise Refused(ExternIsNoLayer(name=name, found=_described(found)))
        return found


def _unlisted(name: str) -> type | None:
    """A class that Keras uses in its own models and does not make public."""
    module = UNLISTED.get(name)
    return None if module is None else getattr(import_module(module), name)


def _own(name: str) -> type | None:
    """A class that graphdsl adds to Keras."""
    return getattr(import_module(OWN), name) if name in OWN_LAYERS else None


def _registered(name: str) -> object:
    """The class that is registered as `name` in some package."""
    known: Mapping[str, object] = keras.saving.get_custom_objects()
    found = {key: value for key, value in known.items() if key.rpartition(">")[2] == name}
    if len({id(value) for value in found.values()}) == 1:
        return next(iter(found.values()))
    raise Refused(MissingExtern(name=name, registered=tuple(sorted(found))))


def _described(value: object) -> str:
    if isinstance(value, type):
        return f"the class `{value.__name__}`"
    if isinstance(value, FunctionType):
        return f"the function `{value.__name__}`"
    return f"an object of the class `{type(value).__name__}`"


def _plain_class(layer: Layer) -> str:
    return layer.cls if layer.graph is None else layer.graph.name


def first_free(base: str, taken: Iterable[str]) -> str:
    """`base`, or the first of `base_1`, `base_2` … that is not among `taken`."""
    name, number = base, 0
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    return name
