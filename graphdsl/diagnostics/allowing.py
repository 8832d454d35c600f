"""GDL125: comments to graphdsl that do nothing."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Edit, Level
from graphdsl.source import NOWHERE, Span


class UselessAllow(Diagnostic):
    """A comment that allows what is not told, or says something that is not understood."""

    code = "GDL125"
    level = Level.WARNING

    written: str
    """The code, or what stands in place of `allow GDL305`."""
    understood: bool = True
    removal: Span = NOWHERE
    """What to take away."""

    def message(self) -> str:
        """One line."""
        if not self.understood:
            return f"`{self.written}` is nothing that a comment can say to graphdsl"
        return f"`{self.written}` is allowed here, where there is nothing to allow"

    def help(self) -> str:
        """What to write."""
        if not self.understood:
            return "write `# gdl: allow GDL305`, with the code of a warning"
        return "remove it"

    def fix(self) -> tuple[Edit, ...]:
        """Without it."""
        return (Edit(self.removal, ""),) if self.removal is not NOWHERE else ()
