"""GDL06: what is wrong with a saved model, or cannot be kept of it."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.diagnostics.entries import BadEntry, Circle, NotInFile, TooDeep


class NotASavedModel(Diagnostic):
    """The file is not one that Keras writes."""

    code = "GDL060"

    path: str
    problem: str
    """Why not, as the end of a sentence."""

    def message(self) -> str:
        """One line."""
        return f"`{self.path}` is no saved model: {self.problem}"

    def help(self) -> str | None:
        """What can be read."""
        return "expected a `.keras` or `.h5` file, or a `.json` file of `model.to_json()`"


class UnsafeArchive(Diagnostic):
    """The archive holds something that no saved model holds, so nothing in it is read."""

    code = "GDL061"

    path: str
    member: str
    problem: str
    """What is wrong with the member, as the end of a sentence."""

    def message(self) -> str:
        """One line."""
        return f"`{self.path}` is not read: its member `{self.member}` {self.problem}"

    def help(self) -> str | None:
        """What to do."""
        return "Keras writes no such file: get it again from where it was saved"


class BadConfigEntry(BadEntry):
    """A part of the model's config does not have the form that Keras gives it."""

    code = "GDL062"
    whole = "the config"


class NoLayersSaved(Diagnostic):
    """The file holds the arguments of a class instead of layers, so only Python knows the model."""

    code = "GDL063"

    cls: str

    def message(self) -> str:
        """One line."""
        return f"the file tells how to make a `{self.cls}`, but not of which layers it consists"

    def help(self) -> str | None:
        """What to do."""
        return "save a functional model: `keras.Model(inputs, outputs)` of the same layers"


class UnknownSavedLayer(NotInFile):
    """Something in the config reads from a layer that is not there."""

    code = "GDL064"

    def message(self) -> str:
        """One line."""
        return f"{self.holder} reads from the layer `{self.name}`, which is not in the file"


class NoSuchSavedCall(Diagnostic):
    """Something reads from a call of a layer, or an output of a call, that is not there."""

    code = "GDL065"

    holder: str
    name: str
    what: str
    """`call`, or `output`."""
    number: int
    count: int
    """How many there are."""

    def message(self) -> str:
        """One line."""
        which = f"{self.what} {self.number} of the layer `{self.name}`"
        return f"{self.holder} reads from {which}, which is not there"

    def notes(self) -> tuple[str, ...]:
        """What there is."""
        if self.count == 0:
            return (f"the layer has no {self.what}",)
        if self.count == 1:
            return (f"the layer has only {self.what} 0",)
        return (f"the layer has {self.what}s 0 to {self.count - 1}",)


class CircularModel(Circle):
    """Calls of the model read each other in a circle, so none of them can be the first."""

    code = "GDL066"


class RepeatedSavedName(Diagnostic):
    """Two layers of one model have the same name."""

    code = "GDL067"

    model: str
    name: str

    def message(self) -> str:
        """One line."""
        return f"two layers of `{self.model}` are called `{self.name}`"


class ConfigTooDeep(TooDeep):
    """Lists, objects or models are nested deeper than in any model that Keras can load."""

    code = "GDL068"
    whole = "the config"


class NoInputShape(Diagnostic):
    """A Sequential model was saved before it was built, so its input is not known."""

    code = "GDL069"

    name: str

    def message(self) -> str:
        """One line."""
        return f"the shape of the input of `{self.name}` is not in the file"

    def help(self) -> str | None:
        """What to do."""
        return "save the model after its first call, or with a `keras.Input` as its first layer"


class NotKept(Diagnostic):
    """Something of the saved model that the graph cannot say; the rest of it is kept."""

    code = "GDL070"
    level = Level.WARNING

    holder: str
    """What it belongs to, in words: `` the input `image` ``."""
    what: str
    """What is lost, in words."""

    def message(self) -> str:
        """One line."""
        return f"{self.holder}: {self.what} is not kept"


class HoldsCode(Diagnostic):
    """An argument is a Python function or something else that only a program can supply."""

    code = "GDL071"

    holder: str
    argument: str
    what: str
    """What it is, in words: `` the Python function `my_activation` ``."""

    def message(self) -> str:
        """One line."""
        return f"{self.holder}: its argument `{self.argument}` is {self.what}, which is not data"

    def help(self) -> str | None:
        """What to do."""
        return "put the function into a layer of its own, and save the model again"


class UnknownOperation(Diagnostic):
    """An operation of Keras that is not known here, from another version perhaps."""

    code = "GDL072"

    name: str
    cls: str
    problem: str
    """What is not known of it, as the end of a sentence."""

    def message(self) -> str:
        """One line."""
        return f"the operation `{self.name}` of the class `{self.cls}` {self.problem}"

    def help(self) -> str | None:
        """What to do."""
        return "put it into a layer of your own, and save the model again"


class WeightsLeftBehind(Diagnostic):
    """A saved model is compiled, and what it has learnt does not go into the result."""

    code = "GDL073"
    level = Level.WARNING

    path: str

    def message(self) -> str:
        """One line."""
        return f"the weights in `{self.path}` are not taken over: the result begins untrained"
