"""What of a graph a picture shows, and how: the choices of `graphdsl draw`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from graphdsl.check.types import Types
from graphdsl.emit.diagram.compose import compose
from graphdsl.emit.diagram.detail import READABLE, Detail, fitted
from graphdsl.emit.diagram.frames import frames_joined
from graphdsl.emit.diagram.highlight import with_highlights
from graphdsl.emit.diagram.picture import Picture
from graphdsl.emit.diagram.sharing import shared_once
from graphdsl.graph import Graph
from graphdsl.graph.reach import alive
from graphdsl.origins import Origins

Direction: TypeAlias = Literal["down", "right"]
DEEP = 99


@dataclass(frozen=True, slots=True)
class View:
    """What a picture shows; without anything what a paper would print."""

    detail: Detail = "normal"
    limit: int = READABLE
    """Boxes above which a normal picture shows less."""
    expand: bool = False
    """Whether equal parts, one behind the other or side by side, are all drawn."""
    each_call: bool = False
    """Whether a shared layer has a box for each call, and not one for all of them."""
    depth: int | None = None
    """How deep models in the model are drawn open; None: where there is room."""
    highlight: tuple[str, ...] = ()
    """Names of what keeps its colours, while the rest grows pale."""


DEFAULT = View()


@dataclass(frozen=True, slots=True)
class Side:
    """One of two models that are compared."""

    name: str
    """What it is called beside the other one: its file."""
    graph: Graph
    types: Types
    origins: Origins | None = None


def picture_of(
    graph: Graph, types: Types, view: View = DEFAULT, origins: Origins | None = None
) -> Picture:
    """The picture of what the outputs of `graph` depend on.

    Raises GraphdslError for a name to highlight that nothing has.
    """
    graph = alive(graph)
    picture = compose(graph, types, view.depth or 0, origins=origins)
    if view.depth is None and any(layer.graph for layer in graph.layers.values()):
        inside = compose(graph, types, DEEP, origins=origins, once=True)
        room = sum(1 for _ in inside.root.boxes()) <= view.limit
        picture = inside if room and view.detail != "overview" else picture
    if view.highlight:
        picture = with_highlights(picture, view.highlight)
    if not view.each_call:
        picture = shared_once(picture)
    return fitted(frames_joined(picture), view.detail, view.limit, expand=view.expand)
