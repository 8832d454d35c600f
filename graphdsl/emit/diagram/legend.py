"""The legend of a comparison: which models, how many things have each mark, and what has no box."""

from __future__ import annotations

from collections.abc import Sequence

from graphdsl.emit.diagram import look
from graphdsl.emit.diagram.labels import badge, font, wider
from graphdsl.emit.diagram.picture import Comparison
from graphdsl.emit.diagram.signs import counted
from graphdsl.emit.words import shorten

_WIDTH = 48
"""Characters of a line."""
_BESIDE = 2
"""Marks in a row."""
_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="0" ALIGN="LEFT">'


def legend_label(comparison: Comparison) -> str:
    """The legend as a table, in Graphviz' markup."""
    rows = [_row(font(name, look.SMALL, bold=True)) for name in _names(comparison)]
    told = counted(comparison)
    if comparison.counts:
        cells: list[str] = []
        for (mark, _), text in zip(comparison.counts, told, strict=True):
            words = font(text.partition(" ")[2], look.SIZE - 1)
            cells.append(f'{badge(mark)}<TD ALIGN="LEFT" CELLPADDING="3">{words}  </TD>')
        lines = [cells[place : place + _BESIDE] for place in range(0, len(cells), _BESIDE)]
        table = "".join(f"<TR>{''.join(line)}</TR>" for line in lines)
        rows.append(_row(f"{_TABLE}{table}</TABLE>"))
    else:
        rows += [_row(font(text, look.SIZE, bold=True)) for text in told]
    rows += [_row(font(wider(shorten(line, _WIDTH)), look.SMALL)) for line in comparison.lines]
    return _framed(rows)


def _framed(rows: Sequence[str]) -> str:
    outline = f'BORDER="1" COLOR="{look.LINE}" BGCOLOR="{look.PAPER}"'
    return (
        f'<TABLE {outline} STYLE="rounded" CELLBORDER="0" CELLSPACING="3" CELLPADDING="1">'
        f"{''.join(rows)}</TABLE>"
    )


def remark_label(lines: Sequence[str]) -> str:
    """A remark as a table, in Graphviz' markup."""
    return _framed([_row(font(line, look.SIZE, bold=True)) for line in lines])


def _names(comparison: Comparison) -> tuple[str, ...]:
    """Both names in one line, or in two where they are long."""
    whole = f"{comparison.before} → {comparison.after}"
    if len(whole) <= _WIDTH:
        return (wider(whole),)
    names = f"{comparison.before} →", comparison.after
    return tuple(wider(shorten(name, _WIDTH)) for name in names)


def _row(cell: str) -> str:
    return f'<TR><TD ALIGN="LEFT">{cell}</TD></TR>'
