"""What is watched, and how it is to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.emit.diagram import Direction, Theme, View
from graphdsl.graph import Value

Diagnostics = tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A file, which of its models, and all that `graphdsl draw` could be asked for."""

    file: str
    model: str | None
    params: Mapping[str, Value]
    view: View
    direction: Direction
    theme: Theme
    heard: Callable[[Diagnostics], Diagnostics]
    """Those diagnostics that are told, at their levels."""
