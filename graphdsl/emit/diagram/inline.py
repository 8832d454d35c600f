"""An SVG that can stand beside others in one page, as the outputs of a notebook do."""

from __future__ import annotations

import re
from hashlib import sha256
from xml.etree import ElementTree

_SVG = "http://www.w3.org/2000/svg"
_RULE = re.compile(r"(?<=[{}])(?=[:\[.#])")
"""Where a rule begins in the style that a picture of ours has."""


def standalone(svg: bytes) -> str:
    """The finished `svg` with ids of its own and a style for itself alone; its bytes decide."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    name = f"gdl-{sha256(svg).hexdigest()[:12]}"
    for element in root.iter():
        element.attrib.pop("class", None)
        if "id" in element.attrib:
            element.set("id", f"{name}-{element.get('id')}")
    root.set("id", name)
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    for style in root.iter(f"{{{_SVG}}}style"):
        style.text = _RULE.sub(f"#{name} ", style.text or "")
    return ElementTree.tostring(root, encoding="unicode")
