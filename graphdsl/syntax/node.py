"""The base of the nodes of the syntax tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, dataclass_transform

from graphdsl.source import Span


@dataclass_transform(frozen_default=True)
class NodeType(type):
    """Makes the annotated variables of a class its fields."""

    fields: tuple[str, ...]
    """Names of all fields, in order."""
    compared: tuple[str, ...]
    """Those that make two nodes differ: not the span, nor the manner of writing."""

    def __new__(
        mcs,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        uncompared: tuple[str, ...] = (),
    ) -> NodeType:
        """A slotted class with an `__init__` of its own."""
        own: tuple[str, ...] = tuple(namespace.get("__annotations__", ()))
        fields = (*(f for base in bases for f in getattr(base, "fields", ())), *own)
        defaults = {field: namespace.pop(field) for field in own if field in namespace}
        namespace = {**namespace, "__slots__": own, "__match_args__": fields}
        made = super().__new__(mcs, name, bases, namespace)
        made.fields = fields
        made.compared = tuple(f for f in fields if f != "span" and f not in uncompared)
        type.__setattr__(made, "__init__", _initializer(made, defaults))
        return made


def _initializer(node: NodeType, defaults: dict[str, Any]) -> Callable[..., None]:
    """`__init__` written out: the parser makes a node for every few characters of a text."""
    scope: dict[str, Any] = {f"set_{f}": getattr(node, f).__set__ for f in node.fields}
    scope |= {f"default_{f}": default for f, default in defaults.items()}
    names = (f"{f}=default_{f}" if f in defaults else f for f in node.fields)
    body = "; ".join(f"set_{f}(self, {f})" for f in node.fields)
    exec(f"def __init__(self, {', '.join(names)}): {body}", scope)
    return scope["__init__"]


class Node(metaclass=NodeType):
    """A light stand-in for a frozen, slotted dataclass, whose span never compares.

    The real one would make importing the tree cost more than reading a file.
    """

    span: Span

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(
            getattr(self, name) == getattr(other, name) for name in type(self).compared
        )

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in type(self).compared)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __reduce__(self) -> tuple[type[Node], tuple[Any, ...]]:
        return type(self), tuple(getattr(self, name) for name in type(self).fields)

    def __repr__(self) -> str:
        shown = (f"{n}={getattr(self, n)!r}" for n in type(self).fields if n != "span")
        return f"{type(self).__name__}({', '.join(shown)})"
