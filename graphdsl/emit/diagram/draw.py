"""Drawing: from a graph to the bytes of a picture."""

from __future__ import annotations

from typing import Literal, TypeAlias

from graphdsl.check.types import Types
from graphdsl.emit.diagram.compose import compose
from graphdsl.emit.diagram.dot import Direction, dot_text
from graphdsl.emit.diagram.fold import fold
from graphdsl.emit.diagram.layout import pdf_bytes, pdf_program, place, png_bytes, svg_bytes
from graphdsl.emit.diagram.svg import finished_svg
from graphdsl.emit.diagram.titles import longer_side, with_titles
from graphdsl.graph import Graph
from graphdsl.graph.reach import alive

Format: TypeAlias = Literal["svg", "png", "dot", "pdf"]

_POINTS = 72
_PIXELS = 16_000
"""A PNG has at most so many in either direction; most viewers refuse more."""
LIMIT = 200
"""Boxes in a picture before groups are folded: more take long to lay out and cannot be read."""


def draw(
    graph: Graph,
    types: Types,
    format: Format = "svg",
    *,
    direction: Direction = "down",
    scale: float = 2.0,
    limit: int = LIMIT,
) -> bytes:
    """A picture of `graph`; the same bytes for the same graph.

    What no output depends on is not in the picture, as it is not in the model.
    `direction` is that of the flow. `scale` is that of a PNG, whose pixels are points at 1. A graph
    of more than `limit` boxes has its groups folded, the innermost first. Raises GraphdslError if
    there is no program to lay the picture out.
    """
    picture = fold(compose(alive(graph), types), limit)
    if format == "dot":
        return dot_text(picture, direction).encode()
    program = pdf_program() if format == "pdf" else ""
    placed = with_titles(place(dot_text(picture, direction, titles_apart=True)), picture)
    if format == "pdf":
        return pdf_bytes(program, placed)
    if format == "svg":
        return finished_svg(svg_bytes(placed), picture)
    return png_bytes(placed, _POINTS * min(scale, _PIXELS / longer_side(placed)))
