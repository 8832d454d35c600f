"""GDL1: what cannot be read as the language at all."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic


class UnexpectedText(Diagnostic):
    """Something stands where the grammar has no place for it."""

    code = "GDL101"

    found: str
    """What stands there, in words: `a name`, `the end of the file`, `` `)` ``."""
    expected: tuple[str, ...] = ()
    """What could stand there, in words."""
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.found} cannot stand here"

    def label(self) -> str:
        """What could stand there."""
        return f"expected {' or '.join(self.expected)}" if self.expected else ""

    def help(self) -> str | None:
        """What to write instead."""
        return self.hint
