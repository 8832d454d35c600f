"""Python names: valid, not keywords, and one for one thing in a function."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable
from typing import Final

from graphdsl.lowering.naming import snake_case

LONGEST: Final = 32
"""Longer names are cut: a call must fit beside the variable that it is assigned to."""
MODULES: Final = frozenset({"keras", "layers", "ops", "model", "name", "outputs"})
"""Names that the emitted code uses itself."""
_UNREADABLE: Final = frozenset({"l", "O", "I", "_"})
_BUILTINS: Final = frozenset(dir(builtins))


def identifier(text: str) -> str:
    """A valid Python name as close to `text` as can be: `x-y` gives `x_y`, `1_conv` `conv_1`."""
    name = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_")
    number = re.match(r"(\d+)_?(.*)", name)
    if number:
        name = f"{number[2]}_{number[1]}" if number[2] else f"x{number[1]}"
    name = re.sub(r"__+", "_", name)[:LONGEST].strip("_")
    return name or "x"


def function_name(text: str) -> str:
    """The name of a function, from a block's name or a class."""
    return identifier(snake_case(text.replace(".", "_").replace("-", "_")))


class Scope:
    """The names of one function; those around it may not be hidden."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {*taken, *MODULES}

    def take(self, *candidates: str) -> str:
        """The first of the candidates that is free, with a number if none is."""
        names = [identifier(candidate) for candidate in candidates]
        found = next((name for name in names if self._is_free(name)), None)
        number = 1
        while found is None:
            number += 1
            numbered = f"{names[-1]}_{number}"
            found = numbered if self._is_free(numbered) else None
        self._taken.add(found)
        return found

    def reserve(self, name: str) -> bool:
        """Takes exactly `name` if it is free."""
        free = self._is_free(name)
        self._taken.add(name)
        return free

    def _is_free(self, name: str) -> bool:
        return not (
            name in self._taken
            or keyword.iskeyword(name)
            or name in _BUILTINS
            or name in _UNREADABLE
        )
