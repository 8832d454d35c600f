"""Python names: valid, not keywords, and one for one thing in a function."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from graphdsl.graph.names import snake_case

LONGEST: Final = 32
"""Longer names are cut: a call must fit beside the variable that it is assigned to."""
MODULES: Final = frozenset({"keras", "layers", "ops", "name", "layer", "layer_name", "i"})
"""Names that the emitted code uses itself."""
_UNREADABLE: Final = frozenset({"l", "O", "I", "_"})
_BUILTINS: Final = frozenset(dir(builtins))


def identifier(text: str) -> str:
    """A valid Python name as close to `text` as can be: `x-y` gives `x_y`, `1_conv` `conv_1`."""
    name = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", text)).strip("_")
    number = re.match(r"(\d+)_?(.*)", name)
    if number:
        name = f"{number[2]}_{number[1]}" if number[2] else f"x{number[1]}"
    name = re.sub(r"__+", "_", name)[:LONGEST].strip("_")
    return name if name.isidentifier() else "x"


def function_name(text: str) -> str:
    """The name of a function, from a block's name or a class."""
    return identifier(snake_case(text.replace(".", "_").replace("-", "_")))


def is_plain(text: str) -> bool:
    """Whether `text` stands in a string as it is, with any quotes around it."""
    return text.isprintable() and not set(text) & set("\"'\\")


def is_name(text: str) -> bool:
    """Whether `text` is a Python name, dots included."""
    parts = text.split(".")
    return all(part.isidentifier() and not keyword.iskeyword(part) for part in parts)


def on_one_line(text: str) -> str:
    """`text` for a comment or docstring: it cannot end them."""
    text = "".join(char if char.isprintable() else " " for char in text)
    return text.replace("\\", " ").replace('"', "'")


def beginning(one: str, other: str) -> str:
    """What both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return one[: next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))]


Known: TypeAlias = Mapping[str, tuple[str, ...]]
"""Names that have a meaning in the module; of functions with what they take by position."""


class Scope:
    """The names of one function; those around it may not be hidden."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def take(self, *candidates: str) -> str:
        """The first of the candidates that is free, with a number if none is.

        A name that means something else in Python gets a `_`, as in `class_`.
        """
        names = [_free_of_meaning(identifier(candidate)) for candidate in candidates]
        found = next((name for name in names if name not in self._taken), None)
        number = 1
        while found is None:
            number += 1
            numbered = f"{names[-1]}_{number}"
            found = None if numbered in self._taken else numbered
        self._taken.add(found)
        return found

    def free(self, name: str) -> None:
        """Gives back a name that was not needed."""
        self._taken.discard(name)

    def reserve(self, name: str) -> None:
        """Takes exactly `name`."""
        self._taken.add(name)


def _free_of_meaning(name: str) -> str:
    meant = keyword.iskeyword(name) or name in _BUILTINS or name in _UNREADABLE or name in MODULES
    return f"{name}_" if meant else name
