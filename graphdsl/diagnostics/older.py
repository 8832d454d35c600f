"""GDL08: what is wrong with a file of an older Keras, or with one in HDF5, as older ones write."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Level


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


class UnknownTensorFlowCall(Diagnostic):
    """A call of TensorFlow in a model of Keras 2 for which no function of Keras 3 is known."""

    code = "GDL083"

    name: str
    function: str
    """As Python calls it: `tf.math.bincount`."""
    problem: str = "has no counterpart here"
    """Why it cannot be read, as the end of a sentence."""

    def message(self) -> str:
        """One line."""
        return f"the operation `{self.name}`: `{self.function}` {self.problem}"

    def help(self) -> str | None:
        """What to do."""
        return "put it into a layer of your own, and save the model again"


class NotInKeras3(Diagnostic):
    """Something of an older Keras that nothing in Keras 3 stands for."""

    code = "GDL084"

    holder: str
    """What it belongs to, in words: `` the layer `lstm` ``."""
    what: str
    """What it is, in words: `` the class `CuDNNLSTM` ``."""
    why: str
    """Why nothing stands for it, as a sentence."""

    def message(self) -> str:
        """One line."""
        return f"{self.holder}: {self.what} is not in Keras 3"

    def notes(self) -> tuple[str, ...]:
        """Why not."""
        return (self.why,)

    def help(self) -> str | None:
        """What to do."""
        return "load it with the Keras that wrote it, exchange that part, and save the model again"


class MeansOtherwise(Diagnostic):
    """A value that an older Keras takes to mean one thing and Keras 3 another."""

    code = "GDL085"
    level = Level.WARNING

    holder: str
    argument: str
    value: str
    was: str
    """What it means in Keras 2."""
    now: str
    """What it means in Keras 3."""

    def message(self) -> str:
        """One line."""
        return f"{self.holder}: `{self.argument} = {self.value}` is another function in Keras 3"

    def notes(self) -> tuple[str, ...]:
        """Both of them."""
        return (f"in Keras 2 it is {self.was}, in Keras 3 {self.now}",)
