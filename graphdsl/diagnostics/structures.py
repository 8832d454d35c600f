"""GDL6, of `output:`, the lists and dicts that a model gives its outputs in."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Label
from graphdsl.source import Span


class NoStructure(Diagnostic):
    """Something in `output:` that is neither the name of a value nor a list or dict of such, or
    the like without the colon."""

    code = "GDL612"

    tuple: bool = False
    """Whether it is a tuple, which Keras saves as a list."""
    colon: bool = True

    def message(self) -> str:
        """One line."""
        if not self.colon:
            return "what a model gives its outputs in stands behind `output:`"
        return "`output:` is made of names of values, lists and dicts"

    def label(self) -> str:
        """What stands here."""
        if not self.colon:
            return ""
        return "a tuple" if self.tuple else "none of these"

    def help(self) -> str:
        """What to write."""
        if not self.colon:
            return "write `output a, b`, or say in what they come: `output: [a, b]`"
        if self.tuple:
            return "write a list, `[a, b]`: Keras saves a tuple as one"
        return "name the value before: `a = Dense(2)`, then `output: [a, b]`"


class NoPlaceForOutput(Diagnostic):
    """An output of a model that says what it gives its outputs in, and leaves this one out."""

    code = "GDL613"

    name: str
    structure: Span

    def message(self) -> str:
        """One line."""
        return f"the output `{self.name}` has no place in `output:`"

    def label(self) -> str:
        """What stands here."""
        return "an output of the model"

    def labels(self) -> tuple[Label, ...]:
        """Where it is missing."""
        return (Label(self.structure, "it is missing here"),)

    def help(self) -> str:
        """What to write."""
        return f"put `{self.name}` where the model is to give it"
