"""The layout program's SVG made fit to be shown: titles, tooltips and fonts that exist."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from graphdsl.emit.diagram import look
from graphdsl.emit.diagram.metrics import text_width
from graphdsl.emit.diagram.picture import Box, Group, Picture
from graphdsl.emit.diagram.signs import counted, headline
from graphdsl.emit.words import printable

_SVG = "http://www.w3.org/2000/svg"


def finished_svg(
    svg: bytes, picture: Picture, style: str = "", hrefs: Mapping[str, str] | None = None
) -> bytes:
    """The same picture with a title, a description, a tooltip for each box, its fonts and style.

    `hrefs` says by key where boxes lead to.
    """
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    _describe(root, picture)
    if style:
        element = ElementTree.Element(f"{{{_SVG}}}style")
        element.text, element.tail = style, "\n"
        root.insert(2, element)
    tips = dict(_tooltips(picture.root))
    for element in root.iter(f"{{{_SVG}}}g"):
        _set_title(element, tips.get(element.get("id", "")))
        if hrefs and element.get("id") in hrefs:
            _lead(element, hrefs[element.get("id", "")])
        if element.get("class") == "cluster":
            _remove_texts(element)
    for text in root.iter(f"{{{_SVG}}}text"):
        text.attrib.pop("font-family", None)
        _keep_width(text)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _keep_width(text: ElementTree.Element) -> None:
    """Says how wide `text` is, so that it fits its box in other fonts too."""
    bold = text.get("font-weight") == "bold"
    text.text = (text.text or "").rstrip()
    width = text_width(text.text, float(text.get("font-size", 0)), bold=bold)
    if width:
        text.set("textLength", f"{width:.2f}")
        text.set("lengthAdjust", "spacingAndGlyphs")


def _describe(root: ElementTree.Element, picture: Picture) -> None:
    root.set("role", "img")
    root.set("aria-labelledby", "title desc")
    root.set("font-family", look.FONTS)
    boxes = list(picture.root.boxes())
    calls = sum(1 for box in boxes if box.role not in ("input", "output"))
    inputs = ", ".join(box.title for box in boxes if box.role == "input")
    outputs = ", ".join(box.title for box in boxes if box.role == "output")
    said = f"From {inputs or 'no input'} through {calls} calls to {outputs or 'no output'}."
    told = picture.comparison
    notes = (
        () if told is None else (f"{headline(told)}: {', '.join((*counted(told), *told.lines))}.",)
    )
    for place, (tag, text) in enumerate(
        (("title", f"Model {picture.name}"), ("desc", " ".join((said, *notes, *picture.notes))))
    ):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}", id=tag)
        element.text = text
        element.tail = "\n"
        root.insert(place, element)


def _tooltips(group: Group) -> list[tuple[str, str]]:
    tips: list[tuple[str, str]] = []
    for member in group.members:
        if isinstance(member, Box):
            tips.append((member.key, member.details))
        else:
            tips.append((member.key, f"{member.title} {member.note}".strip()))
            tips.extend(_tooltips(member))
    return tips


def _set_title(element: ElementTree.Element, tip: str | None) -> None:
    """Graphviz' own titles are names of its making: replaced by `tip`, or taken out."""
    title = element.find(f"{{{_SVG}}}title")
    if title is None:
        return
    if tip:
        title.text = "\n".join(map(printable, tip.split("\n")))
    else:
        element.remove(title)


def _lead(element: ElementTree.Element, href: str) -> None:
    """Makes a link of all that a box shows."""
    shapes = [child for child in element if child.tag != f"{{{_SVG}}}title"]
    link = ElementTree.Element(f"{{{_SVG}}}a", href=href)
    link.tail = "\n"
    for shape in shapes:
        element.remove(shape)
        link.append(shape)
    element.append(link)


def _remove_texts(cluster: ElementTree.Element) -> None:
    """The title of a group stands a second time above the edges, see titles.py."""
    for text in cluster.findall(f"{{{_SVG}}}text"):
        cluster.remove(text)
