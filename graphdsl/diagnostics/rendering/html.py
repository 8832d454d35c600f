"""Diagnostics for a page of HTML: the words and colours of the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.rendering.render import WIDTH, render_all

_CODE = re.compile(r"\x1b\[([\d;]+)m")
"""How Paint writes a colour; what comes from a file holds no such character."""
_CLASSES = {
    "1": "strong",
    "1;31": "error",
    "1;33": "warning",
    "1;34": "frame",
    "1;36": "help",
    "32": "added",
    "31": "removed",
}


def render_html(diagnostics: Iterable[Diagnostic], *, width: int = WIDTH) -> str:
    """What stands in a `pre`; colours are classes of spans. Nothing for no diagnostics."""
    first, *rest = _CODE.split(render_all(diagnostics, colour=True, width=width))
    parts = [escape(first)]
    is_open = False
    for code, text in zip(rest[::2], rest[1::2], strict=True):
        if is_open:
            parts.append("</span>")
        is_open = code in _CLASSES
        if is_open:
            parts.append(f'<span class="{_CLASSES[code]}">')
        parts.append(escape(text))
    return "".join(parts) + ("</span>" if is_open else "")
