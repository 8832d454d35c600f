"""Pictures as text: a tree with box characters, for terminals and reviews."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from graphdsl.emit.diagram.highlight import is_highlighted
from graphdsl.emit.diagram.labels import repeats_text, shared_text
from graphdsl.emit.diagram.picture import Box, Edge, Group, Mark, Picture
from graphdsl.emit.diagram.signs import SIGNS, counted, headline
from graphdsl.emit.words import printable, shorten

_WIDTHS = (64, 30, 34)
"""Characters of the columns: what it is, what it gives, parameters."""


class _Line(NamedTuple):
    what: str
    gives: str = ""
    params: str = ""
    reads: str = ""
    sign: str = " "


def tree_text(picture: Picture) -> str:
    """The picture as lines: groups as branches, and where data comes from if not from above."""
    boxes = {box.key: box for box in picture.root.boxes()}
    into: dict[str, list[Edge]] = {}
    for edge in picture.edges:
        if edge.mark == "removed" and boxes[edge.head].mark != "removed":
            continue
        into.setdefault(edge.head, []).append(edge)
    above = dict(zip(list(boxes)[1:], list(boxes), strict=False))
    reads = {key: _reads(into.get(key, []), above.get(key, ""), boxes) for key in boxes}
    signs = picture.comparison is not None or is_highlighted(picture)
    lit = picture.comparison is None and is_highlighted(picture)
    tree = [_Line(f"model {picture.name}"), *_lines(picture.root, "", reads, marks=lit)]
    lines = [line._replace(what=f"{line.sign} {line.what}") for line in tree] if signs else tree
    widths = [min(max(len(line[n]) for line in lines), _WIDTHS[n]) for n in range(3)]
    told = ["  ".join((*map(_fit, line[:3], widths), line.reads)).rstrip() for line in lines]
    return "\n".join((*_compared(picture), *told, *picture.notes)) + "\n"


def _compared(picture: Picture) -> Iterator[str]:
    """What a comparison says before its tree."""
    comparison = picture.comparison
    if comparison is not None:
        yield headline(comparison)
        yield from filter(None, (", ".join(counted(comparison)),))
        yield from comparison.lines
        yield ""


def _sign(mark: Mark | None) -> str:
    return " " if mark is None else SIGNS[mark].replace("−", "-")


def _fit(text: str, width: int) -> str:
    return shorten(text, width).ljust(width)


def _reads(edges: list[Edge], above: str, boxes: dict[str, Box]) -> str:
    """What a box reads, where that is more or something else than the box in the line above."""
    if [edge.tail for edge in edges] in ([above], []):
        return ""
    return "← " + ", ".join(dict.fromkeys(_source(edge, boxes[edge.tail]) for edge in edges))


def _source(edge: Edge, tail: Box) -> str:
    label = f"{edge.label}: " if edge.label else ""
    return f"{label}{_folded(tail) or tail.name or tail.title}"


def _folded(box: Box) -> str:
    """What a box is called that stands for a group."""
    return f"{box.title} {box.name}".rstrip() if box.role == "fold" else ""


def _lines(group: Group, indent: str, reads: dict[str, str], *, marks: bool) -> Iterator[_Line]:
    """The members of a group; with `marks` a star stands at what is highlighted."""
    for place, member in enumerate(group.members):
        last = place == len(group.members) - 1
        branch, below = ("└─ ", "   ") if last else ("├─ ", "│  ")
        if isinstance(member, Box):
            told = _box_line(indent + branch, member, reads[member.key])
            yield told._replace(sign="*" if marks and member.lit else _sign(member.mark))
            inside = (*member.parts, *member.changes)
            yield from (_Line(f"{indent}{below}   {part}") for part in inside)
            continue
        title = (member.title, repeats_text(member), member.note)
        words = filter(None, (*title, "frozen" if member.frozen else "", *member.changes))
        what = printable(f"{indent}{branch}{' '.join(words)}")
        yield _Line(what, "", member.params, sign=_sign(member.mark))
        yield from _lines(member, indent + below, reads, marks=marks)


def _box_line(indent: str, box: Box, reads: str) -> _Line:
    if box.role in ("input", "output"):
        return _Line(f"{indent}{box.role} {box.title}", box.facts[0], "", ", ".join(box.facts[1:]))
    times = f" × {box.times}" if box.times > 1 else ""
    title = _folded(box) or box.title
    words = " ".join((title, ", ".join(filter(None, (*box.facts, box.activation))))).strip()
    name = f"{box.name}: " if box.name and box.role != "fold" else ""
    told = ", ".join(filter(None, (box.params, "frozen" if box.frozen else "", shared_text(box))))
    return _Line(f"{indent}{name}{words}{times}", f"→ {', '.join(box.results)}", told, reads)
