"""One frame instead of two: a segment in which there is one other frame and nothing else."""

from __future__ import annotations

from dataclasses import replace

from graphdsl.emit.diagram.picture import Box, Group, Picture


def frames_joined(picture: Picture) -> Picture:
    """The picture without frames of blocks that are all of a segment, which says their names.

    A segment that was taken from a model has one of the same name in it, which goes as well.
    """
    return replace(picture, root=_joined(picture.root))


def _joined(group: Group) -> Group:
    members = tuple(m if isinstance(m, Box) else _joined(m) for m in group.members)
    only = members[0] if len(members) == 1 else None
    if not isinstance(only, Group) or group.kind in ("block", "model"):
        return replace(group, members=members)
    same = only.title == group.title
    if only.kind != "block" and not same:
        return replace(group, members=members)
    title = "" if same else only.title
    notes = dict.fromkeys(filter(None, (group.note, title, only.note)))
    note = " · ".join(notes)
    frozen = group.frozen or only.frozen
    return replace(group, note=note, frozen=frozen, members=only.members)
