"""How much a picture shows: everything while that can be read, and less of what is large."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias

from graphdsl.emit.diagram.copies import fold_copies
from graphdsl.emit.diagram.fold import drawable, fold, fold_deepest
from graphdsl.emit.diagram.fuse import fuse
from graphdsl.emit.diagram.modules import with_modules
from graphdsl.emit.diagram.picture import Group, Picture
from graphdsl.emit.diagram.repeats import fold_repeats
from graphdsl.emit.diagram.stretches import fold_stretches

Detail: TypeAlias = Literal["full", "normal", "overview"]
DETAILS: tuple[Detail, ...] = ("overview", "normal", "full")

READABLE = 40
"""Boxes that a page has room for."""
DRAWABLE = 400
"""Boxes above which a picture that shows less shows less still."""
EVERY = 2_000
"""Boxes of a picture of every call; they are laid out in a few seconds."""
_TEDIOUS = 5
"""Equal parts one behind the other that are drawn once even where there is room for all."""
_LANES = 7
"""Equal branches side by side of which one is drawn even where there is room for all."""
_COPIES = 4
"""The same where there is no room."""
_FEW = 12
"""Boxes of an overview; more of a model that names no parts are made fewer by their sizes."""
_RANKS = 26
"""Boxes that a page has room for one behind the other."""


def fitted(
    picture: Picture, detail: Detail = "normal", limit: int = READABLE, *, expand: bool = False
) -> Picture:
    """`picture` with as many boxes as `detail` asks for; `expand` keeps repeated parts apart."""
    if detail == "full":
        return whole(picture, expand=expand)
    before = _boxes(picture)
    if detail == "normal" and before <= limit:
        shown = picture if expand else fold_repeats(fold_copies(picture, _LANES), _TEDIOUS)
        return picture if shown is picture else noted(shown, before)
    shown = with_modules(fuse(picture))
    if not expand and (detail == "overview" or not fits(shown, limit)):
        shown = fold_repeats(fold_copies(shown, _COPIES))
    while detail == "overview" or not fits(shown, limit):
        less = fold_deepest(shown)
        if less is shown:
            break
        shown = less if expand else fold_repeats(less)
    named = any(isinstance(member, Group) for member in picture.root.members)
    if detail == "overview" and not named and _boxes(shown) > _FEW:
        shown = fold_stretches(shown)
    return noted(fold(shown, max(limit, DRAWABLE // 2)), before)


def whole(picture: Picture, *, expand: bool = False) -> Picture:
    """Every call, where as many can be laid out; else by parts as otherwise, which it says."""
    if drawable(picture, EVERY):
        return picture
    before = _boxes(picture)
    shown = with_modules(fuse(picture))
    if not expand:
        shown = fold_repeats(fold_copies(shown, _COPIES))
    shown = fold(shown, EVERY)
    after = _boxes(shown)
    said = f"Not every call is drawn: {before:,} boxes are folded into {after:,}."
    more = "To see more, draw a part that `graphdsl cutout` has cut out."
    return replace(shown, notes=(f"{said} {more}",), remark=(said, more))


def noted(picture: Picture, before: int) -> Picture:
    """`picture`, which tells that it had `before` boxes."""
    after = _boxes(picture)
    return replace(picture, notes=(f"{before} boxes are folded into {after}.",))


def _boxes(picture: Picture) -> int:
    return sum(1 for _ in picture.root.boxes())


def fits(picture: Picture, limit: int = READABLE) -> bool:
    """Whether a page has room for `picture`: `limit` boxes, and not too many in a row."""
    depth: dict[str, int] = {}
    for edge in picture.edges:  # in the order of their heads, which is topological
        depth[edge.head] = max(depth.get(edge.head, 0), depth.get(edge.tail, 0) + 1)
    return _boxes(picture) <= limit and max(depth.values(), default=0) < _RANKS
