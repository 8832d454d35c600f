"""Diagnostics for other programs: one line each, or JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from graphdsl.diagnostics.base import Diagnostic, Edit, Label
from graphdsl.diagnostics.order import tidy
from graphdsl.diagnostics.render import WIDTH, render_all, use_phrase, where
from graphdsl.diagnostics.snippet import has_place
from graphdsl.diagnostics.terminal import Paint, plain
from graphdsl.source import Position, Span

Format: TypeAlias = Literal["text", "short", "json"]
FORMATS: tuple[Format, ...] = ("text", "short", "json")


def write(
    diagnostics: Iterable[Diagnostic],
    form: Format,
    *,
    colour: bool = False,
    width: int = WIDTH,
) -> str:
    """`diagnostics` in one of the FORMATS, without a newline at the end; JSON even for none."""
    if form == "json":
        import json

        return json.dumps([as_data(d) for d in tidy(diagnostics)], indent=2, ensure_ascii=False)
    if form == "short":
        return "\n".join(short(d, colour=colour) for d in tidy(diagnostics))
    return render_all(diagnostics, colour=colour, width=width)


def short(diagnostic: Diagnostic, *, colour: bool = False) -> str:
    """`model.gdl:6:9: error[GDL201]: nothing is called `Dens``, the form that editors read."""
    paint = Paint(colour)
    head = paint.level(diagnostic.level)(f"{diagnostic.level.value}[{diagnostic.code}]")
    text = f"{head}: {plain(diagnostic.message())}"
    if not has_place(diagnostic.span.source):
        return text
    return f"{plain(where(diagnostic.span))}: {text}"


def as_data(diagnostic: Diagnostic) -> dict[str, Any]:
    """Everything a reader is told, for JSON; lines and columns count from 1, offsets from 0."""
    return {
        "code": diagnostic.code,
        "level": diagnostic.level.value,
        "message": diagnostic.message(),
        **_place(diagnostic.span),
        "label": diagnostic.label(),
        "labels": [_label(label) for label in diagnostic.all_labels()],
        "uses": [_label(Label(use.span, use_phrase(use))) for use in diagnostic.uses],
        "notes": list(diagnostic.all_notes()),
        "help": diagnostic.best_help(),
        "fix": [_edit(edit) for edit in diagnostic.fix()],
        "times": diagnostic.times,
    }


def _place(span: Span) -> dict[str, Any]:
    if not has_place(span.source):
        return {"file": None, "start": None, "end": None}
    return {
        "file": span.source.name,
        "start": _point(span.begin, span.start),
        "end": _point(span.finish, span.end),
    }


def _point(position: Position, offset: int) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": offset}


def _label(label: Label) -> dict[str, Any]:
    return {**_place(label.span), "text": label.text}


def _edit(edit: Edit) -> dict[str, Any]:
    return {**_place(edit.span), "text": edit.text}
