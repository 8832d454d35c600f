"""Boxes as labels in Graphviz' table markup; every text in them is escaped here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Literal

from graphdsl.emit.diagram import look
from graphdsl.emit.diagram.picture import Box, Group, Mark
from graphdsl.emit.diagram.signs import SIGNS
from graphdsl.emit.words import printable, shorten

WIDTH = 38
"""Characters in a line before it is broken."""
_BETWEEN = " " * 5
_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'


def markup(text: str) -> str:
    """`text` as characters alone: Graphviz reads markup, entities and its own `\\N` escapes."""
    return escape(printable(text)).replace("\\", "&#92;&#92;")


def font(text: str, size: float, color: str = look.INK, *, bold: bool = False) -> str:
    """Escaped text in one size and colour."""
    inner = f"<B>{markup(text)}</B>" if bold else markup(text)
    return f'<FONT POINT-SIZE="{size:g}" COLOR="{color}">{inner}</FONT>' if text else ""


def wrap(parts: Sequence[str], width: int = WIDTH, first: int = 0) -> list[str]:
    """`parts` joined by commas into lines; the first has `first` characters less."""
    lines, room = [""], width - first
    for place, part in enumerate(parts):
        text = shorten(part, width) + ("," if place < len(parts) - 1 else "")
        if (lines[-1] and len(lines[-1]) + 1 + len(text) > room) or len(text) > room < width:
            lines.append("")
            room = width
        lines[-1] = f"{lines[-1]} {text}".strip()
    return lines


def box_label(box: Box, *, across: bool, in_frozen: bool, upwards: bool = False) -> str:
    """The label of `box`; `across` puts its results at the right, `upwards` above, not below."""
    if box.role in ("input", "output"):
        return _terminal(box)
    cells = _marked(box, _body(box, in_frozen=in_frozen))
    if not box.results:
        return f"{_TABLE}<TR>{cells}</TR></TABLE>"
    if across:
        return f"{_TABLE}<TR>{cells}<TD>{_results(box, across=True)}</TD></TR></TABLE>"
    body, results = f"<TR>{cells}</TR>", f"<TR><TD>{_results(box, across=False)}</TD></TR>"
    return f"{_TABLE}{results + body if upwards else body + results}</TABLE>"


def _terminal(box: Box) -> str:
    lines = [font(shorten(box.title, WIDTH), look.SIZE, look.PAPER, bold=True)]
    facts = [*box.facts, *(box.changes if box.mark is not None else ())]
    lines += [font(line, look.SMALL, look.PAPER) for f in facts for line in map(wider, _words(f))]
    rows = "".join(f"<TR><TD>{line}</TD></TR>" for line in lines)
    table = f"{_TABLE}{rows}</TABLE>"
    if box.mark is None:
        return table
    return f'{_TABLE}<TR>{badge(box.mark)}<TD CELLPADDING="3">{table}</TD></TR></TABLE>'


def wider(text: str) -> str:
    """`text` with room for its arrows, which Graphviz takes for narrow letters."""
    return text + " " * (2 * text.count("→"))


def _words(text: str) -> list[str]:
    """`text` in lines broken at spaces."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {shorten(word, 2 * WIDTH)}".strip()
    return lines


def _body(box: Box, *, in_frozen: bool) -> str:
    if box.role == "operation":
        return _operation(box)
    tint = look.TINTS[box.family]
    line = f'COLOR="{look.FROZEN}" STYLE="dashed"' if box.frozen else f'COLOR="{look.LINE}"'
    rows = _rows(box, in_frozen=in_frozen)
    inner = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">'
    inner += "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows) + "</TABLE>"
    if box.role == "model":
        inner = (
            f'<TABLE BORDER="1" {line} CELLBORDER="0" CELLSPACING="0" CELLPADDING="3">'
            f"<TR><TD>{inner}</TD></TR></TABLE>"
        )
    main = f'<TD BORDER="1" {line} BGCOLOR="{tint.fill}" CELLPADDING="3">{inner}</TD>'
    if not box.activation:
        return main.replace("<TD", '<TD PORT="b"', 1)
    chip = font(shorten(box.activation, 16), look.SMALL)
    side = f'<TD BORDER="1" {line} BGCOLOR="{tint.strong}" CELLPADDING="4">{chip}</TD>'
    return f'<TD PORT="b">{_TABLE}<TR>{main}{side}</TR></TABLE></TD>'


def badge(mark: Mark) -> str:
    """The sign of a mark in a cell of its colour."""
    stroke = look.MARKS[mark]
    sign = font(SIGNS[mark], look.SIZE + 2, look.PAPER, bold=True)
    return f'<TD BGCOLOR="{stroke.ground}" CELLPADDING="4">{sign}</TD>'


def _marked(box: Box, cells: str) -> str:
    """The cells of a box that differs, in an outline with its sign."""
    if box.mark is None:
        return cells
    stroke = look.MARKS[box.mark]
    outline = f'BORDER="{stroke.width}" COLOR="{stroke.color}" STYLE="{stroke.style}"'
    inner = cells.replace(' PORT="b"', "", 1)
    table = f'<TABLE {outline} CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
    return f'<TD PORT="b">{table}<TR>{badge(box.mark)}{inner}</TR></TABLE></TD>'


def _changes(box: Box) -> list[str]:
    """What differs, a line each, in the colour of its mark."""
    if box.mark is None:
        return []
    color = look.MARKS[box.mark].color
    lines = [line for change in box.changes for line in map(wider, _words(change))]
    return [font(line, look.SIZE - 1, color, bold=True) for line in lines]


def _rows(box: Box, *, in_frozen: bool) -> list[str]:
    title = shorten(box.title, WIDTH)
    first, *more = wrap(box.facts, first=len(title) + 2)
    rows = [font(title, look.SIZE, bold=True) + font(f"  {first}" if first else "", look.SIZE - 1)]
    if box.times > 1:
        rows[0] += font(f"  × {box.times}", look.SIZE, look.SHARED, bold=True)
    rows += [font(line, look.SIZE - 1) for line in more]
    rows += _changes(box)
    rows += [font(line, look.SIZE - 2) for part in box.parts for line in map(wider, _words(part))]
    quiet = [shorten(box.name, WIDTH), box.params]
    small = font("  ·  ".join(filter(None, quiet)), look.SMALL, look.QUIET)
    rows += [small] if small else []
    marks: list[str] = []
    if box.shared is not None:
        marks.append(font(shared_text(box), look.SMALL, look.SHARED, bold=True))
    if box.frozen and not in_frozen:
        marks.append(font("frozen", look.SMALL, look.FROZEN, bold=True))
    return rows + (["  ".join(marks)] if marks else [])


def shared_text(box: Box) -> str:
    """`shared · call 1 of 2`, or `shared · 2 calls` where all of them are one box."""
    if box.shared is None:
        return ""
    which, number = box.shared
    return f"shared · call {which} of {number}" if which else f"shared · {number} calls"


def _operation(box: Box) -> str:
    text = font(shorten(box.title, WIDTH), look.SIZE, bold=len(box.title) <= 2)
    pad = 2 if len(box.title) > 1 else 3
    if box.changes:
        rows = "".join(f"<TR><TD>{line}</TD></TR>" for line in (text, *_changes(box)))
        text = f"{_TABLE}{rows}</TABLE>"
    return (
        f'<TD PORT="b" BORDER="1" STYLE="rounded" COLOR="{look.LINE}" BGCOLOR="{look.PAPER}" '
        f'CELLPADDING="{pad}">{text}</TD>'
    )


def _results(box: Box, *, across: bool) -> str:
    cells = [
        f'<TD PORT="o{place}">{font(shorten(text, WIDTH), look.SMALL, look.QUIET)}</TD>'
        for place, text in enumerate(box.results)
    ]
    rows = [f"<TR>{cell}</TR>" for cell in cells] if across else [f"<TR>{''.join(cells)}</TR>"]
    return (
        f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">{"".join(rows)}</TABLE>'
    )


def title_text(group: Group, *, in_frozen: bool) -> str:
    """Title, note and whether the group is frozen; what stands at its left."""
    size = look.SMALL if group.kind == "block" else look.SIZE
    parts = [font(shorten(group.title, 48), size, bold=True)]
    parts.append(font(shorten(group.note, 40), look.SMALL, look.QUIET))
    parts.insert(1, font(repeats_text(group), look.SIZE, look.SHARED, bold=True))
    if group.mark is not None:
        color = look.MARKS[group.mark].color
        parts.insert(0, font(SIGNS[group.mark], look.SIZE + 1, color, bold=True))
        told = shorten(", ".join(group.changes) or group.mark, 60)
        parts.append(font(told, look.SMALL, color, bold=True))
    frozen = "frozen" if group.frozen and not in_frozen else ""
    parts.append(font(frozen, look.SMALL, look.FROZEN, bold=True))
    return "  ".join(filter(None, parts))


def repeats_text(group: Group) -> str:
    """For how many the group stands: `× 3` one behind the other, `3 side by side`."""
    times = f"× {group.times}" if group.times > 1 else ""
    beside = f"{group.beside} side by side" if group.beside > 1 else ""
    return "  ".join(filter(None, (times, beside)))


def params_text(group: Group) -> str:
    """The parameters of the group; what stands at its right."""
    return font(group.params, look.SMALL, look.QUIET)


def group_label(group: Group, *, in_frozen: bool, hidden: bool) -> str:
    """The whole title in one line; `hidden` keeps the room for it and shows nothing."""
    parts = (title_text(group, in_frozen=in_frozen), params_text(group))
    label = _BETWEEN.join(filter(None, parts))
    if not hidden:
        return label
    return re.sub(r'(?<= COLOR=")[^"]*', look.FRAMES[group.kind].fill, label)


def piece_label(markup: str, width: float, ground: str, align: Literal["LEFT", "RIGHT"]) -> str:
    """A part of a title on the ground of its group, to stand above edges that cross it."""
    size = f'FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="14"'
    cell = f'<TD {size} ALIGN="{align}" BGCOLOR="{ground}">{markup}</TD>'
    return f"{_TABLE}<TR>{cell}</TR></TABLE>"
