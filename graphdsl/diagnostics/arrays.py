"""GDL09: arrays in `.npz` files, which stand for long lists in a text."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic


class NotArrays(Diagnostic):
    """The file that arrays are imported from is none that holds arrays."""

    code = "GDL090"

    path: str
    problem: str
    """Why not, as the end of a sentence."""

    def message(self) -> str:
        """One line."""
        return f"no arrays can be read from `{self.path}`: {self.problem}"

    def help(self) -> str:
        """What can be read."""
        return "expected an `.npz` file, as `numpy.savez` and `graphdsl import` write it"


class UnfitArray(Diagnostic):
    """An array holds what no value of the language is."""

    code = "GDL091"

    path: str
    name: str
    problem: str
    """What is wrong with it, as the end of a sentence."""

    def message(self) -> str:
        """One line."""
        return f"the array `{self.name}` in `{self.path}` cannot be read: {self.problem}"
