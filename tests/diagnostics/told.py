"""Diagnostics made for the tests of rendering; they stay out of the registry."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Edit, Label, Level
from graphdsl.source import Source, Span


class Told(Diagnostic):
    """A diagnostic that says what it is given."""

    headline: str
    under: str = ""
    others: tuple[Label, ...] = ()
    remarks: tuple[str, ...] = ()
    advice: str | None = None
    edits: tuple[Edit, ...] = ()

    def message(self) -> str:
        return self.headline

    def label(self) -> str:
        return self.under

    def labels(self) -> tuple[Label, ...]:
        return self.others

    def notes(self) -> tuple[str, ...]:
        return self.remarks

    def help(self) -> str | None:
        return self.advice

    def fix(self) -> tuple[Edit, ...]:
        return self.edits


Told.code = "GDL999"


class Warned(Told):
    """The same as a warning."""

    level = Level.WARNING


def place(source: Source, text: str, number: int = 0) -> Span:
    """Where `text` stands in `source` for the time `number`, counted from 0."""
    start = -1
    for _ in range(number + 1):
        start = source.text.index(text, start + 1)
    return source.span(start, start + len(text))


def stretch(source: Source, first: str, last: str) -> Span:
    """From the first `first` to the end of the next `last`."""
    start = source.text.index(first)
    return source.span(start, source.text.index(last, start) + len(last))
