"""GDL6, of `input:` and `output:`, the lists and dicts that inputs and outputs are given in."""

from __future__ import annotations

from typing import Final, Literal

from graphdsl.diagnostics.base import Diagnostic, Label
from graphdsl.source import Span

_DOES: Final = {"input": "takes", "output": "gives"}


class NoStructure(Diagnostic):
    """Something in `input:` or `output:` that is neither a name nor a list or dict of such, or the
    like without the colon."""

    code = "GDL612"

    side: Literal["input", "output"] = "output"
    tuple: bool = False
    """Whether it is a tuple, which Keras saves as a list."""
    colon: bool = True

    def message(self) -> str:
        """One line."""
        if not self.colon:
            given = f"what a model {_DOES[self.side]} its {self.side}s in"
            return f"{given} stands behind `{self.side}:`"
        names = {"input": "inputs", "output": "values"}[self.side]
        return f"`{self.side}:` is made of names of {names}, lists and dicts"

    def label(self) -> str:
        """What stands here."""
        if not self.colon:
            return ""
        return "a tuple" if self.tuple else "none of these"

    def help(self) -> str:
        """What to write."""
        if not self.colon and self.side == "output":
            return "write `output a, b`, or say in what they come: `output: [a, b]`"
        if not self.colon:
            return (
                "an input has a line of its own, `input image: [28, 28]`; in what several come is "
                "said behind them: `input: {left: a, right: b}`"
            )
        if self.tuple:
            return "write a list, `[a, b]`: Keras saves a tuple as one"
        if self.side == "input":
            return "an input has a name and a line of its own: `input image: [28, 28]`"
        return "name the value before: `a = Dense(2)`, then `output: [a, b]`"


class NoPlace(Diagnostic):
    """An output of a model that says what it gives its outputs in, and leaves this one out; or an
    input."""

    code = "GDL613"

    side: Literal["input", "output"] = "output"
    name: str
    structure: Span

    def message(self) -> str:
        """One line."""
        return f"the {self.side} `{self.name}` has no place in `{self.side}:`"

    def label(self) -> str:
        """What stands here."""
        return f"an {self.side} of the model"

    def labels(self) -> tuple[Label, ...]:
        """Where it is missing."""
        return (Label(self.structure, "it is missing here"),)

    def help(self) -> str:
        """What to write."""
        return f"put `{self.name}` where the model is to {_DOES[self.side][:-1]} it"
