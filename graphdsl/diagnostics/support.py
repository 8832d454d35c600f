"""GDL9: what the language has and this version does not do yet."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic


class NotSupportedYet(Diagnostic):
    """A construct of the language that this version cannot carry out."""

    code = "GDL901"

    what: str
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.what} is not supported yet"

    def help(self) -> str | None:
        """What to write meanwhile."""
        return self.hint
