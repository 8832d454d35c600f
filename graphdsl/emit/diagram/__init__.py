"""Pictures of a graph: what is drawn, how it looks, and how it becomes SVG, PNG, PDF or DOT."""

from graphdsl.emit.diagram.draw import Direction, Format, draw

__all__ = ["Direction", "Format", "draw"]
