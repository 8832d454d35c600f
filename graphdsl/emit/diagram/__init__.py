"""Pictures of a graph: what is drawn, how it looks, and how it becomes SVG, PNG, PDF or DOT."""

from graphdsl.emit.diagram.detail import Detail
from graphdsl.emit.diagram.draw import Format, draw
from graphdsl.emit.diagram.themes import Theme
from graphdsl.emit.diagram.view import Direction, Side, View

__all__ = ["Detail", "Direction", "Format", "Side", "Theme", "View", "draw"]
