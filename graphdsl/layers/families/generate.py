"""From the classes of layers to the index of them: which module knows which class."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import graphdsl.layers.families as families
from graphdsl.layers.base import Layer

NO_FAMILIES = frozenset({"generate", "index", "unlisted"})


def index_text() -> str:
    """The index as JSON, in the order of the modules' names and of the classes in them."""
    names = (found.name for found in iter_modules(families.__path__))
    modules = {n: import_module(f"{families.__name__}.{n}") for n in names if n not in NO_FAMILIES}
    found = {name: list(_classes(module)) for name, module in modules.items()}
    index = {
        "families": {name: [cls.__name__ for cls in own] for name, own in found.items() if own},
        "aliases": {
            alias: cls.__name__ for own in found.values() for cls in own for alias in cls.aliases
        },
    }
    return json.dumps(index, indent=1) + "\n"


def _classes(module: ModuleType) -> Iterator[type[Layer]]:
    """The classes of Keras that are defined in `module`."""
    for value in vars(module).values():
        own = inspect.isclass(value) and value.__module__ == module.__name__
        if own and issubclass(value, Layer) and not value.is_base:
            yield value


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).with_name("index.json").write_text(index_text(), encoding="utf-8", newline="\n")
