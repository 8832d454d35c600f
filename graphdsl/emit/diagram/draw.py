"""Drawing: from a graph to the bytes of a picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias

from graphdsl.check.types import Types
from graphdsl.emit.diagram.columns import in_columns
from graphdsl.emit.diagram.detail import DETAILS, Detail
from graphdsl.emit.diagram.dot import dot_text
from graphdsl.emit.diagram.layout import pdf_bytes, pdf_program, place, png_bytes, svg_bytes
from graphdsl.emit.diagram.mermaid import mermaid_text
from graphdsl.emit.diagram.page import page_html
from graphdsl.emit.diagram.picture import Picture
from graphdsl.emit.diagram.svg import finished_svg
from graphdsl.emit.diagram.text import tree_text
from graphdsl.emit.diagram.themes import Theme, dark_style, recolored
from graphdsl.emit.diagram.titles import longer_side, with_titles
from graphdsl.emit.diagram.view import DEFAULT, Direction, View, picture_of
from graphdsl.graph import Graph
from graphdsl.origins import Origins

Format: TypeAlias = Literal["svg", "png", "dot", "pdf", "mmd", "txt", "html"]

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
    style = dark_style() if theme == "default" and not view.highlight else ""
    if format == "html":
        levels: dict[Detail, Picture] = {
            d: picture_of(graph, types, replace(view, detail=d), origins) for d in DETAILS
        }
        drawn = {
            detail: finished_svg(_svg(level, direction, theme, detail), level, style)
            for detail, level in levels.items()
            if detail == view.detail or level != picture
        }
        return page_html(picture.name, drawn, view.detail, tree_text(picture)).encode()
    if format == "svg":
        return finished_svg(_svg(picture, direction, theme, view.detail), picture, style)
    program = pdf_program() if format == "pdf" else ""
    placed = _laid_out(picture, direction, theme, view.detail)
    if format == "pdf":
        return pdf_bytes(program, placed)
    return png_bytes(placed, _POINTS * min(scale, _PIXELS / longer_side(placed)))


def _laid_out(picture: Picture, direction: Direction, theme: Theme, detail: Detail) -> str:
    """DOT in which everything has its place and colour; in columns where a page asks for it."""
    placed = place(dot_text(picture, direction, titles_apart=True))
    if direction == "down" and detail != "full":
        placed = in_columns(placed)
    return recolored(with_titles(placed, picture), theme)


def _svg(picture: Picture, direction: Direction, theme: Theme, detail: Detail) -> bytes:
    return svg_bytes(_laid_out(picture, direction, theme, detail))


def levels(
    graph: Graph, types: Types, view: View = DEFAULT, origins: Origins | None = None
) -> dict[Detail, Picture]:
    """The picture of `view`, and those of other details that do not look like it."""
    found: dict[Detail, Picture] = {
        detail: picture_of(graph, types, replace(view, detail=detail), origins)
        for detail in DETAILS
    }
    shown = found[view.detail]
    return {d: picture for d, picture in found.items() if d == view.detail or picture != shown}


def sheet(picture: Picture, view: View, direction: Direction, theme: Theme) -> bytes:
    """The finished SVG of the picture of `view`, laid out now."""
    style = dark_style() if theme == "default" and not view.highlight else ""
    return finished_svg(_svg(picture, direction, theme, view.detail), picture, style)
