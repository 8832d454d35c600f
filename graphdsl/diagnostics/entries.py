"""What is told alike of graph files and of saved models, in the words of each."""

from __future__ import annotations

from typing import ClassVar

from graphdsl.diagnostics.base import Diagnostic


class BadEntry(Diagnostic):
    """An entry does not have the form that it has to have."""

    whole: ClassVar[str]
    """What all entries together are called."""

    path: str
    """Where it stands: `layers[2].args.units`; empty for the whole."""
    problem: str
    """What is wrong with it, as the end of a sentence."""

    def message(self) -> str:
        """One line."""
        return f"{f'`{self.path}`' if self.path else self.whole}: {self.problem}"


class NotInFile(Diagnostic):
    """Something speaks of a name that is not there."""

    holder: str
    """What speaks of it, in words: `` the call `dense` ``."""
    name: str
    close: str | None = None
    """The name that is there and most like it."""

    def help(self) -> str | None:
        """What may be meant."""
        return f"did you mean `{self.close}`?" if self.close else None


class Circle(Diagnostic):
    """Calls read each other in a circle, so none of them can be the first."""

    calls: tuple[str, ...]
    """From the call that was found, each one read by the one before it, back to the first."""

    def message(self) -> str:
        """One line."""
        return f"the call `{self.calls[0]}` reads itself"

    def notes(self) -> tuple[str, ...]:
        """The way round."""
        shown = self.calls if len(self.calls) <= 8 else (*self.calls[:4], "…", *self.calls[-3:])
        return (f"each reads the next: {' → '.join(shown)}",)


class TooDeep(Diagnostic):
    """Lists, objects or models are nested deeper than is read."""

    whole: ClassVar[str]
    """What is nested."""

    limit: int

    def message(self) -> str:
        """One line."""
        return f"{self.whole} is nested more than {self.limit} levels deep"
