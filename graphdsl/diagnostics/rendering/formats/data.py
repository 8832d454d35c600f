"""Diagnostics as data: everything that a reader is told."""

from __future__ import annotations

from typing import Any

from graphdsl.diagnostics.base import Diagnostic, Edit, Label
from graphdsl.diagnostics.rendering.render import use_phrase
from graphdsl.diagnostics.rendering.snippet import has_place
from graphdsl.source import Position, Span


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
        "fix": [_edit(edit) for edit in diagnostic.best_fix()],
        "times": diagnostic.times,
    }


def _place(span: Span) -> dict[str, Any]:
    if not has_place(span.source):
        return {"file": None, "start": None, "end": None}
    if not span.source.has_text:
        return {"file": span.source.name, "start": None, "end": None}
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
