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
_BLACK: Final = "#000000"
_WHITE: Final = "#FFFFFF"
_SHADE: Final = "#E4E4E4"
_DARK: Final = {
    look.INK: "#EEF1F4",
    look.QUIET: "#B9C2CC",
    look.LINE: "#93A0AE",
    look.PAPER: "#14181D",
    look.TERMINAL: "#41566C",
    look.FROZEN: "#7CC0FF",
    look.SHARED: "#E0ADEA",
}


def recolored(text: str, theme: Theme) -> str:
    """`text` in the colours of `theme`."""
    if theme == "default":
        return text
    colors = _PRINT if theme == "print" else _CONTRAST
    return _replaced(text, colors)


def pale(text: str) -> str:
    """`text` with all of its colours almost gone: what does not matter now."""
    return _COLOR.sub(lambda found: f'="{pale_color(found[1])}"', text)


def _replaced(text: str, colors: Mapping[str, str]) -> str:
    return _COLOR.sub(lambda found: f'="{colors.get(found[1].upper(), found[1])}"', text)


def pale_color(color: str) -> str:
    """`color`, such as `#1B2430`, almost gone."""
    parts = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * 0.28):02X}" for part in parts)


def _lines() -> Iterator[str]:
    yield from (look.INK, look.QUIET, look.LINE, look.TERMINAL)
    yield from (frame.line for frame in look.FRAMES.values())


def _fills() -> Iterator[str]:
    yield from (tint.fill for tint in look.TINTS.values())
    yield from (frame.fill for frame in look.FRAMES.values())


_PRINT: Final = {
    **dict.fromkeys((tint.strong for tint in look.TINTS.values()), _SHADE),
    **dict.fromkeys(_fills(), _WHITE),
    **dict.fromkeys((*_lines(), look.FROZEN, look.SHARED), _BLACK),
}
"""Black, white, and one grey behind activations."""

_CONTRAST: Final = {
    **dict.fromkeys((frame.fill for frame in look.FRAMES.values()), _WHITE),
    **dict.fromkeys(_lines(), _BLACK),
    look.FROZEN: "#001F5C",
    look.SHARED: "#4A004A",
}
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


def dark_style() -> str:
    """CSS for readers who prefer dark pages; a text that is white stays so."""
    rules: list[str] = []
    for light, dark in _dark_colors().items():
        what = ":not(text)" if light == look.PAPER else ""
        rules.append(f'{what}[fill="{light.lower()}"]{{fill:{dark}}}')
        rules.append(f'[stroke="{light.lower()}"]{{stroke:{dark}}}')
    return "@media (prefers-color-scheme:dark){" + "".join(rules) + "}"
