"""Themes: the same picture in other colours, and in the dark where a reader prefers that.

Works on text in which colours stand as attributes, `="#1B2430"`. No name can hold one: quotes in
labels are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from colorsys import hls_to_rgb, rgb_to_hls
from typing import Final, Literal, TypeAlias

from graphdsl.emit.diagram import look

Theme: TypeAlias = Literal["default", "print", "contrast"]

_COLOR: Final = re.compile(r'="(#[0-9A-Fa-f]{6})"')
_STYLE: Final = re.compile(r"\b((?:fill|stroke|color):)(#[0-9A-Fa-f]{6})")
_BLACK: Final = "#000000"
_WHITE: Final = "#FFFFFF"
_SHADE: Final = "#E4E4E4"
_GREY: Final = "#757575"
_STEEL: Final = "#565656"
_PALE: Final = 0.28
_HALF: Final = 0.55
_INKS: Final = (look.INK, look.QUIET, look.FROZEN, look.SHARED)
_DARK: Final = {
    look.INK: "#EEF1F4",
    look.QUIET: "#B9C2CC",
    look.LINE: "#93A0AE",
    look.PAPER: "#14181D",
    look.TERMINAL: "#41566C",
    look.FROZEN: "#7CC0FF",
    look.SHARED: "#E0ADEA",
}
_DARK_MARKS: Final = {
    look.DIM: "#6B7683",
    "#006655": "#58D3A8",
    "#006656": "#00734F",
    "#AD2300": "#FFA47A",
    "#AD2400": "#B33A05",
    "#7414B8": "#CFA8FF",
    "#7414B9": "#8238C4",
}


def recolored(text: str, theme: Theme) -> str:
    """`text` in the colours of `theme`."""
    return text if theme == "default" else _replaced(text, _COLORS[theme])


def restyled(text: str, theme: Theme) -> str:
    """The same for Mermaid, where colours stand in styles; in labels a `#` is escaped."""
    if theme == "default":
        return text
    colors = _COLORS[theme]
    return _STYLE.sub(lambda found: found[1] + colors.get(found[2].upper(), found[2]), text)


def pale(text: str, *, legible: bool = False) -> str:
    """`text` with all of its colours almost gone; letters half of them where they are `legible`."""
    return _COLOR.sub(lambda found: f'="{_paled(found[1], legible=legible)}"', text)


def _paled(color: str, *, legible: bool) -> str:
    return pale_color(color, _HALF if legible and color in _INKS else _PALE)


def _replaced(text: str, colors: Mapping[str, str]) -> str:
    return _COLOR.sub(lambda found: f'="{colors.get(found[1].upper(), found[1])}"', text)


def pale_color(color: str, part: float = _PALE, ground: str = _WHITE) -> str:
    """`color`, such as `#1B2430`, of which only this part is left on `ground`."""
    pairs = ((int(c[at : at + 2], 16) for c in (color, ground)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(under - (under - own) * part):02X}" for own, under in pairs)


def _faint(color: str) -> tuple[str, ...]:
    """All that `color` may become where it does not matter."""
    return tuple(dict.fromkeys(_paled(color, legible=legible) for legible in (False, True)))


def _lines() -> Iterator[str]:
    yield from (look.LINE, look.TERMINAL)
    yield from (frame.line for frame in look.FRAMES.values())


def _marks() -> Iterator[str]:
    for stroke in look.MARKS.values():
        yield from (stroke.color, stroke.ground)


def _fainter(colors: Iterator[str], now: str) -> dict[str, str]:
    return dict.fromkeys((faint for color in colors for faint in _faint(color)), now)


def _strong() -> Iterator[str]:
    yield from (tint.strong for tint in look.TINTS.values())


def _fills() -> Iterator[str]:
    yield from (tint.fill for tint in look.TINTS.values())
    yield from (frame.fill for frame in look.FRAMES.values())


_PRINT: Final = {
    **_fainter(_strong(), _WHITE),
    **_fainter(_fills(), _WHITE),
    **_fainter(_lines(), _GREY),
    **_fainter(iter(_INKS), _GREY),
    **dict.fromkeys((look.FAINT, look.DIM), _GREY),
    **dict.fromkeys(_strong(), _SHADE),
    **dict.fromkeys(_fills(), _WHITE),
    **dict.fromkeys((*_lines(), *_INKS, *_marks()), _BLACK),
}
"""Black, white, one grey behind activations, and one for what does not matter now."""

_CONTRAST: Final = {
    **_fainter(_fills(), _WHITE),
    **_fainter(_lines(), _STEEL),
    **_fainter(iter(_INKS), _STEEL),
    **dict.fromkeys((look.FAINT, look.DIM), _STEEL),
    **dict.fromkeys((frame.fill for frame in look.FRAMES.values()), _WHITE),
    **dict.fromkeys((*_lines(), look.INK, look.QUIET), _BLACK),
    **dict.fromkeys(("#006655", "#006656"), "#00402F"),
    look.FROZEN: "#001F5C",
    look.SHARED: "#4A004A",
}
_COLORS: Final[Mapping[Theme, Mapping[str, str]]] = {"print": _PRINT, "contrast": _CONTRAST}
"""Every text and line at least 7 : 1 against its ground."""


def _in_the_dark(color: str, lightness: float) -> str:
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    hue, _, saturation = rgb_to_hls(red, green, blue)
    mixed = hls_to_rgb(hue, lightness, min(saturation, 0.42))
    return "#" + "".join(f"{round(255 * part):02X}" for part in mixed)


def _dark_colors() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for tint in look.TINTS.values():
        found |= {tint.strong: _in_the_dark(tint.strong, 0.36)}
    for tint in look.TINTS.values():
        found |= {tint.fill: _in_the_dark(tint.fill, 0.2)}
    for frame in look.FRAMES.values():
        found |= {frame.fill: _in_the_dark(frame.fill, 0.12)}
        found |= {frame.line: _in_the_dark(frame.line, 0.5)}
    return found | _DARK


def _dark_faint() -> Mapping[str, str]:
    """The same for what does not matter, where it stands on white."""
    found: dict[str, str] = dict(_DARK_MARKS)
    for light, dark in _dark_colors().items():
        for part, faint in zip((_PALE, _HALF), _faint(light), strict=False):
            found.setdefault(faint, pale_color(dark, max(part, 0.45), _DARK[look.PAPER]))
    return found


def dark_style(*, faint: bool = False) -> str:
    """CSS for readers who prefer dark pages; a text that is white stays so.

    `faint` adds what does not matter beside what differs.
    """
    rules: list[str] = []
    colors = {**_dark_faint(), **_dark_colors()} if faint else _dark_colors()
    for light, dark in colors.items():
        what = ":not(text)" if light == look.PAPER else ""
        rules.append(f'{what}[fill="{light.lower()}"]{{fill:{dark}}}')
        rules.append(f'[stroke="{light.lower()}"]{{stroke:{dark}}}')
    return "@media (prefers-color-scheme:dark){" + "".join(rules) + "}"
