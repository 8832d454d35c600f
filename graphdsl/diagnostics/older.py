"""GDL08: what is wrong with a file of an older Keras, or with one in HDF5, as older ones write."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic


class BadHdf5(Diagnostic):
    """An HDF5 file is damaged, or holds something else than Keras writes to such a file."""

    code = "GDL080"

    path: str
    problem: str
    """What is wrong with it, as a sentence without its beginning: `it is cut off`."""

    def message(self) -> str:
        """One line."""
        return f"`{self.path}` is not as Keras writes HDF5 files: {self.problem}"


class OnlyWeights(Diagnostic):
    """The file holds the weights of a model, and nothing of how the model is made."""

    code = "GDL081"

    path: str
    by_name: bool
    """Whether they stand there by layer name, as older Keras saves them."""

    def message(self) -> str:
        """One line."""
        return f"`{self.path}` holds weights, but not the model that they are of"

    def notes(self) -> tuple[str, ...]:
        """Who writes such files."""
        by = "by layer name, as Keras 2 does" if self.by_name else "as Keras 3 does"
        return (f"`model.save_weights(…)` wrote it, {by}",)

    def help(self) -> str | None:
        """What to do."""
        return "name the file of the model: `model.save(…)` or `model.to_json()` writes one"


class UnsafeHdf5(Diagnostic):
    """An HDF5 file holds something that no Keras writes and that does harm when it is read."""

    code = "GDL082"

    path: str
    place: str
    problem: str
    """What is wrong with the place, as the end of a sentence."""

    def message(self) -> str:
        """One line."""
        return f"`{self.path}` is not read: `{self.place}` in it {self.problem}"

    def help(self) -> str | None:
        """What to do."""
        return "Keras writes no such file: get it again from where it was saved"
