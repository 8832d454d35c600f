"""A tall picture in columns, as a newspaper has them, so that it fits a page.

Works on DOT in which everything has a place. It is cut where a single tensor flows from all that
is above to all that is below; what is below moves up beside it, and the edges are led around.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

# Labels hold no line breaks and no quotes, so nothing in them can look like these.
_NODE: Final = re.compile(r"\n\t+\w+\t?\s?\[((?:[^\n]|\n(?!\t+\];))*?)\];(?=\n)")
_EDGE: Final = re.compile(r'\n\t+\w[\w:]* -> [\w:]*\t?\s?\[(?:[^\n"]|"[^"]*"|\n)*?\bpos="([^"]+)"')
_PLACE: Final = re.compile(r'\b(?P<kind>pos|lp|bb)="(?P<value>[-\d.e+, s\\\n]+)"')
_WHOLE: Final = re.compile(r'graph \[bb="0,0,([\d.e+]+),([\d.e+]+)"')
_FRAME: Final = re.compile(r'\n\s*graph \[bb="([-\d.e+,]+)"')
_SIZES: Final = tuple(
    re.compile(rf'(?:^|\n)\s*{name}="?([-\d.e+]+{more})')
    for name, more in (("pos", ",[-\\d.e+]+"), ("width", ""), ("height", ""))
)
_TALL: Final = 900
"""Points that a page has room for."""
_SLIM: Final = 2.2
"""How many times as high as wide a picture may be."""
_WHITE: Final = 5
_GAP: Final = 44
_BEND: Final = 12
_HEAD: Final = 36
"""Room above the columns, for the edges that come into them."""
_ROUND: Final = 6
_MOST: Final = 5

Point: TypeAlias = tuple[float, float]


class Extent(NamedTuple):
    """A box or a frame: its sides, in points."""

    left: float
    bottom: float
    right: float
    top: float


class Column(NamedTuple):
    """What lies between two cuts, and by how much it moves."""

    extent: Extent
    right: float = 0
    up: float = 0

    def move(self, point: Point) -> Point:
        """Where `point` of this column is in the end."""
        return point[0] + self.right, point[1] + self.up


def in_columns(placed: str) -> str:
    """The same picture; in columns where it is too tall and there is a place to cut it."""
    found = _WHOLE.search(placed)
    if found is None:
        return placed
    width, height = float(found[1]), float(found[2])
    if height <= _TALL or height <= _SLIM * width:
        return placed
    splines = [_points(value) for value in _EDGE.findall(placed)]
    boxes = list(extents(placed))
    cuts = _chosen(list(_cuts(splines, boxes)), height, _number(width, height))
    if not cuts:
        return placed
    lines = (Extent(*map(min, zip(*line)), *map(max, zip(*line))) for line in splines)  # noqa: B905
    columns, size = _columns(cuts, [*boxes, *lines])
    rest = _PLACE.sub(lambda place: _moved(place, columns), placed[found.end() :])
    head = f'{placed[: found.start()]}graph [bb="0,0,{size[0]:.2f},{size[1]:.2f}"'
    return head + rest


def _number(width: float, height: float) -> int:
    """Of columns: as few as make the picture no taller than a page is for its width."""
    fits = (n for n in range(2, _MOST) if height / n <= max(1.4 * n * (width + _GAP), _TALL))
    return next(fits, _MOST)


def extents(placed: str) -> Iterator[Extent]:
    """The boxes and frames of what has places."""
    for frame in _FRAME.findall(placed)[1:]:
        yield Extent(*map(float, frame.split(",")))
    for attributes in _NODE.findall(placed):
        pos, width, height = (pattern.search(attributes) for pattern in _SIZES)
        if pos and width and height:
            x, y = map(float, pos[1].split(","))
            across, high = 36 * float(width[1]), 36 * float(height[1])
            yield Extent(x - across, y - high, x + across, y + high)


def _points(spline: str) -> list[Point]:
    places = (point.split(",")[-2:] for point in spline.replace("\\\n", "").split())
    return [(float(x), float(y)) for x, y in places]


def _cuts(splines: Sequence[Sequence[Point]], boxes: Sequence[Extent]) -> Iterator[float]:
    """Heights in the white between boxes at which all edges come from one place."""
    ends = [(min(y for _, y in points), max(y for _, y in points), points[1]) for points in splines]
    sides = sorted({side for box in boxes for side in (box.bottom, box.top)})
    for low, high in pairwise(sides):
        middle = (low + high) / 2
        if high - low < _WHITE or any(box.bottom < middle < box.top for box in boxes):
            continue
        if len({start for bottom, top, start in ends if bottom <= middle <= top}) == 1:
            yield middle


def _chosen(cuts: Sequence[float], height: float, number: int) -> list[float]:
    """Of `cuts`, from the top down, those nearest to equal columns."""
    chosen: list[float] = []
    for place in range(1, number):
        ideal = height - height * place / number
        near = [cut for cut in cuts if not chosen or cut < chosen[-1]]
        best = min(near, key=lambda cut: abs(cut - ideal), default=None)
        if best is not None and abs(best - ideal) < height / number / 2:
            chosen.append(best)
    return chosen


def _columns(cuts: Sequence[float], extents: Sequence[Extent]) -> tuple[list[Column], Point]:
    """The columns, and the size of all of them together."""
    floors = [*cuts, -math.inf]
    parts = [
        [e for e in extents if floor <= (e.bottom + e.top) / 2 < ceiling]
        for floor, ceiling in zip(floors, [math.inf, *cuts], strict=True)
    ]
    # The edge that is cut has its middle in one of them: it is drawn anew, and does not count.
    whole = [
        Extent(
            min(e.left for e in part),
            min(e.bottom for e in part if not _cut(e, cuts)),
            max(e.right for e in part),
            max(e.top for e in part if not _cut(e, cuts)),
        )
        for part in parts
    ]
    height = max(e.top - e.bottom for e in whole) + _HEAD + _BEND + 2
    columns: list[Column] = []
    edge = 0.0
    for extent in whole:
        columns.append(Column(extent, edge - extent.left, height - _HEAD - extent.top))
        edge += extent.right - extent.left + _GAP
    return columns, (edge - _GAP, height)


def _cut(extent: Extent, cuts: Sequence[float]) -> bool:
    return any(extent.bottom < cut < extent.top for cut in cuts)


def _home(height: float, columns: Sequence[Column]) -> Column:
    """The column in which the height lies: the last one that begins above it."""
    return next((c for c in columns if height >= c.extent.bottom - _WHITE / 2), columns[-1])


def _moved(place: re.Match[str], columns: Sequence[Column]) -> str:
    kind, value = place["kind"], place["value"].replace("\\\n", "")
    if kind == "bb":
        left, bottom, right, top = map(float, value.split(","))
        column = _home((bottom + top) / 2, columns)
        return f'bb="{_text(column.move((left, bottom)))},{_text(column.move((right, top)))}"'
    points = _points(value)
    column = _home(points[0][1], columns)
    ends = value.startswith(("e,", "s,"))
    first, last = points[1 if ends else 0], points[-1]
    one, other = _home(first[1], columns), _home(last[1], columns)
    if one is not other:
        points = _around(points, one, other) if ends else points
    else:
        points = [one.move(point) for point in points]
    mark = value[:2] if ends else ""
    return f'{kind}="{mark}{" ".join(map(_text, points))}"'


def _text(point: Point) -> str:
    return f"{point[0]:.2f},{point[1]:.2f}"


def _around(points: Sequence[Point], one: Column, other: Column) -> list[Point]:
    """The way of an edge from the foot of the column `one` to the head of the column `other`."""
    start, (tip, again, *rest) = one.move(points[1]), map(other.move, points)
    low = one.move((0, one.extent.bottom))[1] - _BEND
    high = again[1] + _BEND
    middle = one.move((one.extent.right, 0))[0] + _GAP / 2
    corners = [(start[0], low), (middle, low), (middle, high), (again[0], high)]
    return [tip, *_rounded([start, *corners, again]), *rest]


def _rounded(line: Sequence[Point]) -> Iterator[Point]:
    """The line as a Bézier curve with round corners."""
    yield line[0]
    here = line[0]
    for before, corner, after in zip(line, line[1:], line[2:], strict=False):
        near, far = _towards(corner, before), _towards(corner, after)
        yield from (here, near, near, corner, corner, far)
        here = far
    yield from (here, line[-1], line[-1])


def _towards(corner: Point, other: Point) -> Point:
    length = math.dist(corner, other)
    part = min(_ROUND / length, 0.5) if length else 0.0
    return (
        corner[0] + part * (other[0] - corner[0]),
        corner[1] + part * (other[1] - corner[1]),
    )
