"""GDL03: what is wrong with a `.graph.json` file."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.entries import BadEntry, Circle, NotInFile, TooDeep


class NotJson(Diagnostic):
    """The text is not JSON, so there is no graph to read."""

    code = "GDL030"

    problem: str
    """What the JSON reader says, as the end of a sentence."""

    def message(self) -> str:
        """One line."""
        return f"this is not JSON: {self.problem}"

    def help(self) -> str | None:
        """What to write instead."""
        return "`graphdsl compile model.gdl -o model.graph.json` writes such a file"


class OtherGraphVersion(Diagnostic):
    """The file is of a version of the format that this program does not read."""

    code = "GDL031"

    found: str
    """The version as it is written there."""
    known: int

    def message(self) -> str:
        """One line."""
        return f"version {self.found} of the graph format is not known here"

    def label(self) -> str:
        """What could stand there."""
        return f"expected {self.known}"

    def help(self) -> str | None:
        """What to do."""
        return "install the graphdsl that wrote the file, or write it again from its .gdl"


class BadGraphEntry(BadEntry):
    """An entry of the file does not have the form that the JSON Schema asks for."""

    code = "GDL032"
    whole = "the document"

    def help(self) -> str | None:
        """Where to look."""
        return "`graphdsl schema` prints what a graph file may hold"


class RepeatedGraphName(Diagnostic):
    """Two entries of one list of the file have the same name, or an object has a key twice."""

    code = "GDL033"

    what: str
    """What is named: `layer`, `key`."""
    name: str

    def message(self) -> str:
        """One line."""
        return f"`{self.name}` is the name of another {self.what} already"


class UnknownGraphName(NotInFile):
    """An entry of the file speaks of another one that is not there."""

    code = "GDL034"

    what: str
    """What is missing: `layer`, `call or input`, `segment`."""

    def message(self) -> str:
        """One line."""
        return f"{self.holder} needs the {self.what} `{self.name}`, which is not in the file"


class CircularGraph(Circle):
    """Calls of the file read each other in a circle, so none of them can be the first."""

    code = "GDL035"


class CallTooEarly(Diagnostic):
    """A call of the file stands before a call that it reads."""

    code = "GDL036"

    call: str
    reads: str

    def message(self) -> str:
        """One line."""
        return f"the call `{self.call}` reads `{self.reads}`, which stands behind it"

    def help(self) -> str | None:
        """What to write instead."""
        return f"move `{self.reads}` before `{self.call}` in `nodes`"


class GraphTooDeep(TooDeep):
    """Lists, objects or models are nested deeper than a graph file may be."""

    code = "GDL037"
    whole = "this"


class NoSuchResult(Diagnostic):
    """The file asks a call or an input for an output that it does not have."""

    code = "GDL038"

    holder: str
    """What asks, in words: `` the call `dense` ``."""
    name: str
    index: int
    count: int
    """How many outputs there are."""

    def message(self) -> str:
        """One line."""
        return f"{self.holder} needs output {self.index} of `{self.name}`"

    def label(self) -> str:
        """What there is."""
        return (
            "it has only output 0" if self.count == 1 else f"it has outputs 0 to {self.count - 1}"
        )
