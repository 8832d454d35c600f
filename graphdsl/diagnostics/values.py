"""GDL45: what can be wrong with numbers, strings and expressions of them."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic


class WrongOperand(Diagnostic):
    """An operator is applied to values that it has no meaning for."""

    code = "GDL451"

    operator: str
    found: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        kinds = " and ".join(self.found)
        return f"`{self.operator}` has no meaning for {kinds}"


class DivisionByZero(Diagnostic):
    """A division by zero among numbers."""

    code = "GDL452"

    def message(self) -> str:
        """One line."""
        return "division by zero"


class WrongValue(Diagnostic):
    """A value of the wrong kind for a construct of the language."""

    code = "GDL453"

    what: str
    """Where it stands: `the count of a repeat`."""
    expected: str
    found: str
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.what} is {self.expected}, not {self.found}"

    def help(self) -> str | None:
        """What to write."""
        return self.hint


class IndexOutOfRange(Diagnostic):
    """An element of a list that is not there."""

    code = "GDL454"

    index: int
    length: int

    def message(self) -> str:
        """One line."""
        return f"there is no element {self.index} in a list of {self.length}"
