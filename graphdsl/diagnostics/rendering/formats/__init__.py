"""Diagnostics as text for people, and in the forms that other programs read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.order import tidy
from graphdsl.diagnostics.rendering.render import WIDTH, render_all

Format: TypeAlias = Literal["text", "short", "json", "sarif", "github"]
FORMATS: Final[tuple[Format, ...]] = ("text", "short", "json", "sarif", "github")
FOR_PROGRAMS: Final[tuple[Format, ...]] = ("json", "sarif", "github")
"""Forms that are a result in themselves, and not something said beside it."""


def write(
    diagnostics: Iterable[Diagnostic],
    form: Format,
    *,
    colour: bool = False,
    width: int = WIDTH,
) -> str:
    """`diagnostics` in one of the FORMATS, without a newline at the end; JSON even for none."""
    if form == "text":
        return render_all(diagnostics, colour=colour, width=width)
    told = tidy(diagnostics)
    if form in ("json", "sarif"):
        return _document(told, form)
    from graphdsl.diagnostics.rendering.formats.lines import github, short

    if form == "github":
        return "\n".join(map(github, told))
    return "\n".join(short(d, colour=colour) for d in told)


def _document(told: tuple[Diagnostic, ...], form: Format) -> str:
    import json

    if form == "json":
        from graphdsl.diagnostics.rendering.formats.data import as_data

        document: object = [as_data(d) for d in told]
    else:
        from graphdsl.diagnostics.rendering.formats.sarif import log

        document = log(told)
    return json.dumps(document, indent=2, ensure_ascii=False)
