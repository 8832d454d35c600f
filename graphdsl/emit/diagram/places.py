"""Where in a text the boxes of a diagram are written, in a few words."""

from __future__ import annotations

from pathlib import PurePath

from graphdsl.emit.words import clean
from graphdsl.origins import Origin, Origins
from graphdsl.source import Span


def place_of(name: str, kind: str, origins: Origins | None) -> str:
    """`model.gdl, line 12`; for what a block made, its use too; nothing where there is no text."""
    if origins is None:
        return ""
    tables = {"node": origins.nodes, "input": origins.inputs, "output": origins.outputs}
    origin = tables[kind].get(name)
    if origin is None or not origin.span.source.has_text:
        return ""
    return ", ".join((_line(origin.span), *_uses(origin)))


def _line(span: Span) -> str:
    number = span.source.position(span.start).line
    name = PurePath(span.source.name).name
    return f"line {number}" if name in ("-", "<string>", "") else f"{clean(name)}, line {number}"


def _uses(origin: Origin) -> tuple[str, ...]:
    spans = (use.span for use in origin.uses)
    return tuple(f"used in line {span.source.position(span.start).line}" for span in spans)
