"""Highlighting: what is asked for keeps its colours, the rest grows pale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.diagnostics.drawing import NothingToHighlight
from graphdsl.emit.diagram.picture import Box, Group, Picture
from graphdsl.emit.words import clean


def with_highlights(picture: Picture, names: Sequence[str]) -> Picture:
    """The picture with the boxes and groups called by one of `names` lit.

    Raises GraphdslError for a name that nothing has.
    """
    known = list(dict.fromkeys(_names(picture.root)))
    for name in names:
        if clean(name) not in known:
            raise GraphdslError((NothingToHighlight(name=name, names=tuple(known)),))
    wanted = frozenset(map(clean, names))
    return replace(picture, root=_lit(picture.root, wanted, "", inside=False))


def is_highlighted(picture: Picture) -> bool:
    """Whether anything is lit, so that the rest is pale."""
    return any_lit(picture.root)


def any_lit(group: Group) -> bool:
    """Whether a box of `group` is lit, or a group in it has a mark, or itself."""
    inside = (m.lit if isinstance(m, Box) else any_lit(m) for m in group.members)
    return group.mark is not None or any(inside)


def _path(group: Group, above: str) -> tuple[str, ...]:
    """The names of a group: its own, its full path, and that of the use of a block."""
    own = group.note if group.kind == "block" and group.note else group.title
    if group.kind == "block" and not group.note:
        own = group.title.partition("(")[0]
    return tuple(dict.fromkeys((own, f"{above}.{own}" if above else own)))


def _names(group: Group, above: str = "") -> Iterator[str]:
    for member in group.members:
        if isinstance(member, Box):
            yield member.name or member.title
        else:
            names = _path(member, above)
            yield from names
            yield from _names(member, names[-1])


def _lit(group: Group, wanted: frozenset[str], above: str, *, inside: bool) -> Group:
    members: list[Box | Group] = []
    for member in group.members:
        if isinstance(member, Box):
            lit = inside or member.name in wanted or (not member.name and member.title in wanted)
            members.append(replace(member, lit=lit or member.lit))
        else:
            names = _path(member, above)
            found = inside or not wanted.isdisjoint(names)
            members.append(_lit(member, wanted, names[-1], inside=found))
    return replace(group, members=tuple(members))
