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
        examples = f"`--set {self.name}=128`, `--set {self.name}=[32,64]`"
        return f"write one value as in a file: {examples}; each parameter has its own `--set`"


class SetTwice(Diagnostic):
    """One parameter is set twice."""

    code = "GDL024"

    name: str

    def message(self) -> str:
        """One line."""
        return f"`--set {self.name}=…` is given twice"

    def help(self) -> str:
        """What to do."""
        return "leave one of them out"


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
        return f"standard output is a terminal, which cannot show a .{self.form}"

    def help(self) -> str:
        """What to write."""
        return f"write it to a file: `-o model.{self.form}`"


class OtherEnding(Diagnostic):
    """`--to` and the ending of the output speak of two things."""

    code = "GDL025"

    path: str
    form: str
    said: str
    """What the ending stands for."""

    def message(self) -> str:
        """One line."""
        return f"`--to {self.form}` does not go with `-o {self.path}`, which ends in .{self.said}"

    def help(self) -> str:
        """What to write."""
        other = f"{self.path[: -len(self.said)]}{self.form}"
        return f"leave `--to` out to write a .{self.said} file, or write `-o {other}`"


class WouldOverwrite(Diagnostic):
    """The result would take the place of the file that it is made from."""

    code = "GDL026"

    path: str
    example: str

    def message(self) -> str:
        """One line."""
        return f"the result would be written over `{self.path}`, which it is made from"

    def help(self) -> str:
        """What to write."""
        return f"name another file: `-o {self.example}`"


class UnknownCode(Diagnostic):
    """What is given as the code of a diagnostic is none."""

    code = "GDL027"

    text: str

    def message(self) -> str:
        """One line."""
        return f"there is no diagnostic `{self.text}`"

    def help(self) -> str:
        """Where the codes are listed."""
        return "`graphdsl explain` lists all codes"
