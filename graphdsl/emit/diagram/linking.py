"""Links from boxes to where they are written: a template that is filled in for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.diagnostics.drawing import BadLink
from graphdsl.emit.diagram.picture import Box, Picture

FORMS: Final = ("svg", "html")
"""What can hold links."""
_SCHEMES: Final = ("http", "https", "file")
_PLACES: Final = ("file", "line", "name")
_OF_TEXT: Final = frozenset(("file", "line"))
_HOLE: Final = re.compile(r"\{([^{}]*)\}")
_PLAIN: Final = re.compile(r"[!#$%&'()*+,\-./:;=?@\[\]_~0-9A-Za-z{}]+")


def checked_link(template: str, form: str) -> str:
    """`template`; raises GraphdslError where it is not the address of a page or a file."""
    problem = _problem(template, form)
    if problem is not None:
        raise GraphdslError((BadLink(link=template, problem=problem),))
    return template


def _problem(template: str, form: str) -> str | None:
    if form not in FORMS:
        return f"a .{form} holds no links, an .svg or .html does"
    if not _PLAIN.fullmatch(template):
        odd = next((c for c in template if not _PLAIN.fullmatch(c)), "")
        return f"{odd!a} cannot stand in a link" if odd else "it is empty"
    unknown = next((name for name in _HOLE.findall(template) if name not in _PLACES), None)
    if unknown is not None:
        return f"`{{{unknown}}}` stands for nothing"
    if re.search(r"[{}]", _HOLE.sub("", template)):
        return "a brace has no counterpart"
    scheme, colon, _ = re.split(r"[/?#]", template, maxsplit=1)[0].partition(":")
    if colon and scheme.lower() not in _SCHEMES:
        return f"`{scheme}:` is none of http:, https: and file:"
    return None


def links(picture: Picture, template: str | None) -> dict[str, str]:
    """By key of each box that is written somewhere, the link to there.

    Of a model without a text its calls lead to what a template makes of their names alone. What is
    gone since another model is not written in this file: it is left out unless the template names
    the file.
    """
    return dict(_links(picture, template)) if template else {}


def check_text(picture: Picture, template: str) -> None:
    """Raises GraphdslError where `template` needs a text and the model has none."""
    place = next((name for name in _HOLE.findall(template) if name in _OF_TEXT), None)
    if place is not None and all(box.source is None for box in picture.root.boxes()):
        problem = f"the model has no text, of which `{{{place}}}` would be; `{{name}}` it has"
        raise GraphdslError((BadLink(link=template, problem=problem),))


def _links(picture: Picture, template: str) -> Iterator[tuple[str, str]]:
    for box in picture.root.boxes():
        gone = box.mark == "removed" and "{file}" not in template
        one = box.role != "fold" and box.times == 1 and not _OF_TEXT & {*_HOLE.findall(template)}
        if (box.source is not None or one) and not gone:
            yield box.key, _filled(template, box, *(box.source or ("", 0)))


def _filled(template: str, box: Box, file: str, line: int) -> str:
    name = quote(box.name or box.title, safe="", errors="replace")
    told = {"file": quote(file, errors="replace"), "line": str(line), "name": name}
    return _HOLE.sub(lambda hole: told[hole[1]], template)
