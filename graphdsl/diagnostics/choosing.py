"""GDL35: choosing the best of several candidates by data."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import did_you_mean, listing


class UnfitData(Diagnostic):
    """A file of data that candidates cannot be evaluated on."""

    code = "GDL350"

    path: str
    reason: str
    loss: bool = True
    """Whether the candidate has a loss."""

    def message(self) -> str:
        """One line."""
        return f"cannot evaluate on `{self.path}`: {self.reason}"

    def help(self) -> str | None:
        """What the file has to hold."""
        if not self.loss:
            return "candidates are outputs with a loss: name those in `--keep`"
        return (
            "it is an .npz file with an array for each input, called like it or `x`, and one for "
            "the targets, called like the output or `y`: `numpy.savez(path, x=…, y=…)`"
        )


class NoSuchMetric(Diagnostic):
    """A metric that the candidates do not have."""

    code = "GDL351"

    name: str
    known: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return f"the candidates have no metric `{self.name}`"

    def help(self) -> str | None:
        """The metrics that they have."""
        return did_you_mean(self.name, self.known) or f"they have {listing(self.known)}"
