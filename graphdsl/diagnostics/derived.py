"""GDL331, GDL332: what an operation of the language is given and cannot take."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import did_you_mean


class NotAModel(Diagnostic):
    """What a model is to be made of is no model."""

    code = "GDL331"

    name: str
    candidates: tuple[str, ...] = ()
    """Models, and operations that make one."""
    several: bool = False

    def message(self) -> str:
        """One line."""
        if self.several:
            return f"expected a list of models, found `{self.name}`"
        return f"`{self.name}` is no model"

    def help(self) -> str | None:
        """What can stand there."""
        if self.several:
            return "write the models in brackets: `merge([a, b], Average)`"
        near = did_you_mean(self.name, self.candidates)
        return near or (
            'it may be a model of this file or an import, a saved one, `"x.keras"`, one of '
            "`keras.applications`, or an operation such as `cutout(…)`"
        )


class WrongOperand(Diagnostic):
    """An argument of a graph operation that is not of its kind."""

    code = "GDL332"

    found: str
    expected: str

    def message(self) -> str:
        """One line."""
        return f"expected {self.expected}, found `{self.found}`"
