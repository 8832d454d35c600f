"""How many random cases of one name were compared with Keras, and how they fell out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PROPERTY = "compared with Keras"
Kind = Literal["layers", "functions", "objects"]
KINDS: tuple[Kind, ...] = ("layers", "functions", "objects")
ENOUGH = 100
"""So many random cases must be of both sorts; fewer need not, by chance."""


@dataclass
class Tally:
    """Random cases of one name, by what both say of them."""

    kind: Kind = "layers"
    name: str = ""
    accepted: int = 0
    refused: int = 0

    def enter(self, kind: Kind, name: str, *, accepted: bool) -> None:
        """One more case."""
        self.kind, self.name = kind, name
        self.accepted += accepted
        self.refused += not accepted

    @property
    def one_sided(self) -> bool:
        """Whether these are enough cases, and prove little: none was accepted, or none refused,
        which functions and objects need not be."""
        enough = self.accepted + self.refused >= ENOUGH
        return enough and not (self.accepted and (self.refused or self.kind != "layers"))


def table(kind: Kind, rows: list[tuple[str, int, int]]) -> list[str]:
    """A line for each name: how many cases were compared, accepted and refused."""
    lines = [f"{kind:44}{'compared':>10}{'accepted':>10}{'refused':>10}"]
    lines += [f"{name:44}{a + r:10,}{a:10,}{r:10,}" for name, a, r in sorted(rows)]
    accepted, refused = (sum(row[column] for row in rows) for column in (1, 2))
    whole = f"{len(rows)} {kind}"
    return [*lines, f"{whole:44}{accepted + refused:10,}{accepted:10,}{refused:10,}"]
