"""Kinds of argument: what values an argument admits, and how that is said in a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from graphdsl.graph.values import Value


class Kind:
    """What an argument admits. UNKNOWN values never reach it."""

    text: ClassVar[str] = "a value"

    def admits(self, value: Value) -> bool:
        """Whether `value` may stand here."""
        raise NotImplementedError

    def describe(self) -> str:
        """What is admitted, to follow `expected`: `a positive integer`, `one of …`."""
        return self.text

    def candidates(self) -> Sequence[str]:
        """The strings that are admitted, for a suggestion; empty where any or none is."""
        return ()
