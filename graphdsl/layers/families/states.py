"""States of recurrent layers: in lists that may stand in each other, as the cells do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphdsl.layers.base import Nesting
from graphdsl.layers.tensors import Shape, TensorType, same


def flat(given: Any) -> Iterator[TensorType]:
    """The tensors in the lists, in order."""
    if isinstance(given, TensorType):
        yield given
        return
    for item in given:
        yield from flat(item)


def nesting_of(given: Any) -> Nesting:
    """How the tensors stand in each other."""
    return () if isinstance(given, TensorType) else tuple(map(nesting_of, given))


def halves(given: Any) -> tuple[list[Any] | None, list[Any] | None]:
    """The states for either direction, where some are given: the first half and the rest."""
    if given is None:
        return None, None
    listed = [given] if isinstance(given, TensorType) else list(given)
    return listed[: len(listed) // 2], listed[len(listed) // 2 :]


def in_words(nesting: Nesting, shapes: Iterator[Shape]) -> tuple[str, ...]:
    """The shapes of the states, with brackets around those that stand together."""
    return tuple(_in_words(inner, shapes) for inner in nesting)


def _in_words(nesting: Nesting, shapes: Iterator[Shape]) -> str:
    inner = in_words(nesting, shapes) if nesting else map(str, next(shapes))
    return f"[{', '.join(inner)}]"


def fits(found: Shape, wanted: Shape) -> bool:
    """Whether a state may have this shape; sizes of 1 broadcast."""
    return len(found) == len(wanted) and not any(
        same(a, b) is False and a != 1 for a, b in zip(found, wanted, strict=True)
    )
