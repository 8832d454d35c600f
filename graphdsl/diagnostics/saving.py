"""GDL815 to GDL820: what a saved model cannot hold."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.diagnostics.build import InKerasWords


class CannotSave(InKerasWords):
    """The model was built, but Keras cannot write it down."""

    code = "GDL815"

    form: str
    """`.keras` or `.json`."""

    def message(self) -> str:
        """One line."""
        return f"Keras cannot save the model as {self.form}: {self.first_paragraph()}"

    def help(self) -> str:
        """What mostly helps."""
        return "an extern layer needs a `get_config` that returns its arguments"


class FreezingForgotten(Diagnostic):
    """Keras does not keep this frozen in a saved model."""

    code = "GDL816"
    level = Level.WARNING

    layer: str
    cls: str

    def message(self) -> str:
        """One line."""
        return (
            f"`{self.layer}` is frozen, but Keras forgets that when it loads the saved model: "
            f"`{self.cls}` makes its inner layers anew"
        )

    def help(self) -> str:
        """What to do."""
        return (
            f'after loading, set `model.get_layer("{self.layer}").trainable = False` '
            "and compile again"
        )


class CallbacksLeftOut(Diagnostic):
    """Callbacks stand in the text, and a saved model has no place for them."""

    code = "GDL818"
    level = Level.WARNING

    form: str
    """`.keras` or `.json`."""

    def message(self) -> str:
        """One line."""
        return f"{self.form} cannot hold the callbacks: Keras takes them with `fit`, not in a model"

    def help(self) -> str:
        """Where to find them."""
        return "`graphdsl.callbacks(graph)` makes them in Python, as does a model compiled to .py"


class ArgumentForgotten(Diagnostic):
    """Keras does not keep this argument in a saved model."""

    code = "GDL819"
    level = Level.WARNING

    argument: str
    cls: str
    outer: str
    """The class of the layer that it stands in."""

    def message(self) -> str:
        """One line."""
        return (
            f"Keras forgets `{self.argument}` of `{self.cls}` in `{self.outer}` "
            "when it loads the saved model"
        )

    def help(self) -> str:
        """What to do."""
        return "leave it out, or build the model anew with `graphdsl.compile_file` where it matters"


class TooDeepToLoad(Diagnostic):
    """A saved model that Keras cannot load within Python's limit of recursion."""

    code = "GDL820"
    level = Level.WARNING

    form: str
    """`.keras` or `.json`."""
    calls: int
    """In a row."""
    limit: int
    """What is enough."""

    def message(self) -> str:
        """One line."""
        return (
            f"the model is {self.calls:,} calls deep: Keras loads a {self.form} by recursion, "
            "which Python ends at about 1,000"
        )

    def help(self) -> str:
        """What to do."""
        way = f"call `sys.setrecursionlimit({self.limit:_})` before loading it"
        return f"{way}; a model compiled to .py does so itself"
