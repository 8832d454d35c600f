"""The page of a watched model: that of `graphdsl draw`, with what is wrong beside the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from os.path import basename

from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.diagnostics.rendering.html import render_html
from graphdsl.diagnostics.rendering.render import summary_line
from graphdsl.emit.diagram import Detail
from graphdsl.emit.diagram.page import LEVELS, Extra, inline, page_of
from graphdsl.emit.diagram.picture import Picture
from graphdsl.emit.words import printable
from graphdsl.watching.board import Facts, Shown
from graphdsl.watching.choice import Choice

_WIDTH = 84
"""Columns that the diagnostics have beside the picture."""
_NO_PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="240" height="60" viewBox="0 0 240 60">
<g class="graph" transform="translate(0 0)">
<text x="120" y="34" text-anchor="middle" fill="#7a8694" font-size="15">no picture yet</text>
</g></svg>"""
_SECTION = """<section id="watched" role="status" class="{kind}" data-after="{mark}">
{html}</section>
<p id="lost" hidden>The file is not watched any more: <code>graphdsl watch</code> has ended.</p>
"""


@dataclass(frozen=True, slots=True)
class Sheets:
    """What the sheets of one picture have in common."""

    number: int
    """Which picture, counted from the start."""
    levels: tuple[Detail, ...]
    """Those that look different; not all of them may be drawn yet."""
    first: Detail
    text: str
    """The model for readers who see no picture."""


def told(file: str, found: Sequence[Diagnostic], drawn: str) -> Facts:
    """What is said of the file; `drawn` is the time of the picture, or nothing without one."""
    broken = any(d.level is Level.ERROR for d in found)
    name = f"<b>{escape(printable(file))}</b>"
    if not broken:
        state = f"{name}, drawn at {drawn}"
    elif drawn:
        state = f"{name} has {summary_line(found)}; the picture is as of {drawn}"
    else:
        state = f"{name} has {summary_line(found)}"
    problems = f"<pre>{render_html(found, width=_WIDTH)}</pre>" if found else ""
    kind = "broken" if broken else "doubtful" if found else "fine"
    return {"kind": kind, "html": f"<p>{state}</p>{problems}"}


def drawn(sheets: Sheets, picture: Picture, detail: Detail, svg: bytes) -> Facts:
    """One of the sheets, and what stands around it."""
    return {
        "drawing": sheets.number,
        "name": printable(picture.name),
        "level": detail,
        "svg": inline(svg, detail),
        "first": sheets.first,
        "levels": [[level, LEVELS[level]] for level in sheets.levels],
        "text": sheets.text,
    }


def page(shown: Shown, token: str, choice: Choice) -> str:
    """The page as the board is now; `token` is the word by which this server is known."""
    newest = shown.drawn[-1] if shown.drawn else _nothing(choice)
    found = {facts["level"]: facts["svg"] for facts in shown.drawn or (newest,)}
    pictures = {level: found[level] for level in LEVELS if level in found}
    first = newest["first"] if newest["first"] in pictures else newest["level"]
    kind, html = shown.told.get("kind", ""), shown.told.get("html", "")
    extra = Extra(
        html=_SECTION.format(kind=kind, mark=f"{token}-{shown.number}", html=html),
        style=_read("live.css"),
        script=_read("live.js"),
        connects=True,
    )
    return page_of(newest["name"], pictures, first, newest["text"], extra)


def _nothing(choice: Choice) -> Facts:
    name, level = printable(basename(choice.file)), choice.view.detail
    return {"name": name, "level": level, "first": level, "svg": _NO_PICTURE, "text": ""}


def _read(name: str) -> str:
    return files(__package__ or __name__).joinpath(name).read_text(encoding="utf-8")
