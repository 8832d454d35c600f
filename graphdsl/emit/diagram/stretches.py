"""Parts of a model that names none: what is done one behind the other at one size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from graphdsl.emit.diagram.fold import box_of
from graphdsl.emit.diagram.merging import merged
from graphdsl.emit.diagram.picture import Box, Group, Picture

_TERMINAL = ("input", "output")
_FEWEST = 3
"""Parts of a picture that says something."""


def fold_stretches(picture: Picture) -> Picture:
    """The picture with one box for neighbours that give tensors of one size, but for channels.

    Neighbours stand one behind the other in an order in which data flows, so no cycle comes of it.
    A model that is done at one size, or at two, stays as it is.
    """
    members = picture.root.members
    if any(isinstance(member, Group) for member in members):
        return picture
    stands: dict[str, str] = {}
    boxes = (member for member in members if isinstance(member, Box))
    folded = tuple(_folded(list(boxes), stands))
    parts = sum(1 for box in folded if box.role not in _TERMINAL)
    if not stands or parts < _FEWEST:
        return picture
    return merged(picture, (replace(picture.root, members=folded), stands))


def _folded(boxes: Sequence[Box], stands: dict[str, str]) -> Iterator[Box]:
    for _, same in groupby(boxes, key=_size):
        run = list(same)
        if len(run) == 1:
            yield run[0]
            continue
        box = _as_one(run)
        stands.update({inner.key: box.key for inner in run})
        yield box


def _size(box: Box) -> str:
    """What neighbours of one part have in common; that of inputs and outputs nothing has."""
    if box.role in _TERMINAL or not box.results:
        return f"#{box.key}"
    return box.results[0].rpartition("×")[0]


def _as_one(run: Sequence[Box]) -> Box:
    first, last = (_name(box) for box in (run[0], run[-1]))
    title = f"{first.partition(' … ')[0]} … {last.rpartition(' … ')[2]}"
    frozen = all(box.frozen for box in run if box.role != "operation")
    return replace(box_of(f"z{run[0].key}", title, run, frozen=frozen), parts=())


def _name(box: Box) -> str:
    return box.title if box.role == "fold" else box.name or box.title
