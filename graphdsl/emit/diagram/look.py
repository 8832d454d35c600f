"""How things look: colours, sizes and dashes, in one place.

The tints are halfway between white and Paul Tol's "light" scheme, which colour-blind readers tell
apart as fills of labelled cells. No fact rests on colour alone: all of them are written out too.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from graphdsl.emit.diagram.picture import GroupKind, Mark

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
FAINT: Final = "#D3D6DA"
"""Lines of what does not matter now."""
DIM: Final = "#8F98A3"
"""The same where it has to be read all the same: beside what differs."""


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


class Stroke(NamedTuple):
    """How a thing with a mark is outlined; `width` in points, `style` as Graphviz calls it."""

    color: str
    ground: str
    """Behind its sign, which is white: another colour, since in the dark it stays dark."""
    width: int
    style: str = "solid"


MARKS: Final[dict[Mark, Stroke]] = {
    "added": Stroke("#006655", "#006656", 3),
    "removed": Stroke("#AD2300", "#AD2400", 2, "dashed"),
    "changed": Stroke("#7414B8", "#7414B9", 2, "dotted"),
    "rewired": Stroke("#7414B8", "#7414B9", 1, "dotted"),
    "moved": Stroke("#7414B8", "#7414B9", 1, "dotted"),
}
"""Green, vermilion and violet, which colour-blind readers tell apart."""


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
