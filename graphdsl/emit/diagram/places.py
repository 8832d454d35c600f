"""Where in a text the boxes of a diagram are written, in a few words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Final, Literal, TypeAlias

from graphdsl.emit.diagram.picture import Box
from graphdsl.emit.words import clean
from graphdsl.origins import Origin, Origins
from graphdsl.source import Source

Kind: TypeAlias = Literal["node", "input", "output"]
_NAMELESS: Final = ("-", "<string>", "")


def placed(box: Box, kind: Kind, origins: Origins | None) -> Box:
    """`box` with the place where it is written: `model.gdl, line 12`; for what a block made, its
    use too; as it is where there is no text."""
    if origins is None:
        return box
    tables = {"node": origins.nodes, "input": origins.inputs, "output": origins.outputs}
    origin = tables[kind].get(box.path[-1])
    if origin is None or not origin.span.source.has_text:
        return box
    source = origin.span.source
    line = source.position(origin.span.start).line
    place = ", ".join((_line(source, line), *_uses(origin)))
    file = "" if source.name in _NAMELESS else PurePath(source.name).as_posix()
    details = f"{box.details}\n{place}"
    return replace(box, place=place, details=details, source=(file, line))


def _line(source: Source, number: int) -> str:
    name = PurePath(source.name).name
    return f"line {number}" if name in _NAMELESS else f"{clean(name)}, line {number}"


def _uses(origin: Origin) -> tuple[str, ...]:
    spans = (use.span for use in origin.uses)
    return tuple(f"used in line {span.source.position(span.start).line}" for span in spans)
