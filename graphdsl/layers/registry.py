"""Finding what is known by its public Keras name, aliases included; modules load on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from graphdsl.layers.base import Layer, Spec
from graphdsl.layers.families.index import ALIASES, FAMILIES, UNLISTED
from graphdsl.layers.objects.names import CLASSES

if TYPE_CHECKING:
    from graphdsl.layers.functions.base import Function

T = TypeVar("T")


class OnDemand(Mapping[str, T], Generic[T]):
    """A mapping that knows its keys and loads a value when it is asked for."""

    def __init__(self, keys: Sequence[str], load: Callable[[str], T]) -> None:
        self._keys = dict.fromkeys(keys)
        self._load = load
        self._loaded: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._loaded:
            self._loaded[key] = self._load(key)
        return self._loaded[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Later(Mapping[str, T], Generic[T]):
    """A mapping in a module that loads as soon as anything is asked of it."""

    def __init__(self, module: str, name: str) -> None:
        self._place = (module, name)
        self._found: Mapping[str, T] | None = None

    def _mapping(self) -> Mapping[str, T]:
        if self._found is None:
            module, name = self._place
            self._found = cast("Mapping[str, T]", getattr(import_module(module), name))
        return self._found

    def __getitem__(self, key: str) -> T:
        return self._mapping()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._mapping()

    def __iter__(self) -> Iterator[str]:
        return iter(self._mapping())

    def __len__(self) -> int:
        return len(self._mapping())


_UNLISTED = "graphdsl.layers.families.unlisted"
_FAMILY_OF = {name: family for family, names in FAMILIES.items() for name in names}


def _layer(name: str) -> type[Layer]:
    name = ALIASES.get(name, name)
    module = import_module(f"graphdsl.layers.families.{_FAMILY_OF[name]}")
    return cast("type[Layer]", getattr(module, name))


def _object(name: str) -> type[Spec]:
    found = find_object(name)
    assert found is not None, f"{name} is a name of an object"
    return found


def _in_family(name: str, family: str) -> type[Spec] | None:
    cls = CLASSES[family].get(name)
    if cls is None:
        return None
    return cast("type[Spec]", getattr(import_module(f"graphdsl.layers.objects.{family}"), cls))


LAYERS: Mapping[str, type[Layer]] = OnDemand((*_FAMILY_OF, *ALIASES), _layer)
"""Every layer class by each of its public names, those of our own among them."""
OWN_LAYERS: frozenset[str] = frozenset(FAMILIES["own"])
"""The layers that graphdsl adds to Keras."""
KERAS_LAYERS: Mapping[str, type[Layer]] = OnDemand(
    tuple(name for name in LAYERS if name not in OWN_LAYERS), _layer
)
"""Those of Keras alone."""
FUNCTIONS: Mapping[str, Function] = Later["Function"](
    "graphdsl.layers.functions.table", "FUNCTIONS"
)
"""Every tensor function by its name under `keras.ops`: `add`, `linalg.norm`, `image.resize`."""
OBJECTS: Mapping[str, type[Spec]] = OnDemand(
    tuple(name for names in CLASSES.values() for name in names), _object
)
"""Every initializer, regularizer, constraint, optimizer, schedule, callback, loss and metric; where
two families have a name, the first one's. `find_object` asks by family."""


def find_layer(name: str) -> type[Layer] | None:
    """What is known of the layer class `name`, an alias perhaps; None if nothing is.

    Those that Keras does not make public are found too: saved models hold them.
    """
    if name in UNLISTED:
        return cast("type[Layer]", getattr(import_module(_UNLISTED), name))
    return LAYERS.get(name)


def find_object(name: str, families: Sequence[str] = ()) -> type[Spec] | None:
    """What is known of the object class `name` in one of `families`, in all if none are given."""
    for family in families or CLASSES:
        found = _in_family(name, family)
        if found is not None:
            return found
    return None


def object_names(families: Sequence[str] = ()) -> tuple[str, ...]:
    """The classes of objects in `families`, in all if none are given, with their aliases."""
    return tuple(name for family in families or CLASSES for name in CLASSES[family])


def layer_names(family: str) -> tuple[str, ...]:
    """The layer classes of one family, without aliases."""
    return tuple(FAMILIES[family])
