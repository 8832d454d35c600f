"""Drawing: from a graph to the bytes of a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, TypeAlias

from graphdsl.check.types import Types
from graphdsl.emit.diagram import look
from graphdsl.emit.diagram.columns import in_columns
from graphdsl.emit.diagram.detail import DETAILS, Detail, fits, noted
from graphdsl.emit.diagram.dot import dot_text
from graphdsl.emit.diagram.fold import fold_deepest
from graphdsl.emit.diagram.layout import pdf_bytes, pdf_program, place, png_bytes, svg_bytes
from graphdsl.emit.diagram.linking import check_text, checked_link, links
from graphdsl.emit.diagram.mermaid import mermaid_text
from graphdsl.emit.diagram.modules import with_modules
from graphdsl.emit.diagram.page import page_html
from graphdsl.emit.diagram.picture import Picture
from graphdsl.emit.diagram.rows import in_rows
from graphdsl.emit.diagram.svg import finished_svg
from graphdsl.emit.diagram.text import tree_text
from graphdsl.emit.diagram.themes import Theme, dark_style, recolored, restyled
from graphdsl.emit.diagram.titles import longer_side, with_titles
from graphdsl.emit.diagram.view import DEFAULT, Direction, Side, View, picture_of
from graphdsl.graph import Graph
from graphdsl.origins import Origins

Shown: TypeAlias = Callable[[View], Picture]
"""The picture of a model as a view shows it."""
Format: TypeAlias = Literal["svg", "png", "dot", "pdf", "mmd", "txt", "html"]

_POINTS = 72
_WIDE = 2_500
"""Points that a picture may be wide before less is shown."""
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
    before: Side | None = None,
    name: str = "",
    link: str | None = None,
) -> bytes:
    """A picture of `graph`; the same bytes for the same graph.

    What no output depends on is not in the picture, as it is not in the model. `view` says how much
    is shown, `theme` in which colours, `direction` where the data flows to. `scale` is that of a
    PNG, whose pixels are points at 1. With `origins` tooltips tell the lines of the text. With
    `before` the picture shows in what `graph`, called `name`, differs from that model. With `link`
    the boxes of an SVG or a page lead to where they are written; see linking.py. Raises
    GraphdslError if there is no program to lay the picture out, nothing to highlight, or a link
    that leads nowhere.
    """

    def shown(view: View) -> Picture:
        if before is None:
            return picture_of(graph, types, view, origins)
        from graphdsl.emit.diagram.comparison import picture_of_both

        return picture_of_both(before, Side(name or graph.name, graph, types, origins), view)

    if link is not None:
        checked_link(link, format)
    picture = shown(view)
    if link is not None:
        check_text(picture, link)
    if format == "dot":
        return recolored(dot_text(picture, direction), theme).encode()
    if format == "mmd":
        return restyled(mermaid_text(picture, direction), theme).encode()
    if format == "txt":
        return tree_text(picture).encode()
    if format == "html":
        drawn = {
            detail: sheet(one, replace(view, detail=detail), direction, theme, link=link)
            for detail, one in levels(shown, view).items()
        }
        return page_html(picture.name, drawn, view.detail, tree_text(picture)).encode()
    if direction == "right" and view.detail == "normal":
        picture = _narrowed(picture)
    if format == "svg":
        return sheet(picture, view, direction, theme, link=link)
    if format == "pdf":
        program = pdf_program()
        return pdf_bytes(program, _laid_out(picture, direction, theme, view.detail, program))
    placed = _laid_out(picture, direction, theme, view.detail)
    return png_bytes(placed, _POINTS * min(scale, _PIXELS / longer_side(placed)))


def level(shown: Shown, view: View, detail: Detail) -> Picture:
    """The picture of a detail on a page; a large one has groups that a reader can fold."""
    picture = shown(replace(view, detail=detail))
    return with_modules(picture) if detail == "full" and not fits(picture) else picture


def levels(shown: Shown, view: View) -> dict[Detail, Picture]:
    """The picture of `view` on a page, and those of other details that do not look like it."""
    found: dict[Detail, Picture] = {detail: level(shown, view, detail) for detail in DETAILS}
    first = found[view.detail]
    return {d: picture for d, picture in found.items() if d == view.detail or picture != first}


def sheet(
    picture: Picture, view: View, direction: Direction, theme: Theme, *, link: str | None = None
) -> bytes:
    """The finished SVG of the picture of `view`, laid out now."""
    compares = picture.comparison is not None
    plain = theme == "default" and (compares or not view.highlight)
    style = dark_style(faint=compares) if plain else ""
    drawn = svg_bytes(_laid_out(picture, direction, theme, view.detail))
    return finished_svg(drawn, picture, style, links(picture, link))


def _narrowed(picture: Picture) -> Picture:
    """The picture with less in it while it flows to the right for long, with no place to cut it."""
    before = sum(1 for _ in picture.root.boxes())
    shown = picture
    while longer_side(_laid_out(shown, "right", "default", "normal")) > _WIDE:
        less = fold_deepest(shown)
        if less is shown:
            break
        shown = less
    return picture if shown is picture else noted(shown, before)


def _laid_out(
    picture: Picture, direction: Direction, theme: Theme, detail: Detail, program: str = ""
) -> str:
    """DOT in which everything has its place and colour; in columns or rows where it is long.

    A `program` that draws with the fonts of the machine also has to measure with them.
    """
    font = look.LIKE_IT if program else look.FONT
    dot = dot_text(picture, direction, titles_apart=True, fontname=font)
    placed = place(dot, program)
    if detail != "full":
        placed = in_columns(placed) if direction == "down" else in_rows(placed)
    return recolored(with_titles(placed, picture), theme)
