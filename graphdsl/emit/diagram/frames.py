"""One frame instead of two: a segment in which there is one use of a block and nothing else."""

from __future__ import annotations

from dataclasses import replace

from graphdsl.emit.diagram.picture import Box, Group, Picture


def frames_joined(picture: Picture) -> Picture:
    """The picture in which such a segment says what block it is, and the block has no frame."""
    return replace(picture, root=_joined(picture.root))


def _joined(group: Group) -> Group:
    members = tuple(m if isinstance(m, Box) else _joined(m) for m in group.members)
    only = members[0] if len(members) == 1 else None
    if not isinstance(only, Group) or only.kind != "block" or group.kind in ("block", "model"):
        return replace(group, members=members)
    note = " · ".join(filter(None, (group.note, only.title, only.note)))
    frozen = group.frozen or only.frozen
    return replace(group, note=note, frozen=frozen, members=only.members)
