"""What a notebook shows of a graph: set from above, so that a graph knows nothing of pictures."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from graphdsl.graph import Graph

in_notebooks: "Callable[[Graph], dict[str, str]] | None" = None
"""Gives the forms of a graph by their MIME types."""
