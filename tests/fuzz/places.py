"""Whether the places that diagnostics speak of lie in their texts, and are told as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.rendering.formats import Format, write
from graphdsl.diagnostics.rendering.snippet import has_place
from graphdsl.diagnostics.rendering.terminal import visible
from graphdsl.source import Span


def spans(diagnostic: Diagnostic) -> Iterator[Span]:
    """Every place that it speaks of."""
    yield diagnostic.span
    yield from (use.span for use in diagnostic.uses)
    yield from (label.span for label in diagnostic.all_labels())
    yield from (edit.span for edit in diagnostic.best_fix())


def check_spans(found: tuple[Diagnostic, ...]) -> None:
    """Each lies in its text, and has the line and column that counting gives."""
    for diagnostic in found:
        for span in spans(diagnostic):
            text = span.source.text
            assert 0 <= span.start <= span.end <= len(text), (
                f"{diagnostic!r}: {span!r} lies outside"
            )
            assert tuple(span.begin) == counted(text, span.start), f"{diagnostic!r}: {span!r}"
            assert tuple(span.finish) == counted(text, span.end), f"{diagnostic!r}: {span!r}"


def counted(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, counted anew."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def check_written(found: tuple[Diagnostic, ...], form: Format) -> None:
    """They can be written in that form, and the form tells the same places."""
    text = write(found, form)
    text.encode()
    if form in ("text", "short"):
        unsafe = [c for c in text if c != "\n" and visible(c) != c]
        assert not unsafe, f"{form} has the control characters {unsafe}"
    if form == "json":
        _same_places(found, json.loads(text))
    if form == "sarif":
        _same_regions(found, json.loads(text)["runs"][0]["results"])
    if form in ("short", "github"):
        assert len(text.split("\n")) == max(1, len(found)), f"{form} has other lines"


def _same_places(found: tuple[Diagnostic, ...], told: list[dict[str, Any]]) -> None:
    assert len(found) == len(told)
    for diagnostic, data in zip(found, told, strict=True):
        if not diagnostic.span.source.has_text or not has_place(diagnostic.span.source):
            assert data["start"] is data["end"] is None
            continue
        for span, entry in zip(spans(diagnostic), _entries(data), strict=True):
            line, column = counted(span.source.text, span.start)
            expected = {"line": line, "column": column, "offset": span.start}
            assert entry["start"] == expected, diagnostic


def _entries(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [data, *data["uses"], *data["labels"], *data["fix"]]


def _same_regions(found: tuple[Diagnostic, ...], told: list[dict[str, Any]]) -> None:
    assert len(found) == len(told)
    for diagnostic, result in zip(found, told, strict=True):
        for place in result["locations"]:
            region = place["physicalLocation"].get("region")
            if region is not None:
                begin = region["startLine"], region["startColumn"]
                assert begin == counted(diagnostic.span.source.text, diagnostic.span.start)
