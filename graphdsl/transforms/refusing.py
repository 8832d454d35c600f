"""How an operation says that it cannot be carried out."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, GraphdslError


class Refused(GraphdslError):  # noqa: N818 - it is no fault of the program
    """An operation that cannot be carried out as asked; `argument` is the one that is wrong."""

    def __init__(self, diagnostic: Diagnostic, argument: str = "") -> None:
        self.argument = argument
        super().__init__((diagnostic,))
