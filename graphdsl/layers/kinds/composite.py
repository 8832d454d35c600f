"""Kinds made of other kinds."""

from __future__ import annotations

from collections.abc import Sequence

from graphdsl.graph.values import Value
from graphdsl.layers.kinds.base import Kind, admits_item, faults_among


class Optional(Kind):
    """What `kind` admits, or `none`."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def admits(self, value: Value) -> bool:
        """Whether it is `none` or admitted."""
        return value is None or self.kind.admits(value)

    def faults(self, value: Value) -> Sequence[tuple[Kind, Value]]:
        """Those of the kind, where they lie inside the value."""
        found = self.kind.faults(value)
        return super().faults(value) if found[0][1] is value else found

    def describe(self) -> str:
        """The words for it."""
        return f"{self.kind.describe()}, or `none`"

    def candidates(self) -> Sequence[str]:
        """Those of the kind; `none` is a word of the language."""
        return self.kind.candidates()

    def families(self) -> tuple[str, ...]:
        """Those of the kind."""
        return self.kind.families()

    def takes_layers(self) -> bool:
        """Whether the kind does."""
        return self.kind.takes_layers()


class Either(Kind):
    """What one of several kinds admits."""

    def __init__(self, *kinds: Kind) -> None:
        self.kinds = kinds

    def admits(self, value: Value) -> bool:
        """Whether one of them admits it."""
        return any(kind.admits(value) for kind in self.kinds)

    def faults(self, value: Value) -> Sequence[tuple[Kind, Value]]:
        """Those of a kind for which they lie inside the value."""
        found = (kind.faults(value) for kind in self.kinds)
        return next((f for f in found if f[0][1] is not value), super().faults(value))

    def describe(self) -> str:
        """The words of all."""
        return " or ".join(kind.describe() for kind in self.kinds)

    def candidates(self) -> Sequence[str]:
        """Those of all."""
        return tuple(c for kind in self.kinds for c in kind.candidates())

    def families(self) -> tuple[str, ...]:
        """Those of all."""
        return tuple(dict.fromkeys(f for kind in self.kinds for f in kind.families()))

    def takes_layers(self) -> bool:
        """Whether one of them does."""
        return any(kind.takes_layers() for kind in self.kinds)


class ListOf(Kind):
    """A list or tuple of `kind`, of `length` where that is given."""

    def __init__(self, kind: Kind, length: int | None = None) -> None:
        self.kind = kind
        self.length = length

    def admits(self, value: Value) -> bool:
        """Whether it is a list or tuple of them."""
        if not isinstance(value, (list, tuple)):
            return False
        return self.length in (None, len(value)) and all(admits_item(self.kind, v) for v in value)

    def faults(self, value: Value) -> Sequence[tuple[Kind, Value]]:
        """The elements at fault, in a list that is not of the wrong length."""
        if not isinstance(value, (list, tuple)) or self.length not in (None, len(value)):
            return super().faults(value)
        return faults_among(self.kind, value)

    def describe(self) -> str:
        """The words for it."""
        size = "" if self.length is None else f"of length {self.length}, "
        return (
            f"a list {size}each {self.kind.describe()}"
            if size
            else (f"a list, each {self.kind.describe()}")
        )

    def candidates(self) -> Sequence[str]:
        """Those of the kind."""
        return self.kind.candidates()

    def families(self) -> tuple[str, ...]:
        """Those of the kind."""
        return self.kind.families()

    def takes_layers(self) -> bool:
        """Whether the kind does."""
        return self.kind.takes_layers()


class DictOf(Kind):
    """A dict whose values are of `kind`."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def admits(self, value: Value) -> bool:
        """Whether it is a dict of them."""
        return isinstance(value, dict) and all(admits_item(self.kind, v) for v in value.values())

    def faults(self, value: Value) -> Sequence[tuple[Kind, Value]]:
        """The values at fault."""
        if not isinstance(value, dict):
            return super().faults(value)
        return faults_among(self.kind, value.values())

    def describe(self) -> str:
        """The words for it."""
        return f"a dict, each value {self.kind.describe()}"

    def families(self) -> tuple[str, ...]:
        """Those of the kind."""
        return self.kind.families()

    def takes_layers(self) -> bool:
        """Whether the kind does."""
        return self.kind.takes_layers()
