"""GDL7: what is too large or too deep to be meant."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic


class TooManyCalls(Diagnostic):
    """A file unrolls to more calls than anybody means."""

    code = "GDL701"

    limit: int

    def message(self) -> str:
        """One line."""
        return f"this file unrolls to more than {self.limit:,} calls and rounds of loops"

    def notes(self) -> tuple[str, ...]:
        """What counts besides."""
        return ("the elements of long lists count too, twenty as one call",)

    def help(self) -> str:
        """Where to look."""
        return "is the count of a `repeat`, the range of a `for` or a number of copies too large?"


class TooDeep(Diagnostic):
    """Blocks use blocks, models models, or lists hold lists, deeper than anybody means."""

    code = "GDL702"

    limit: int
    what: str = "uses of blocks and models"

    def message(self) -> str:
        """One line."""
        return f"{self.what} are nested more than {self.limit} deep"


class NumberTooLarge(Diagnostic):
    """A number without bound."""

    code = "GDL703"

    def message(self) -> str:
        """One line."""
        return "this number is too large"

    def notes(self) -> tuple[str, ...]:
        """The bound."""
        return ("whole numbers go up to 2 ** 63, other numbers up to about 1.8e308",)


class TextTooLong(Diagnostic):
    """A string or list that grows without bound."""

    code = "GDL704"

    limit: int
    what: str = "elements"

    def message(self) -> str:
        """One line."""
        return f"this value has more than {self.limit:,} {self.what}"
