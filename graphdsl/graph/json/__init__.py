"""A graph as a JSON text, `.graph.json`: versioned, lossless, laid out to be read in a review."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from graphdsl.diagnostics.base import Diagnostic, GraphdslError
from graphdsl.diagnostics.graph_files import GraphTooDeep
from graphdsl.graph.json.layout import laid_out
from graphdsl.graph.json.limits import MAX_DEPTH, depth
from graphdsl.graph.json.writing import document
from graphdsl.graph.model import Graph
from graphdsl.source import Source

SCHEMA_FILE = Path(__file__).with_name("graph.schema.json")


def to_json(graph: Graph) -> str:
    """`graph` as text: the same graph gives the same bytes, and `from_json` gives it back.

    Raises GraphdslError where values or models are nested deeper than a file may be.
    """
    try:
        written = document(graph)
    except RecursionError:
        written = None
    if written is None or depth(written) > MAX_DEPTH:
        raise GraphdslError((GraphTooDeep(limit=MAX_DEPTH),))
    return laid_out(written) + "\n"


def from_json(text: str | Source) -> Graph:
    """The graph of the text; raises GraphdslError with every problem found in it."""
    found = read(Source(text) if isinstance(text, str) else text)
    if isinstance(found, Graph):
        return found
    raise GraphdslError(found)


def read(source: Source) -> Graph | tuple[Diagnostic, ...]:
    """The graph of the text, or what is wrong with it."""
    from graphdsl.graph.json.reading import graph_of

    return graph_of(source)


@cache
def _schema_text() -> str:
    return SCHEMA_FILE.read_text(encoding="utf-8")


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a graph file."""
    return json.loads(_schema_text())
