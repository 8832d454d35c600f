"""Pictures as one page of HTML that needs no network: pan, zoom, search, details of every box."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from importlib.resources import files
from xml.etree import ElementTree

from graphdsl.emit.words import printable

_SVG = "http://www.w3.org/2000/svg"
LEVELS = {"overview": "parts", "normal": "one page", "full": "every call"}


@dataclass(frozen=True, slots=True)
class Extra:
    """What a page has besides the pictures: `html` stands above the details of a box."""

    html: str = ""
    style: str = ""
    script: str = ""
    connects: bool = False
    """Whether the script may ask the server that the page came from, and no other."""


_NOTHING = Extra()


def page_html(name: str, pictures: Mapping[str, bytes], first: str, text: str) -> str:
    """The page of the model `name` with a finished SVG for each level of detail.

    The level `first` is shown first; `text` is the same model for readers who see no picture.
    """
    return page_of(name, {level: inline(p, level) for level, p in pictures.items()}, first, text)


def page_of(
    name: str, pictures: Mapping[str, str], first: str, text: str, extra: Extra = _NOTHING
) -> str:
    """The same with pictures that are parts of a page already, and with something more."""
    script, style = _read("fold.js") + _read("page.js"), _read("page.css")
    sheets = "".join(
        f'<div data-level="{level}"{hidden}>{svg}</div>'
        for level, svg in pictures.items()
        for hidden in ("" if level == first else " hidden",)
    )
    options = "".join(
        f'<option value="{level}"{" selected" if level == first else ""}>{LEVELS[level]}</option>'
        for level in pictures
    )
    return _PAGE.format(
        name=escape(printable(name)),
        policy=_policy(script, extra),
        style=style + extra.style,
        script=script,
        extra=extra.html,
        more=f"<script>{extra.script}</script>\n" if extra.script else "",
        sheets=sheets,
        options=options,
        text=escape(text),
    )


def _read(name: str) -> str:
    return files(__package__ or __name__).joinpath(name).read_text(encoding="utf-8")


def _policy(script: str, extra: Extra) -> str:
    """Nothing is loaded from anywhere else, and no script runs but ours."""
    allowed = " ".join(f"'sha256-{_digest(one)}'" for one in (script, extra.script) if one)
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}"
    return f"{policy}; connect-src 'self'" if extra.connects else policy


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()


def inline(svg: bytes, level: str) -> str:
    """The SVG as a part of a page: with ids of its own, and boxes that can be reached."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        given = element.get("id")
        if given:
            element.set("id", f"{level}-{given}")
    root.set("aria-labelledby", f"{level}-title {level}-desc")
    root.set("role", "group")
    return ElementTree.tostring(root, encoding="unicode")


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>{name}</h1>
<label>Show <select id="level">{options}</select></label>
<label>Find <input id="search" type="search" autocomplete="off"></label>
<span id="count" role="status" class="quiet"></span>
<button id="out" type="button" aria-label="smaller">−</button>
<button id="in" type="button" aria-label="larger">+</button>
<button id="fit" type="button">Fit</button>
<button id="fold" type="button">Fold all</button>
<button id="unfold" type="button">Unfold all</button>
</header>
<main id="picture" tabindex="0" aria-label="diagram: + and - zoom, arrows move, 0 fits"
>{sheets}</main>
<aside>
{extra}<h2>Details</h2>
<pre id="chosen" role="status">Click a box, or reach it with Tab and press Enter.</pre>
<p><a id="source" hidden></a></p>
<details id="text"><summary>The model as text</summary><pre>{text}</pre></details>
</aside>
<script>{script}</script>
{more}</body>
</html>
"""
