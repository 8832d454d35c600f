"""One line a diagnostic: for editors, and for the workflows of GitHub."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.rendering.render import where
from graphdsl.diagnostics.rendering.snippet import has_place
from graphdsl.diagnostics.rendering.terminal import Paint, plain


def short(diagnostic: Diagnostic, *, colour: bool = False) -> str:
    """`model.gdl:6:9: error[GDL201]: nothing is called `Dens``, the form that editors read."""
    paint = Paint(colour)
    head = paint.level(diagnostic.level)(f"{diagnostic.level.value}[{diagnostic.code}]")
    text = f"{head}: {plain(diagnostic.message())}"
    if not has_place(diagnostic.span.source):
        return text
    return f"{plain(where(diagnostic.span))}: {text}"


def github(diagnostic: Diagnostic) -> str:
    """`::error file=model.gdl,line=6,…::message`: a workflow command, shown beside the line.

    As in docs.github.com, "Workflow commands for GitHub Actions".
    """
    span, properties = diagnostic.span, {"title": f"graphdsl {diagnostic.code}"}
    if has_place(span.source):
        properties["file"] = span.source.name
        if span.source.has_text:
            properties |= _lines(diagnostic)
    told = [diagnostic.message(), *diagnostic.all_notes(), diagnostic.best_help()]
    text = _escaped("\n".join(part for part in told if part))
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{diagnostic.level.value} {written}::{text}"


def _lines(diagnostic: Diagnostic) -> dict[str, str]:
    """Line and column of the first character and of the last one, where GitHub counts to."""
    begin, finish = diagnostic.span.begin, diagnostic.span.finish
    lines = {"line": str(begin.line), "endLine": str(finish.line)}
    if begin.line != finish.line:
        return lines
    return {
        **lines,
        "col": str(begin.column),
        "endColumn": str(max(finish.column - 1, begin.column)),
    }


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
