"""How much of a comparison is shown: all that differs, and as little of the rest as tells where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphdsl.emit.diagram.compose import numbered
from graphdsl.emit.diagram.detail import DRAWABLE, READABLE, Detail, fits, whole
from graphdsl.emit.diagram.fold import as_box, box_of, fold
from graphdsl.emit.diagram.fuse import fuse
from graphdsl.emit.diagram.highlight import any_lit
from graphdsl.emit.diagram.merging import merged
from graphdsl.emit.diagram.modules import with_modules
from graphdsl.emit.diagram.picture import Box, Group, Picture
from graphdsl.emit.diagram.repeats import fold_repeats

_RUN = 3
"""Boxes one behind the other that are worth being folded."""


def focused(
    picture: Picture, detail: Detail = "normal", limit: int = READABLE, *, expand: bool = False
) -> Picture:
    """`picture`, in which groups without a mark are one box, as are long runs where it is large."""
    picture = replace(picture, root=numbered(picture.root))
    if detail == "full":
        return whole(picture, expand=expand)
    before = sum(1 for _ in picture.root.boxes())
    shown = picture
    if detail == "overview" or not fits(shown, limit):
        shown = with_modules(fuse(shown))
        shown = replace(shown, root=numbered(shown.root))
    shown = _without_inside(shown)
    if not expand and not fits(shown, limit):
        shown = fold_repeats(shown)
    if detail == "overview" or not fits(shown, limit):
        shown = _without_runs(shown)
    after = sum(1 for _ in shown.root.boxes())
    if after < before:
        shown = replace(shown, notes=(f"{before} boxes are folded into {after}.",))
    return fold(shown, DRAWABLE)


def _without_inside(picture: Picture) -> Picture:
    """The picture with one box for each group in which nothing differs."""
    stands: dict[str, str] = {}

    def folded(group: Group) -> Iterator[Box | Group]:
        for member in group.members:
            if isinstance(member, Box):
                yield member
            elif any(map(_differs, member.members)):
                yield replace(member, members=tuple(folded(member)))
            elif sum(1 for _ in member.boxes()) == 1:
                yield member
            else:
                boxes, gone = as_box(member, picture)
                stands.update(gone)
                yield from boxes

    root = replace(picture.root, members=tuple(folded(picture.root)))
    return merged(picture, (root, stands))


def _differs(member: Box | Group) -> bool:
    return member.lit if isinstance(member, Box) else any_lit(member)


def _without_runs(picture: Picture) -> Picture:
    """The picture with one box for each run of boxes that neither differ nor lie beside such."""
    marked = {box.key for box in picture.root.boxes() if box.lit}
    near = {edge.tail for edge in picture.edges if edge.head in marked}
    near |= {edge.head for edge in picture.edges if edge.tail in marked}
    stands: dict[str, str] = {}

    def folded(group: Group) -> Iterator[Box | Group]:
        run: list[Box] = []
        for member in (*group.members, None):
            if isinstance(member, Box) and _is_plain(member) and member.key not in marked | near:
                run.append(member)
                continue
            yield from _as_one(run, stands)
            run = []
            if isinstance(member, Group):
                yield replace(member, members=tuple(folded(member)))
            elif member is not None:
                yield member

    root = replace(picture.root, members=tuple(folded(picture.root)))
    return merged(picture, (root, stands))


def _is_plain(box: Box) -> bool:
    return box.role not in ("input", "output")


def _as_one(run: list[Box], stands: dict[str, str]) -> tuple[Box, ...]:
    """One box for a run, where it is long enough."""
    if len(run) < _RUN:
        return tuple(run)
    first, last = (box.name or box.title for box in (run[0], run[-1]))
    box = box_of(f"c{run[0].key}", f"{first} … {last}", run)
    stands.update({inner.key: box.key for inner in run})
    return (box,)
