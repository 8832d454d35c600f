"""Pictures as DOT text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.diagnostics.drawing import NoDrawingPackage
from graphdsl.emit.diagram import look
from graphdsl.emit.diagram.highlight import any_lit, is_highlighted
from graphdsl.emit.diagram.labels import box_label, font, group_label
from graphdsl.emit.diagram.lanes import Pad, edge_weights, pads
from graphdsl.emit.diagram.legend import legend_label, remark_label
from graphdsl.emit.diagram.picture import Box, Edge, Group, Picture
from graphdsl.emit.diagram.signs import SIGNS
from graphdsl.emit.diagram.themes import pale, pale_color
from graphdsl.emit.diagram.turning import Turn, turn_of

if TYPE_CHECKING:
    from graphviz import Digraph

    from graphdsl.emit.diagram.view import Direction

_APART = {"nodesep": "0.4"}
"""More room between what is drawn down and what is drawn up."""
_TIED = 4
"""Calls of a shared layer that are tied together by lines; more are told by their names alone."""


def _digraph() -> type[Digraph]:
    """The class that writes DOT: only drawing needs it, and it takes 50 ms to import."""
    try:
        from graphviz import Digraph
    except ImportError:
        raise GraphdslError((NoDrawingPackage(package="graphviz"),)) from None
    return Digraph


def dot_text(
    picture: Picture,
    direction: Direction = "down",
    *,
    titles_apart: bool = False,
    fontname: str = look.FONT,
) -> str:
    """The picture in the language of Graphviz; `direction` is that of the flow.

    `titles_apart` leaves the titles of groups to titles.py, and only room for them here.
    """
    Digraph = _digraph()  # noqa: N806 - a class
    across = direction == "right"
    turn = Turn() if across else turn_of(picture)
    dot = Digraph(
        "diagram",
        graph_attr=_graph_attributes(across, fontname) | (_APART if turn.up else {}),
        node_attr={"shape": "plain", "fontname": fontname, "fontsize": f"{look.SIZE:g}"},
        edge_attr={
            "fontname": fontname,
            "color": look.LINE,
            "arrowsize": "0.55",
            "penwidth": "0.9",
        },
    )
    legible = picture.comparison is not None
    page = _Page(dot, across, titles_apart, pads(picture), is_highlighted(picture), legible, turn)
    _fill(page, dot, picture.root, in_frozen=False)
    if picture.comparison is not None:
        dot.node("legend", f"<{legend_label(picture.comparison)}>", id="legend")
    if picture.remark:
        dot.node("remark", f"<{remark_label(picture.remark)}>", id="remark")
    boxes = {box.key: box for box in picture.root.boxes()}
    weights = edge_weights(picture)
    into = Counter(edge.head for edge in picture.edges)
    for edge, weight in zip(picture.edges, weights, strict=True):
        lit = boxes[edge.tail].lit and boxes[edge.head].lit
        faint = page.faint if page.dim and not lit else ""
        _edge(page, edge, boxes, alone=into[edge.head] == 1, weight=weight, faint=faint)
    for one, other in _ties(boxes.values()):
        dot.edge(
            f"{one}:b",
            f"{other}:b",
            dir="none",
            style="dotted",
            color=look.SHARED,
            penwidth="1.4",
            constraint="false",
        )
    return dot.source


def _ties(boxes: Iterable[Box]) -> Iterator[tuple[str, str]]:
    """Neighbouring calls of one shared layer."""
    last: dict[str, str] = {}
    for box in boxes:
        if box.shared is not None and box.shared[0] > 0 and box.shared[1] <= _TIED:
            if box.name in last:
                yield last[box.name], box.key
            last[box.name] = box.key


def _graph_attributes(across: bool, fontname: str) -> dict[str, str]:
    return {
        "rankdir": "LR" if across else "TB",
        "fontname": fontname,
        "fontsize": f"{look.SIZE:g}",
        "labeljust": "l",
        "newrank": "true",
        "nodesep": "0.22",
        "ranksep": "0.26",
        "pad": f"{look.PAD}",
        "bgcolor": look.PAPER,
    }


class _Page(NamedTuple):
    """What is the same for the whole picture."""

    dot: Digraph
    across: bool
    titles_apart: bool
    pads: dict[str, Pad]
    dim: bool
    """Whether what is not lit is pale."""
    legible: bool
    """Whether what is pale has to be read."""
    turn: Turn

    def pale(self, text: str) -> str:
        """`text` in pale colours."""
        return pale(text, legible=self.legible)

    @property
    def faint(self) -> str:
        """The colour of lines that are not lit."""
        return look.DIM if self.legible else look.FAINT


def _fill(page: _Page, dot: Digraph, group: Group, *, in_frozen: bool) -> None:
    if group.key in page.pads:
        _pad(dot, page.pads[group.key])
    for member in group.members:
        if isinstance(member, Box):
            faint = page.dim and not member.lit
            _box(page, dot, member, in_frozen=in_frozen, faint=faint)
            continue
        with dot.subgraph(name=f"cluster_{member.key}") as inner:
            frame = _frame(member, in_frozen=in_frozen, hidden=page.titles_apart)
            inner.attr(**_pale(page, frame) if page.dim and not any_lit(member) else frame)
            _fill(page, inner, member, in_frozen=in_frozen or member.frozen)


def _pad(dot: Digraph, pad: Pad) -> None:
    key = f"pad_{pad.group}"
    dot.node(key, "", shape="box", style="invis", width="0.01", height="0.5")
    dot.edge(pad.below, key, style="invis", minlen=str(pad.length))


def _frame(group: Group, *, in_frozen: bool, hidden: bool) -> dict[str, str]:
    frame = look.FRAMES[group.kind]
    attributes = {
        "id": group.key,
        "label": f"<{group_label(group, in_frozen=in_frozen, hidden=hidden)}>",
        "style": "rounded,filled,dashed" if group.frozen else frame.style,
        "color": look.FROZEN if group.frozen else frame.line,
        "fillcolor": frame.fill,
        "margin": "8",
    }
    if group.mark is None:
        return attributes
    stroke = look.MARKS[group.mark]
    style = f"rounded,filled,{stroke.style}"
    return attributes | {"style": style, "color": stroke.color, "penwidth": str(stroke.width)}


def _pale(page: _Page, frame: dict[str, str]) -> dict[str, str]:
    colors = {name: pale_color(frame[name]) for name in ("color", "fillcolor")}
    return frame | colors | {"label": page.pale(frame["label"])}


def _box(page: _Page, dot: Digraph, box: Box, *, in_frozen: bool, faint: bool) -> None:
    upwards = box.key in page.turn.up
    table = box_label(box, across=page.across, in_frozen=in_frozen, upwards=upwards)
    label = f"<{table}>"
    label = page.pale(label) if faint else label
    if box.role in ("input", "output"):
        line = look.TERMINAL if box.mark is None else look.MARKS[box.mark].color
        dot.node(
            box.key,
            label,
            id=box.key,
            shape="box",
            style="rounded,filled",
            color=page.faint if faint else line,
            fillcolor=page.faint if faint else look.TERMINAL,
            margin="0.11,0.055",
            height="0",
            width="0",
        )
        return
    dot.node(box.key, label, id=box.key)


def _edge(
    page: _Page, edge: Edge, boxes: dict[str, Box], *, alone: bool, weight: int, faint: str
) -> None:
    out, into, more = _sides(page, edge, alone=alone)
    tail, head = edge.tail, edge.head
    if boxes[tail].results:
        tail = f"{tail}:o{edge.result}:{out}"
    if boxes[head].role not in ("input", "output"):
        head = f"{head}:b{into}"
    label = f"<{font(f'  {edge.label}', look.TINY, look.QUIET)}>" if edge.label else None
    if edge.mark is not None:
        gone = "removed" in (boxes[edge.tail].mark, boxes[edge.head].mark)
        words, marked = _marked(edge, led=gone)
        label, more = f"<{words}>", more | marked
        weight = weight if edge.mark == "added" else 0
    elif faint:
        label = page.pale(label) if label else None
        more["color"] = faint
    if more.get("dir") == "back":
        tail, head = head, tail
    page.dot.edge(tail, head, label, weight=str(weight), **more)


def _marked(edge: Edge, *, led: bool) -> tuple[str, dict[str, str]]:
    """The words at an edge that is new or gone, and how it is drawn; `led` where it leads to a box
    that is gone, which has no other place."""
    assert edge.mark is not None
    new = edge.mark == "added"
    stroke = look.MARKS[edge.mark]
    words = font(f"  {SIGNS[edge.mark]} ", look.SIZE, stroke.color, bold=True)
    words += font(edge.label, look.TINY, look.QUIET)
    drawn = {
        "color": stroke.color,
        "style": stroke.style,
        "penwidth": "2" if new else "1.4",
        "constraint": "true" if new or led else "false",
    }
    return words, drawn


def _sides(page: _Page, edge: Edge, *, alone: bool) -> tuple[str, str, dict[str, str]]:
    """At which side of its boxes an edge begins and ends, and what else is told of it.

    Of the way up each edge is written the other way round, so that its end stands above.
    """
    if page.across:
        return "e", ":w" if alone else "", {}
    if edge.head not in page.turn.up:
        return "s", ":n" if alone else "", {}
    if edge.tail in page.turn.up:
        return "n", ":s" if alone else "", {"dir": "back"}
    if edge.tail == page.turn.bottom:
        return "e", ":s" if alone else "", {"dir": "back"}
    return "e", ":w", {"minlen": "0"}
