"""How things look: colours, sizes and dashes, in one place.

The tints are halfway between white and Paul Tol's "light" scheme, which colour-blind readers tell
apart as fills of labelled cells. No fact rests on colour alone: all of them are written out too.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from graphdsl.emit.diagram.picture import GroupKind

FONT: Final = "Helvetica"
"""By this name the metrics of Helvetica, Arial, Arimo and Liberation Sans are known to Graphviz."""
LIKE_IT: Final = "Arial"
"""By this name the fonts of a machine are asked for one with the same metrics."""
FONTS: Final = "Helvetica, Arial, Arimo, 'Liberation Sans', sans-serif"
"""What an SVG asks for."""
SIZE: Final = 11
SMALL: Final = 8
TINY: Final = 8

PAD: Final = 0.15
"""Inches of white around the whole."""

INK: Final = "#1B2430"
QUIET: Final = "#4A5563"
LINE: Final = "#5B6673"
PAPER: Final = "#FFFFFF"
TERMINAL: Final = "#27323F"
FROZEN: Final = "#0B5FA5"
SHARED: Final = "#7A3B86"


class Tint(NamedTuple):
    """The fill of a box and, stronger, of its activation."""

    fill: str
    strong: str


TINTS: Final = {
    "convolution": Tint("#D3E2F3", "#9DC2E6"),
    "dense": Tint("#F8F0CD", "#EEDD88"),
    "recurrent": Tint("#C3E8DD", "#7ECFB7"),
    "attention": Tint("#FFDDE3", "#FFB9C5"),
    "embedding": Tint("#E7EDB3", "#CDD96A"),
    "pooling": Tint("#FADCCF", "#F1AC8D"),
    "normalization": Tint("#DDF3FF", "#A9E0FB"),
    "activation": Tint("#E6E6BD", "#C9C97A"),
    "regularization": Tint("#ECECEC", "#D5D5D5"),
    "merge": Tint("#FFFFFF", "#ECECEC"),
    "": Tint("#F2F3F5", "#DDE0E4"),
}


class Frame(NamedTuple):
    """The border and fill of a group."""

    line: str
    fill: str
    style: str = "rounded,filled"


FRAMES: Final[dict[GroupKind, Frame]] = {
    "model": Frame(LINE, PAPER),
    "stem": Frame("#A9B2BD", "#F7F8F9"),
    "stage": Frame("#A9B2BD", "#F7F8F9"),
    "branch": Frame("#8FA9C4", "#F4F8FC"),
    "head": Frame("#C9A75C", "#FDFAF1"),
    "aux": Frame("#C9A75C", "#FDFAF1", "rounded,filled,dotted"),
    "block": Frame("#C3C9D0", "#FCFCFD"),
    "nested": Frame("#5B6673", "#F7F8F9"),
}
