"""Titles of groups above the edges: Graphviz draws them first, so that edges would strike them out.

Works on DOT in which everything has a place: the parts of a title become boxes of their own in the
corners of their group, and boxes are drawn last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from graphdsl.emit.diagram import look
from graphdsl.emit.diagram.highlight import any_lit, is_highlighted
from graphdsl.emit.diagram.labels import params_text, piece_label, title_text
from graphdsl.emit.diagram.metrics import text_width
from graphdsl.emit.diagram.picture import Group, Picture
from graphdsl.emit.diagram.themes import pale

# Labels hold no line breaks, so nothing in them can look like this.
_CLUSTER: Final = re.compile(r"subgraph cluster_(\w+) \{\n\s*graph \[(.*?)\n\s*\];", re.DOTALL)
_FRAME: Final = re.compile(r'(?:^|\n)\s*bb="([-\d.e+,]+)"')
_LABEL: Final = re.compile(r'\n\s*lp="[-\d.e+]+,([-\d.e+]+)"')
_SIZE: Final = re.compile(r'graph \[bb="0,0,([\d.e+]+),([\d.e+]+)"')
_WIDTH: Final = re.compile(r"\n\s*lwidth=([\d.e+]+)")
_MARGIN: Final = 8
_BETWEEN: Final = 15
"""Points between the title and the parameters, in the label for which room was kept."""


class Place(NamedTuple):
    """Where the title of a group goes, in points."""

    left: float
    right: float
    height: float
    label: float
    """How wide title and parameters are together."""


def with_titles(placed: str, picture: Picture) -> str:
    """`placed` with the titles of the groups of `picture` as boxes."""
    places = dict(_places(placed))
    bright = None if not is_highlighted(picture) else frozenset(_bright(picture.root))
    legible = picture.comparison is not None
    faded = partial(pale, legible=legible)
    titles = "".join(_titles(picture.root, places, bright, faded, in_frozen=False))
    return f"{placed.rstrip().removesuffix('}')}{titles}}}\n"


def _places(placed: str) -> Iterator[tuple[str, Place]]:
    for key, attributes in _CLUSTER.findall(placed):
        frame, label, width = (p.search(attributes) for p in (_FRAME, _LABEL, _WIDTH))
        if frame is not None and label is not None and width is not None:
            left, _, right, _ = map(float, frame[1].split(","))
            height, inches = float(label[1]), float(width[1])
            yield key, Place(left + _MARGIN, right - _MARGIN, height, 72 * inches)


def _bright(group: Group) -> Iterator[str]:
    """The keys of the groups in which something is highlighted."""
    for member in group.members:
        if isinstance(member, Group) and any_lit(member):
            yield member.key
            yield from _bright(member)


def _titles(
    group: Group,
    places: dict[str, Place],
    bright: frozenset[str] | None,
    faded: Callable[[str], str],
    *,
    in_frozen: bool,
) -> Iterator[str]:
    for member in group.members:
        if not isinstance(member, Group):
            continue
        place = places.get(member.key)
        if place is not None:
            faint = bright is not None and member.key not in bright
            title = _title(member, place, in_frozen=in_frozen)
            yield from map(faded, title) if faint else title
        frozen = in_frozen or member.frozen
        yield from _titles(member, places, bright, faded, in_frozen=frozen)


def _title(group: Group, place: Place, *, in_frozen: bool) -> Iterator[str]:
    ground, title = look.FRAMES[group.kind].fill, title_text(group, in_frozen=in_frozen)
    right = text_width(group.params, look.SMALL) or 0.0
    left = place.label - right - _BETWEEN if group.params else place.label + 1
    label = piece_label(title, left, ground, "LEFT")
    yield _box(f"t{group.key}", place.left + left / 2, place.height, label)
    if group.params:
        label = piece_label(params_text(group), right, ground, "RIGHT")
        yield _box(f"p{group.key}", place.right - right / 2, place.height, label)


def _box(key: str, middle: float, height: float, label: str) -> str:
    where = f"{middle:.2f},{height:.2f}"
    return f'{key} [shape=plain, id="{key}", pos="{where}", label=<{label}>];\n'


def longer_side(placed: str) -> float:
    """Width or height of the whole in points, whichever is more."""
    found = _SIZE.search(placed)
    inside = max(float(found[1]), float(found[2])) if found is not None else 0.0
    return inside + 144 * look.PAD
