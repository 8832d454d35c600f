"""GDL83: what a text of the language cannot say of a model."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic


class NotInLanguage(Diagnostic):
    """The model holds something that the language has no words for."""

    code = "GDL830"

    model: str
    what: str
    """What cannot be said: `` the name `a-b` of an input ``."""

    def message(self) -> str:
        """One line."""
        return (
            f"the model `{self.model}` cannot be written as GDL: there is no text for {self.what}"
        )

    def help(self) -> str | None:
        """Where all of it has a form."""
        return "`graphdsl compile` writes any model as `.graph.json`, which holds everything"


class TextRefused(Diagnostic):
    """The text of the model would be refused where it is read."""

    code = "GDL831"

    model: str
    why: str
    """What would be said of the text."""
    code_of_it: str

    def message(self) -> str:
        """One line."""
        return f"the model `{self.model}` cannot be written as GDL: {self.why}"

    def help(self) -> str | None:
        """Where to read on."""
        return f"`graphdsl explain {self.code_of_it}` says why that is refused"
