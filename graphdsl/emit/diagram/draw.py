"""Drawing: from a graph to the bytes of a picture."""

from __future__ import annotations

from typing import Literal, TypeAlias

from graphdsl.check.types import Types
from graphdsl.emit.diagram.columns import in_columns
from graphdsl.emit.diagram.dot import dot_text
from graphdsl.emit.diagram.layout import pdf_bytes, pdf_program, place, png_bytes, svg_bytes
from graphdsl.emit.diagram.mermaid import mermaid_text
from graphdsl.emit.diagram.svg import finished_svg
from graphdsl.emit.diagram.text import tree_text
from graphdsl.emit.diagram.themes import Theme, dark_style, recolored
from graphdsl.emit.diagram.titles import longer_side, with_titles
from graphdsl.emit.diagram.view import DEFAULT, Direction, View, picture_of
from graphdsl.graph import Graph
from graphdsl.origins import Origins

Format: TypeAlias = Literal["svg", "png", "dot", "pdf", "mmd", "txt"]

_POINTS = 72
_PIXELS = 16_000
"""A PNG has at most so many in either direction; most viewers refuse more."""


def draw(
    graph: Graph,
    types: Types,
    format: Format = "svg",
    view: View = DEFAULT,
    *,
    direction: Direction = "down",
    theme: Theme = "default",
    scale: float = 2.0,
    origins: Origins | None = None,
) -> bytes:
    """A picture of `graph`; the same bytes for the same graph.

    What no output depends on is not in the picture, as it is not in the model. `view` says how much
    is shown, `theme` in which colours, `direction` where the data flows to. `scale` is that of a
    PNG, whose pixels are points at 1. With `origins` tooltips tell the lines of the text. Raises
    GraphdslError if there is no program to lay the picture out, or nothing to highlight.
    """
    picture = picture_of(graph, types, view, origins)
    if format == "dot":
        return recolored(dot_text(picture, direction), theme).encode()
    if format == "mmd":
        return mermaid_text(picture, direction).encode()
    if format == "txt":
        return tree_text(picture).encode()
    program = pdf_program() if format == "pdf" else ""
    placed = place(dot_text(picture, direction, titles_apart=True))
    if direction == "down" and view.detail != "full":
        placed = in_columns(placed)
    placed = recolored(with_titles(placed, picture), theme)
    if format == "pdf":
        return pdf_bytes(program, placed)
    if format == "svg":
        dark = theme == "default" and not view.highlight
        return finished_svg(svg_bytes(placed), picture, dark_style() if dark else "")
    return png_bytes(placed, _POINTS * min(scale, _PIXELS / longer_side(placed)))
