"""GDL05: what keeps a diagram from being laid out."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import did_you_mean


class NoLayoutProgram(Diagnostic):
    """The command that lays diagrams out is not installed."""

    code = "GDL050"

    program: str
    looked_in: str
    """The folder of scripts in which it should be."""

    def message(self) -> str:
        """One line."""
        return f"the command `{self.program}`, which lays diagrams out, was not found"

    def notes(self) -> tuple[str, ...]:
        """Where it was looked for."""
        return (f"looked in {self.looked_in} and on the PATH",)

    def help(self) -> str | None:
        """What to do."""
        return f"`python -m pip install {self.program}` installs it; `-o file.dot` needs no layout"


class NoDrawingPackage(NoLayoutProgram):
    """The package that writes diagrams is not installed, though graphdsl asks for it."""

    program: str = ""
    looked_in: str = ""
    package: str

    def message(self) -> str:
        """One line."""
        return f"the Python package `{self.package}`, which writes diagrams, is not installed"

    def notes(self) -> tuple[str, ...]:
        """There is nothing to add."""
        return ()

    def help(self) -> str | None:
        """What to do."""
        return f"`python -m pip install {self.package}` installs it"


class PdfNeedsGraphviz(Diagnostic):
    """A PDF was asked for, and there is no Graphviz on this machine."""

    code = "GDL051"

    def message(self) -> str:
        """One line."""
        return "a PDF needs the `dot` command of Graphviz, which was not found on the PATH"

    def help(self) -> str | None:
        """What to do."""
        return "install Graphviz from your system's packages, or draw an .svg or .png"


class LayoutFailed(Diagnostic):
    """The command that lays diagrams out gave no picture."""

    code = "GDL052"

    program: str
    problem: str
    """What it said, or how long it took."""

    def message(self) -> str:
        """One line."""
        return f"`{self.program}` gave no picture: {self.problem}"

    def help(self) -> str | None:
        """What to do."""
        return "`-o file.dot` writes the diagram without laying it out"


class BadLink(Diagnostic):
    """`--link` is no address that a diagram may lead to."""

    code = "GDL056"

    link: str
    problem: str

    def message(self) -> str:
        """One line."""
        return f"the boxes of a diagram cannot lead to `{self.link}`: {self.problem}"

    def help(self) -> str | None:
        """What to write."""
        return (
            "write the address of a page or a file, such as "
            "`https://host/model.gdl#L{line}`; `{file}`, `{line}` and `{name}` are filled in"
        )


class NothingToHighlight(Diagnostic):
    """A diagram was to highlight what is not in it."""

    code = "GDL055"

    name: str
    names: tuple[str, ...]
    """What is in the picture."""

    def message(self) -> str:
        """One line."""
        return f"nothing in the diagram is called `{self.name}`"

    def help(self) -> str | None:
        """What was probably meant."""
        near = did_you_mean(self.name, self.names)
        return near or "`graphdsl summary` tells the names of a model"
