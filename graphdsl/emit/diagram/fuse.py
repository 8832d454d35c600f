"""A layer and the normalisation, activation and dropout right behind it drawn as one box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graphdsl.emit.counts import total
from graphdsl.emit.diagram.boxes import params_text
from graphdsl.emit.diagram.merging import merged
from graphdsl.emit.diagram.picture import Box, Group, Picture

_FIRST = ("convolution", "dense", "merge", "normalization", "recurrent", "attention")
_NEXT = ("normalization", "activation", "regularization")
_SHORT = {"BatchNormalization": "batch norm", "LayerNormalization": "layer norm"}
_CHIP = 12
"""Characters of an activation that stands beside its box; a longer one goes into a line."""


def fuse(picture: Picture) -> Picture:
    """The picture with every such run as one box; nothing that is read elsewhere is hidden."""
    behind = _behind(picture)
    stands: dict[str, str] = {}
    return merged(picture, (_fused(picture.root, behind, stands), stands))


def _behind(picture: Picture) -> Mapping[str, str]:
    """Of each box that one other alone reads, which reads nothing else: that other."""
    readers: dict[str, list[str]] = {}
    reads: dict[str, int] = {}
    for edge in picture.edges:
        readers.setdefault(edge.tail, []).append(edge.head)
        reads[edge.head] = reads.get(edge.head, 0) + 1
    return {tail: heads[0] for tail, heads in readers.items() if len(heads) == 1 == reads[heads[0]]}


def _fused(group: Group, behind: Mapping[str, str], stands: dict[str, str]) -> Group:
    boxes = {m.key: m for m in group.members if isinstance(m, Box)}
    members: list[Box | Group] = []
    for member in group.members:
        if isinstance(member, Group):
            members.append(_fused(member, behind, stands))
        elif member.key not in stands:
            run = _run(member, boxes, behind)
            stands.update({box.key: member.key for box in run[1:]})
            members.append(_as_one(run) if len(run) > 1 else member)
    return replace(group, members=tuple(members))


def _run(first: Box, boxes: Mapping[str, Box], behind: Mapping[str, str]) -> list[Box]:
    run = [first]
    if first.role != "layer" or first.family not in _FIRST or first.shared or first.mark:
        return run
    seen = {"normalization"} if first.family == "normalization" else set[str]()
    seen |= {"activation"} if first.activation else set()
    while (following := boxes.get(behind.get(run[-1].key, ""))) is not None:
        fits = following.role == "layer" and not (following.shared or following.mark)
        late = seen & {following.family, *(("activation",) if following.activation else ())}
        if not fits or late or following.family not in _NEXT or following.frozen != first.frozen:
            break
        seen.add(following.family)
        run.append(following)
    return run


def _as_one(run: list[Box]) -> Box:
    first, last = run[0], run[-1]
    activation, added = first.activation, list[str]()
    for box in run[1:]:
        chip = _chip(box) if box.family == "activation" else ""
        if chip and box is last:
            activation = chip
        else:
            added.append(chip or _words(box))
    count = total(box.count for box in run)
    return replace(
        first,
        activation=activation,
        parts=tuple(f"+ {text}" for text in added),
        params=params_text(count),
        count=count,
        lit=any(box.lit for box in run),
        results=last.results,
        details="\n\n".join(box.details for box in run),
    )


def _chip(box: Box) -> str:
    """`relu`, where that is all there is to say of an activation."""
    if box.title == "Activation":
        text = box.activation
    else:
        text = " ".join((box.title.lower(), *box.facts))
    return text if len(text) <= _CHIP else ""


def _words(box: Box) -> str:
    """A normalisation by its name alone: what else it is given stands in the details."""
    if box.family == "normalization":
        return _SHORT.get(box.title, box.title)
    return " ".join((box.title, *box.facts))
