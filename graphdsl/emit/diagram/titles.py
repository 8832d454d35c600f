"""Titles of groups above the edges: Graphviz draws them first, so that edges would strike them out.

Works on DOT in which everything has a place: the parts of a title become boxes of their own in the
corners of their group, and boxes are drawn last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from graphdsl.emit.diagram import look
from graphdsl.emit.diagram.labels import params_piece, piece_label, title_piece
from graphdsl.emit.diagram.picture import Group, Picture

# Labels hold no line breaks, so nothing in them can look like this.
_CLUSTER: Final = re.compile(r"subgraph cluster_(g\d+) \{\n\s*graph \[(.*?)\n\s*\];", re.DOTALL)
_FRAME: Final = re.compile(r'(?:^|\n)\s*bb="([-\d.e+,]+)"')
_LABEL: Final = re.compile(r'\n\s*lp="[-\d.e+]+,([-\d.e+]+)"')
_SIZE: Final = re.compile(r'graph \[bb="0,0,([\d.e+]+),([\d.e+]+)"')
_MARGIN: Final = 8


class Place(NamedTuple):
    """Where the title of a group goes, in points."""

    left: float
    right: float
    height: float


def with_titles(placed: str, picture: Picture) -> str:
    """`placed` with the titles of the groups of `picture` as boxes."""
    places = dict(_places(placed))
    titles = "".join(_titles(picture.root, places, in_frozen=False))
    return f"{placed.rstrip().removesuffix('}')}{titles}}}\n"


def _places(placed: str) -> Iterator[tuple[str, Place]]:
    for key, attributes in _CLUSTER.findall(placed):
        frame, label = _FRAME.search(attributes), _LABEL.search(attributes)
        if frame is not None and label is not None:
            left, _, right, _ = map(float, frame[1].split(","))
            yield key, Place(left + _MARGIN, right - _MARGIN, float(label[1]))


def _titles(group: Group, places: dict[str, Place], *, in_frozen: bool) -> Iterator[str]:
    for member in group.members:
        if not isinstance(member, Group):
            continue
        place, ground = places.get(member.key), look.FRAMES[member.kind].fill
        if place is not None:
            title, params = title_piece(member, in_frozen=in_frozen), params_piece(member)
            middle = place.left + title.width / 2
            yield _box(f"t{member.key}", middle, place, piece_label(title, ground, "LEFT"))
            if member.params:
                middle = place.right - params.width / 2
                yield _box(f"p{member.key}", middle, place, piece_label(params, ground, "RIGHT"))
        yield from _titles(member, places, in_frozen=in_frozen or member.frozen)


def _box(key: str, middle: float, place: Place, label: str) -> str:
    where = f"{middle:.2f},{place.height:.2f}"
    return f'{key} [shape=plain, id="{key}", pos="{where}", label=<{label}>];\n'


def longer_side(placed: str) -> float:
    """Width or height of the whole in points, whichever is more."""
    found = _SIZE.search(placed)
    return max(float(found[1]), float(found[2]), 1.0) if found is not None else 1.0
