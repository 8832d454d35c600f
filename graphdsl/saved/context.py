"""What reading one model shares: the problems found, and how models inside it are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.saved import NotKept
from graphdsl.graph import Graph, Layer
from graphdsl.saved.written import Entry, Json

NestedModel: TypeAlias = "Callable[[Entry, Context, Sequence[Json] | None], Graph]"
"""Reads the model that an entry is; the shape of what it is called with helps where a Sequential
does not tell it."""
InnerLayer: TypeAlias = "Callable[[Entry, Context], Layer]"
"""Reads a layer that stands inside the arguments of another one."""


@dataclass(slots=True)
class Context:
    """Collects what is wrong with a file without ending its reading."""

    model: NestedModel
    layer: InnerLayer
    version: str = ""
    """Of the Keras that saved the model, where the file tells it."""
    found: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def report(self, diagnostic: Diagnostic) -> None:
        """Notes a problem."""
        self.found.append(diagnostic)

    def lose(self, holder: str, what: str) -> None:
        """Notes that something is not kept."""
        self.report(NotKept(holder=holder, what=what))
