"""Values of a graph as Keras takes them: objects made, everything else as it is."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType
from typing import Any, Final, Literal, TypeAlias

from graphdsl.diagnostics.build import NotInKeras, ObjectRefused, SerializedObject
from graphdsl.graph import Layer, Object, Ref, Value
from graphdsl.graph.names import snake_case
from graphdsl.keras.api import keras
from graphdsl.keras.configs import with_whole_config
from graphdsl.keras.problems import Refused, keras_words

Role: TypeAlias = Literal["argument", "callback", "loss", "metric", "optimizer"]
"""What a value is for: `MeanSquaredError` is a loss and a metric."""

_MODULES: Final[Mapping[Role, tuple[str, ...]]] = {
    "argument": (
        "initializers",
        "regularizers",
        "constraints",
        "dtype_policies",
        "quantizers",
        "random",
        "metrics",
        "losses",
        "optimizers.schedules",
        "optimizers",
    ),
    "callback": ("callbacks",),
    "loss": ("losses", "metrics"),
    "metric": ("metrics", "losses"),
    "optimizer": ("optimizers", "optimizers.schedules"),
}


class Values:
    """Makes Python values of values of a graph; raises Refused where Keras does."""

    def __init__(self, custom_objects: Mapping[str, Any]) -> None:
        self._custom = custom_objects

    def value(
        self,
        value: Value,
        role: Role = "argument",
        tensor: Callable[[Ref], Any] | None = None,
        layer: Callable[[Layer], Any] | None = None,
    ) -> Any:
        """`value` as Keras takes it; `tensor` and `layer` make what stands for those in it."""
        if value is None or isinstance(value, (str, int, float)):
            return value
        if isinstance(value, Ref) and tensor is not None:
            return tensor(value)
        if isinstance(value, Layer) and layer is not None:
            return layer(value)
        if isinstance(value, Object):
            return self._object(value, role, layer)

        def inner(item: Value) -> Any:
            return self.value(item, role, tensor, layer)

        if isinstance(value, list):
            return [inner(item) for item in value]
        if isinstance(value, tuple):
            return tuple(inner(item) for item in value)
        if isinstance(value, dict):
            _refuse_saved_form(value)
            return {key: inner(item) for key, item in value.items()}
        if isinstance(value, slice):
            return slice(inner(value.start), inner(value.stop), inner(value.step))
        return value

    def _object(self, written: Object, role: Role, layer: Callable[[Layer], Any] | None) -> Any:
        cls = self._class(written.cls, role)
        args = {n: self.value(v, role, None, layer) for n, v in written.args.items()}
        if "name" not in args and _numbers_its_name(cls):
            args["name"] = snake_case(cls.__name__)
        try:
            return with_whole_config(cls(**args), args)
        except Exception as error:
            refused = ObjectRefused(cls=written.cls, words=keras_words(error))
            raise Refused(refused) from error

    def _class(self, name: str, role: Role) -> type:
        custom = self._custom.get(name)
        if isinstance(custom, type):
            return custom
        for module in (*_MODULES[role], *_MODULES["argument"]):
            found = classes(module).get(name)
            if found is not None:
                return found
        raise Refused(NotInKeras(what="object", name=name, version=keras.__version__))


@cache
def classes(module: str) -> Mapping[str, type]:
    """The public classes of a module of Keras, `optimizers.schedules`, by name."""
    found: Any = keras
    for part in module.split("."):
        found = getattr(found, part)
    assert isinstance(found, ModuleType)
    public = {n: v for n, v in vars(found).items() if not n.startswith("_")}
    return {name: value for name, value in public.items() if isinstance(value, type)}


@cache
def _numbers_its_name(cls: type) -> bool:
    """Whether Keras makes up the name from a counter: `auc`, then `auc_1`, whatever the model."""
    name = inspect.signature(cls).parameters.get("name")
    return name is not None and name.default is None


def _refuse_saved_form(value: Mapping[str, Value]) -> None:
    """Keras would make any object that such a dict describes."""
    if "class_name" in value:
        raise Refused(SerializedObject(cls=str(value["class_name"])))
