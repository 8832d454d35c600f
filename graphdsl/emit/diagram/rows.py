"""A picture that flows to the right in rows, as a text has them, so that it fits a page.

Works on DOT in which everything has a place. Seen in a mirror on its diagonal, such a picture flows
down, and its rows are columns.
"""

from __future__ import annotations

import re
from typing import Final

from graphdsl.emit.diagram.columns import in_columns

# Labels hold no line breaks and no quotes, so nothing in them can look like these.
_WHOLE: Final = re.compile(r'graph \[bb="0,0,([\d.e+]+),([\d.e+]+)"')
_PLACE: Final = re.compile(r'\b(pos|lp|bb)="([-\d.e+, s\\\n]+)"')
_NODE: Final = re.compile(r"\n\t+\w+\t?\s?\[(?:(?:[^\n]|\n(?!\t+\];))*?)\];(?=\n)")
_SIZE: Final = re.compile(r"(\n\s*|\t\[)(width|height)=")


def in_rows(placed: str) -> str:
    """The same picture; in rows where it is too wide and there is a place to cut it."""
    mirrored = _mirrored(placed)
    found = in_columns(mirrored)
    return placed if found == mirrored else _mirrored(found)


def _mirrored(placed: str) -> str:
    """Right becomes down, and down right; done twice it is as it was."""
    whole = _WHOLE.search(placed)
    if whole is None:
        return placed
    width, height = float(whole[1]), float(whole[2])

    def moved(place: re.Match[str]) -> str:
        kind, value = place[1], place[2].replace("\\\n", "")
        ends = f"{value[0]}," if value[0] in "es" else ""
        numbers = [float(n) for n in value.removeprefix(ends).replace(" ", ",").split(",")]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        turned = [(height - y, width - x) for x, y in points]
        if kind == "bb":
            (left, top), (right, bottom) = turned
            turned = [(right, bottom), (left, top)]
            return f'bb="{",".join(f"{x:.2f},{y:.2f}" for x, y in turned)}"'
        return f'{kind}="{ends}{" ".join(f"{x:.2f},{y:.2f}" for x, y in turned)}"'

    head = f'{placed[: whole.start()]}graph [bb="0,0,{height:.2f},{width:.2f}"'
    rest = _PLACE.sub(moved, placed[whole.end() :])
    return head + _NODE.sub(lambda node: _SIZE.sub(_swapped, node[0]), rest)


def _swapped(size: re.Match[str]) -> str:
    return f"{size[1]}{'height' if size[2] == 'width' else 'width'}="
