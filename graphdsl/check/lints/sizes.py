"""Unknown sizes with numbers put in: their labels tell the computation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import prod
from typing import Final

from graphdsl.check.infer import input_type
from graphdsl.graph import Graph
from graphdsl.layers.shapes import window
from graphdsl.layers.tensors import Sym

_INPUT: Final = re.compile(r"[^\W\d]\w*\.\d+")
"""How a label names the axis of an input."""
_COMPUTED: Final = re.compile(r"(\w+)\((-?\d+(?:, -?\d+)*)\)")
"""A computation in which every part is a number."""
_TRIED: Final = (64, 65, 66, 67, 68, 72, 79, 80, 96, 97, 128, 131)
"""Sizes with which two labels are compared."""


_LONGEST: Final = 2000
"""Characters of a label that is worked out here; one that is joined often gets very long."""


def open_axes(graph: Graph) -> tuple[str, ...]:
    """How labels name the axes of inputs whose size is not known."""
    types = map(input_type, graph.inputs)
    shapes = (found.shape[1:] for found in types if found.shape)
    return tuple(size.label for shape in shapes for size in shape if isinstance(size, Sym))


def sources(size: Sym, axes: Sequence[str]) -> frozenset[str]:
    """Which of the axes a size was computed from."""
    return frozenset(axis for axis in axes if axis in size.label)


def may_differ(first: Sym, second: Sym) -> bool:
    """Whether two sizes differ for some size of the input; True too where labels do not tell."""
    if max(len(first.label), len(second.label)) > _LONGEST:
        return True
    for size in _TRIED:
        value = _value(first.label, size)
        if value is None or value != _value(second.label, size):
            return True
    return False


@lru_cache(maxsize=4096)
def _value(label: str, size: int) -> int | None:
    """What a label comes to with `size` for every input; None where that cannot be told."""
    text = _INPUT.sub(str(size), label)
    while (found := _COMPUTED.search(text)) is not None:
        rule = _RULES.get(found[1])
        value = rule([int(part) for part in found[2].split(", ")]) if rule else None
        if value is None:
            return None
        text = text[: found.start()] + str(value) + text[found.end() :]
    return int(text) if re.fullmatch(r"-?\d+", text) else None


def _window(parts: list[int]) -> int | None:
    size, covers, stride = parts
    found = window(size, covers, stride, "valid")
    return found if isinstance(found, int) else None


def _same(parts: list[int]) -> int | None:
    return parts[0] if len(set(parts)) == 1 else None


_RULES: Final[Mapping[str, Callable[[list[int]], int | None]]] = {
    "add": sum,
    "mul": prod,
    "window": _window,
    "broadcast": _same,
}
"""The rules of `layers/shapes.py` that are worked out here."""
