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
from graphdsl.emit.diagram.picture import Box, Edge, Group, Picture
from graphdsl.emit.diagram.themes import pale, pale_color

if TYPE_CHECKING:
    from graphviz import Digraph

    from graphdsl.emit.diagram.view import Direction

_FAINT = "#D3D6DA"
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
    dot = Digraph(
        "diagram",
        graph_attr=_graph_attributes(across, fontname),
        node_attr={"shape": "plain", "fontname": fontname, "fontsize": f"{look.SIZE:g}"},
        edge_attr={
            "fontname": fontname,
            "color": look.LINE,
            "arrowsize": "0.55",
            "penwidth": "0.9",
        },
    )
    page = _Page(dot, across, titles_apart, pads(picture), is_highlighted(picture))
    _fill(page, dot, picture.root, in_frozen=False)
    boxes = {box.key: box for box in picture.root.boxes()}
    weights = edge_weights(picture)
    into = Counter(edge.head for edge in picture.edges)
    for edge, weight in zip(picture.edges, weights, strict=True):
        faint = page.dim and not (boxes[edge.tail].lit and boxes[edge.head].lit)
        alone = into[edge.head] == 1
        _edge(dot, edge, boxes, across=across, alone=alone, weight=weight, faint=faint)
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


def _fill(page: _Page, dot: Digraph, group: Group, *, in_frozen: bool) -> None:
    if group.key in page.pads:
        _pad(dot, page.pads[group.key])
    for member in group.members:
        if isinstance(member, Box):
            faint = page.dim and not member.lit
            _box(dot, member, across=page.across, in_frozen=in_frozen, faint=faint)
            continue
        with dot.subgraph(name=f"cluster_{member.key}") as inner:
            frame = _frame(member, in_frozen=in_frozen, hidden=page.titles_apart)
            inner.attr(**_pale(frame) if page.dim and not any_lit(member) else frame)
            _fill(page, inner, member, in_frozen=in_frozen or member.frozen)


def _pad(dot: Digraph, pad: Pad) -> None:
    key = f"pad_{pad.group}"
    dot.node(key, "", shape="box", style="invis", width="0.01", height="0.5")
    dot.edge(pad.below, key, style="invis", minlen=str(pad.length))


def _frame(group: Group, *, in_frozen: bool, hidden: bool) -> dict[str, str]:
    frame = look.FRAMES[group.kind]
    return {
        "id": group.key,
        "label": f"<{group_label(group, in_frozen=in_frozen, hidden=hidden)}>",
        "style": "rounded,filled,dashed" if group.frozen else frame.style,
        "color": look.FROZEN if group.frozen else frame.line,
        "fillcolor": frame.fill,
        "margin": "8",
    }


def _pale(frame: dict[str, str]) -> dict[str, str]:
    colors = {name: pale_color(frame[name]) for name in ("color", "fillcolor")}
    return frame | colors | {"label": pale(frame["label"])}


def _box(dot: Digraph, box: Box, *, across: bool, in_frozen: bool, faint: bool) -> None:
    label = f"<{box_label(box, across=across, in_frozen=in_frozen)}>"
    label = pale(label) if faint else label
    if box.role in ("input", "output"):
        dot.node(
            box.key,
            label,
            id=box.key,
            shape="box",
            style="rounded,filled",
            color=_FAINT if faint else look.TERMINAL,
            fillcolor=_FAINT if faint else look.TERMINAL,
            margin="0.11,0.055",
            height="0",
            width="0",
        )
        return
    dot.node(box.key, label, id=box.key)


def _edge(
    dot: Digraph,
    edge: Edge,
    boxes: dict[str, Box],
    *,
    across: bool,
    alone: bool,
    weight: int,
    faint: bool,
) -> None:
    out, into = ("e", "w") if across else ("s", "n")
    tail, head = edge.tail, edge.head
    if boxes[tail].results:
        tail = f"{tail}:o{edge.result}:{out}"
    if boxes[head].role not in ("input", "output"):
        head = f"{head}:b:{into}" if alone else f"{head}:b"
    label = f"<{font(f'  {edge.label}', look.TINY, look.QUIET)}>" if edge.label else None
    if faint:
        label = pale(label) if label else None
        dot.edge(tail, head, label, weight=str(weight), color=_FAINT)
        return
    dot.edge(tail, head, label, weight=str(weight))
