"""What every kind of argument can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from graphdsl.graph.values import UNKNOWN, Value


class Kind:
    """What an argument admits. UNKNOWN values never reach it."""

    text: ClassVar[str] = "a value"

    def admits(self, value: Value) -> bool:
        """Whether `value` may stand here; anything may unless a kind says otherwise."""
        return True

    def faults(self, value: Value) -> Sequence[tuple[Kind, Value]]:
        """The innermost parts of `value` that are not admitted, each with what should stand there;
        asked only where `value` is not."""
        return ((self, value),)

    def describe(self) -> str:
        """What is admitted, to follow `expected`: `a positive integer`, `one of …`."""
        return self.text

    def candidates(self) -> Sequence[str]:
        """The strings that are admitted, for a suggestion; empty where any or none is."""
        return ()

    def families(self) -> tuple[str, ...]:
        """The families of objects that may stand here: `initializers`, `losses` …"""
        return ()

    def takes_layers(self) -> bool:
        """Whether a layer may stand here, so that the bare name of one is meant as it."""
        return False

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.describe()}>"


def faults_among(kind: Kind, items: Iterable[Value]) -> Sequence[tuple[Kind, Value]]:
    """All faults in `items`, each of which is to be of `kind`."""
    wrong = (item for item in items if not admits_item(kind, item))
    return tuple(fault for item in wrong for fault in kind.faults(item))


def admits_item(kind: Kind, value: Value) -> bool:
    """Whether `value` may stand inside a list of `kind`; what is unknown always may."""
    return value is UNKNOWN or kind.admits(value)
