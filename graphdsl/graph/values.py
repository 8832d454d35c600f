"""What can stand as an argument of a layer, of a call or of an object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from graphdsl.graph.model import Layer


class Unknown(Enum):
    """The value of what could not be worked out; an error about it has already been given."""

    UNKNOWN = "?"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Ref:
    """The output number `index` of the call (or the input) named `node`."""

    node: str
    index: int = 0


@dataclass(frozen=True, slots=True)
class Object:
    """A Keras object that is not a layer: `L2(1e-4)`, `Adam(…)`, `HeNormal(seed = 1)`."""

    cls: str
    args: Mapping[str, Value] = field(default_factory=dict[str, "Value"])
    """By keyword; what was left out has Keras' default."""


Value: TypeAlias = "bool | int | float | str | Unknown | EllipsisType | slice[Value, Value, Value] | Ref | Object | Layer | list[Value] | tuple[Value, ...] | dict[str, Value] | None"  # noqa: E501 - one string, or pyright cannot read it
"""Symbols are strings; a nested layer (in a wrapper, or an RNN cell) is a Layer; refs and slices
stand only in the arguments of calls."""


AS_IT_IS: Final[Mapping[str, Value]] = {"autocast": False}
"""What keeps an Identity from casting; when dtypes are known, `check` gives it the right one."""


def mapped(value: Value, change: Callable[[Value], Any]) -> Any:
    """Lists, tuples, dicts and slices as in `value`, with what `change` makes of all that stands in
    them, in that order; objects and layers count as one thing."""
    match value:
        case list():
            return [mapped(item, change) for item in value]
        case tuple():
            return tuple(mapped(item, change) for item in value)
        case dict():
            return {key: mapped(item, change) for key, item in value.items()}
        case slice():
            bounds = (value.start, value.stop, value.step)
            return slice(*(mapped(item, change) for item in bounds))
        case _:
            return change(value)


def refs_in(value: Value) -> Iterator[Ref]:
    """Every ref in `value`, in the order in which they stand."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from refs_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from refs_in(item)
    elif isinstance(value, slice):
        for item in (value.start, value.stop, value.step):
            yield from refs_in(item)
