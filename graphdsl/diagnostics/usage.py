"""GDL02: command lines that cannot be carried out as they stand."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import listing


class NotOneValue(Diagnostic):
    """What `--set` gives is not one value."""

    code = "GDL020"

    name: str
    text: str

    def message(self) -> str:
        """One line."""
        return f"`--set {self.name}={self.text}` does not give one value"

    def help(self) -> str:
        """What to write."""
        return f"write a value as in a file: `--set {self.name}=128`, `--set {self.name}=[32,64]`"


class OutputNeeded(Diagnostic):
    """Standard input has no name after which the output could be called."""

    code = "GDL021"

    example: str

    def message(self) -> str:
        """One line."""
        return "the text comes from standard input, so there is no name for the output"

    def help(self) -> str:
        """What to write."""
        return f"say where to write: `-o {self.example}`"


class FormNeeded(Diagnostic):
    """Standard output has no ending that says what to write."""

    code = "GDL022"

    forms: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return "`-o -` does not say what to write to standard output"

    def help(self) -> str:
        """What to write."""
        return f"add `--to` with {listing(self.forms, last='or')}"


class NotForTerminals(Diagnostic):
    """What is asked for on standard output is not a text."""

    code = "GDL023"

    form: str

    def message(self) -> str:
        """One line."""
        return f"`{self.form}` is not a text that can go to standard output here"

    def help(self) -> str:
        """What to write."""
        return f"write it to a file: `-o model.{self.form}`"
