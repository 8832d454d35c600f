"""Segments as the sections of a function: what the comments above its statements say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphdsl.emit.python.names import on_one_line
from graphdsl.graph import Graph, SegmentKind

_KINDS: Final[Mapping[SegmentKind, tuple[str, str]]] = {
    "stem": ("{}", "stems"),
    "stage": ("{}", "stages"),
    "branch": ("branch {}", "branches"),
    "head": ("head {}", "heads"),
    "aux": ("auxiliary head {}", "auxiliary heads"),
    "block": ("{}", "blocks"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A segment as seen from the function that it is written out in."""

    path: str = ""
    title: str = ""
    together: str = ""
    """The title of several such segments that have one statement each."""


NONE: Final = Section()


def section(path: str, within: str, graph: Graph) -> Section:
    """The section of what stands in the segment `path`, in the function made of `within`."""
    relative = path[len(within) :].lstrip(".") if within else path
    if not relative:
        return NONE
    segment = graph.segments.get(path)
    one, many = _KINDS[segment.kind if segment else "stage"]
    frozen = " (frozen)" if segment is not None and segment.frozen else ""
    title = one.format(on_one_line(relative)) + frozen
    return Section(relative, title, many + frozen)
