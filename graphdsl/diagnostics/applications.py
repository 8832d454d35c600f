"""GDL34: models of `keras.applications`."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic


class ApplicationRefused(Diagnostic):
    """Keras does not build an application model with these arguments."""

    code = "GDL340"

    name: str
    words: str

    def message(self) -> str:
        """One line."""
        return f"Keras refuses `{self.name}` with these arguments: {self.words}"

    def help(self) -> str | None:
        """Where its arguments are told."""
        return f"its arguments are those of `keras.applications.{self.name}`"


class LearningFailed(Diagnostic):
    """What an application model looks like is not known yet, and Keras could not be asked."""

    code = "GDL341"

    name: str
    reason: str

    def message(self) -> str:
        """One line."""
        return f"what `{self.name}` looks like is not known here yet: {self.reason}"

    def help(self) -> str | None:
        """What to do."""
        return "install Keras and TensorFlow: they tell it once, and it is kept for later"
