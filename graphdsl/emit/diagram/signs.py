"""The sign of each mark: no difference is told by a colour alone."""

from __future__ import annotations

from typing import Final

from graphdsl.emit.diagram.picture import Comparison, Mark

SIGNS: Final[dict[Mark, str]] = {
    "added": "+",
    "removed": "−",
    "changed": "~",
    "rewired": "→",
    "moved": "»",
}


def counted(comparison: Comparison) -> tuple[str, ...]:
    """`+ 2 added`, `~ 1 changed`; that nothing differs, where that is so."""
    if not comparison.counts and not comparison.lines:
        return ("nothing differs",)
    return tuple(f"{SIGNS[mark]} {number} {mark}" for mark, number in comparison.counts)


def headline(comparison: Comparison) -> str:
    """Which models are compared."""
    return f"{comparison.before} → {comparison.after}"
