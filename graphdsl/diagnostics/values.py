"""GDL45: what can be wrong with numbers, strings and expressions of them."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic


class WrongOperand(Diagnostic):
    """An operator is applied to values that it has no meaning for."""

    code = "GDL451"

    operator: str
    found: tuple[str, ...]
    static: bool = False
    """Whether tensors cannot stand there at all."""

    def message(self) -> str:
        """One line."""
        kinds = " and ".join(self.found)
        where = " here" if self.static else ""
        return f"`{self.operator}` has no meaning for {kinds}{where}"

    def help(self) -> str | None:
        """Why a tensor will not do."""
        if not self.static:
            return None
        return "loops, conditions and arguments are settled when the file is read"


class DivisionByZero(Diagnostic):
    """A division by zero among numbers."""

    code = "GDL452"

    divisor: str = ""
    """What is zero, as it is written."""

    def message(self) -> str:
        """One line."""
        return "division by zero"

    def label(self) -> str:
        """What is zero, where that cannot be seen."""
        return f"here `{self.divisor}` is 0" if self.divisor not in ("", "0") else ""


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
        return f"{self.what} must be {self.expected}, not {self.found}"

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

    def help(self) -> str | None:
        """How elements are counted."""
        if not self.length:
            return None
        return f"elements are counted from 0: the last one is {self.length - 1}"
