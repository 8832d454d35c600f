"""Pictures as Mermaid, which code-hosting pages draw by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from graphdsl.emit.diagram import look
from graphdsl.emit.diagram.fold import fold
from graphdsl.emit.diagram.highlight import is_highlighted
from graphdsl.emit.diagram.labels import repeats_text, shared_text
from graphdsl.emit.diagram.picture import Box, Comparison, Edge, Group, GroupKind, Picture
from graphdsl.emit.diagram.signs import SIGNS, counted, headline
from graphdsl.emit.words import printable, shorten

if TYPE_CHECKING:
    from graphdsl.emit.diagram.view import Direction

_PLAIN = frozenset(" .,:+-=/()[]×·→−…÷_?~")
_WIDTH = 60
_TOGETHER = 30
"""Characters of a title and its arguments in one line."""
_LENGTH, _EDGES = 50_000, 500
"""Characters and edges above which Mermaid refuses to draw, unless its page allows more."""


def mermaid_text(picture: Picture, direction: Direction = "down") -> str:
    """A flowchart: groups as subgraphs, tensors at the edges; with less in it if it is too long."""
    text = _flowchart(picture, direction)
    while len(text) > _LENGTH or len(picture.edges) > _EDGES:
        boxes = sum(1 for _ in picture.root.boxes())
        less = fold(picture, boxes * 3 // 4)
        if sum(1 for _ in less.root.boxes()) == boxes:
            break
        picture, text = less, _flowchart(less, direction)
    return text


def _flowchart(picture: Picture, direction: Direction) -> str:
    lines = [f"flowchart {'LR' if direction == 'right' else 'TD'}"]
    lines += _members(picture.root, "    ")
    boxes = {box.key: box for box in picture.root.boxes()}
    if picture.comparison is not None:
        lines.append(f'    legend["{_legend(picture.comparison)}"]')
    if picture.remark:
        lines.append(f'    remark["{"<br/>".join(map(escaped, picture.remark))}"]')
    lines += [_edge(edge, boxes[edge.tail]) for edge in picture.edges]
    lines += _links(picture.edges)
    used = {_class(box): None for box in boxes.values()}
    lines += [f"    classDef {name} {_style(name)}" for name in used]
    kinds = dict(_kinds(picture.root))
    lines += [f"    {line}" for line in dict.fromkeys(map(_frame_style, kinds.values()))]
    lines += [f"    class {key} {kind}frame" for key, kind in kinds.items()]
    if any(box.frozen for box in boxes.values()):
        lines.append(f"    classDef frozen stroke:{look.FROZEN},stroke-dasharray:4 3")
    same = [box.key for box in boxes.values() if not box.lit]
    if is_highlighted(picture) and len(same) < len(boxes):
        lines += [f"    class {','.join(same)} same"] * bool(same)
        faint = 0.5 if picture.comparison is not None else 0.3
        lines.append(f"    classDef same opacity:{faint}")
    marks = {box.mark for box in boxes.values()}
    lines += [f"    classDef {m} {_outline(s)}" for m, s in look.MARKS.items() if m in marks]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    r"""`text` with everything but letters, digits and plain marks as `#code;`.

    Mermaid takes `\n` for a line break even so: a space without width stands between the two.
    """
    safe = (c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in printable(text))
    return "".join(safe).replace("#92;n", "#92;#8203;n")


def _members(group: Group, indent: str) -> Iterator[str]:
    for member in group.members:
        if isinstance(member, Box):
            opens, closes = _SHAPES.get(member.role, ("[", "]"))
            yield f'{indent}{member.key}{opens}"{_label(member)}"{closes}:::{_class(member)}'
            if member.mark is not None:
                yield f"{indent}class {member.key} {member.mark}"
            if member.frozen:
                yield f"{indent}class {member.key} frozen"
            continue
        words = (member.title, repeats_text(member), member.note)
        sign = "" if member.mark is None else SIGNS[member.mark]
        told = (sign, *words, "frozen" if member.frozen else "", member.params, *member.changes)
        title = " · ".join(escaped(shorten(word, _WIDTH)) for word in told if word)
        yield f'{indent}subgraph {member.key}["{title}"]'
        yield from _members(member, indent + "    ")
        yield f"{indent}end"


_SHAPES = {"input": ("([", "])"), "output": ("([", "])"), "operation": ("(", ")")}


def _label(box: Box) -> str:
    title = box.title if box.mark is None else f"{SIGNS[box.mark]} {box.title}"
    if box.role in ("input", "output"):
        lines = [title, *box.facts]
    else:
        times = f"× {box.times}" if box.times > 1 else ""
        first = " ".join(
            filter(None, (", ".join(filter(None, (*box.facts, box.activation))), times))
        )
        together = len(title) + len(first) < _TOGETHER
        lines = [f"{title} {first}".strip()] if together else [title, first]
        lines += box.parts
    lines.append(" · ".join(filter(None, (box.name if box.name != box.title else "", box.params))))
    if box.shared is not None:
        lines.append(shared_text(box))
    lines.append("frozen" if box.frozen else "")
    lines += box.changes
    return "<br/>".join(escaped(shorten(line, _WIDTH)) for line in lines if line)


def _edge(edge: Edge, tail: Box) -> str:
    shape = tail.results[edge.result] if edge.result < len(tail.results) else ""
    sign = "" if edge.mark is None else SIGNS[edge.mark]
    words = " ".join(filter(None, (sign, edge.label, shape)))
    arrow = {"added": "==>", "removed": "-.->"}.get(edge.mark or "", "-->")
    return f"    {edge.tail} {arrow}" + (f'|"{escaped(words)}"|' if words else "") + f" {edge.head}"


def _links(edges: Sequence[Edge]) -> Iterator[str]:
    """The colours of edges that differ, by their numbers."""
    for mark, stroke in look.MARKS.items():
        numbers = ",".join(str(n) for n, edge in enumerate(edges) if edge.mark == mark)
        if numbers:
            yield f"    linkStyle {numbers} stroke:{stroke.color}"


def _legend(comparison: Comparison) -> str:
    lines = (headline(comparison), *counted(comparison), *comparison.lines)
    return "<br/>".join(escaped(shorten(line, _WIDTH)) for line in lines)


def _outline(stroke: look.Stroke) -> str:
    dashes = {"dashed": "6 4", "dotted": "2 3"}.get(stroke.style)
    drawn = f"stroke:{stroke.color},stroke-width:{stroke.width + 1}px"
    return f"{drawn},stroke-dasharray:{dashes}" if dashes else drawn


def _kinds(group: Group) -> Iterator[tuple[str, GroupKind]]:
    """The keys of the groups in `group`, and what they are."""
    for member in group.members:
        if isinstance(member, Group):
            yield member.key, member.kind
            yield from _kinds(member)


def _frame_style(kind: GroupKind) -> str:
    frame = look.FRAMES[kind]
    return f"classDef {kind}frame fill:{frame.fill},stroke:{frame.line},color:{look.INK}"


def _class(box: Box) -> str:
    return "terminal" if box.role in ("input", "output") else box.family or "plain"


def _style(name: str) -> str:
    if name == "terminal":
        return f"fill:{look.TERMINAL},stroke:{look.TERMINAL},color:{look.PAPER}"
    tint = look.TINTS["" if name == "plain" else name]
    return f"fill:{tint.fill},stroke:{look.LINE},color:{look.INK}"
