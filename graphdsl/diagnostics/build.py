"""GDL8: what Keras itself refuses, and what keeps a checked graph from becoming a model."""

from __future__ import annotations

from itertools import takewhile

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import count, listing


class InKerasWords(Diagnostic):
    """Keras refused something; `words` are its own."""

    words: str

    def first_paragraph(self) -> str:
        """What Keras says first, which is what matters."""
        return self.words.partition("\n")[0]

    def notes(self) -> tuple[str, ...]:
        """What else Keras says."""
        further = takewhile(lambda line: line != "Example:", self.words.splitlines()[1:])
        return tuple(f"Keras: {line}" for line in further)


class LayerRefused(InKerasWords):
    """Keras does not make the layer from these arguments."""

    code = "GDL801"

    cls: str

    def message(self) -> str:
        """One line."""
        return f"Keras cannot make `{self.cls}`: {self.first_paragraph()}"


class CallRefused(InKerasWords):
    """Keras does not take these operands."""

    code = "GDL802"

    cls: str

    def message(self) -> str:
        """One line."""
        return f"Keras cannot call `{self.cls}` with this: {self.first_paragraph()}"


class NoMemory(Diagnostic):
    """The weights of a layer are more than the memory holds, or than Keras can count."""

    code = "GDL823"

    cls: str
    memory: str = ""
    """How much all of them take: `7.11 EiB`; empty where that is not known."""
    shape: tuple[int, ...] = ()
    """Of the largest one."""

    def message(self) -> str:
        """One line."""
        much = f", which take {self.memory}" if self.memory else ""
        return f"there is no memory for the weights of `{self.cls}`{much}"

    def notes(self) -> tuple[str, ...]:
        """What is so large."""
        sizes = ", ".join(f"{size:,}" if size < 10_000 else str(size) for size in self.shape)
        return (f"the largest of them has the shape [{sizes}]",) if self.shape else ()

    def help(self) -> str:
        """What to do."""
        return "make what it is called with smaller, by pooling for instance, or the layer itself"


class ObjectRefused(InKerasWords):
    """Keras does not make an initializer, an optimizer or the like from these arguments."""

    code = "GDL803"

    cls: str

    def message(self) -> str:
        """One line."""
        return f"Keras cannot make `{self.cls}`: {self.first_paragraph()}"


class ModelRefused(InKerasWords):
    """Every call is fine for Keras, but the model as a whole is not."""

    code = "GDL804"

    name: str

    def message(self) -> str:
        """One line."""
        return f"Keras cannot make the model `{self.name}`: {self.first_paragraph()}"


class TrainingRefused(InKerasWords):
    """Keras does not compile the model with these losses, metrics or options."""

    code = "GDL805"

    entry: str
    """The argument of `Model.compile`; empty where it is not known which."""

    def message(self) -> str:
        """One line."""
        what = f"`{self.entry}`" if self.entry else "how it is to be trained"
        return f"Keras does not accept {what}: {self.first_paragraph()}"


class NotInKeras(Diagnostic):
    """The installed Keras has no such class or function."""

    code = "GDL806"

    what: str
    """`layer`, `function` or `object`."""
    name: str
    version: str

    def message(self) -> str:
        """One line."""
        return f"the installed Keras {self.version} has no {self.what} `{self.name}`"

    def help(self) -> str:
        """What to do."""
        return "a newer one may have it: `python -m pip install --upgrade keras`"


class LayerLost(Diagnostic):
    """A layer that gives back the tensor it was called with: Keras builds the model without it."""

    code = "GDL822"

    cls: str
    dtype: str = ""
    """That of the tensor, where the layer would keep its place if it had another one."""

    def message(self) -> str:
        """One line."""
        return f"`{self.cls}` gives back the tensor that it takes, and Keras leaves it out"

    def help(self) -> str:
        """What to write."""
        if self.dtype:
            other = "float64" if self.dtype == "float32" else "float32"
            return (
                f"it stays in the model where it has to cast: give it floats and another dtype, "
                f"`{self.cls}(dtype = {other})`"
            )
        return "let its `call` and `compute_output_spec` give a new tensor"


class MissingExtern(Diagnostic):
    """An `extern layer` for which Python gave no class."""

    code = "GDL807"

    name: str
    registered: tuple[str, ...] = ()
    """Where several registered classes have this name: all of them."""

    def message(self) -> str:
        """One line."""
        if self.registered:
            return f"several registered classes are called `{self.name}`"
        return f"there is no Python class for the extern layer `{self.name}`"

    def notes(self) -> tuple[str, ...]:
        """The candidates."""
        return (f"registered are {listing(self.registered)}",) if self.registered else ()

    def help(self) -> str:
        """What to do."""
        way = f'give it in Python: `custom_objects={{"{self.name}": {self.name}}}`'
        if self.registered:
            return way
        return f"{way}, or register it with `keras.saving.register_keras_serializable`"


class ExternIsNoLayer(Diagnostic):
    """What Python gave for an `extern layer` is not a class of layers."""

    code = "GDL808"

    name: str
    found: str

    def message(self) -> str:
        """One line."""
        return f"`{self.name}` is given as {self.found}, which is not a class of Keras layers"

    def help(self) -> str:
        """What to do."""
        return f"make it a class: `class {self.name}(keras.Layer)`"


class ExternNameLost(Diagnostic):
    """The class of an extern layer gives it another name than the one it is made with."""

    code = "GDL821"

    cls: str
    name: str
    found: str

    def message(self) -> str:
        """One line."""
        return f"`{self.cls}` calls itself `{self.found}`, and not `{self.name}` as it is told to"

    def help(self) -> str:
        """What to do."""
        return "its `__init__` takes `**kwargs` and hands them on: `super().__init__(**kwargs)`"


class SerializedObject(Diagnostic):
    """A dict in the form in which Keras saves objects."""

    code = "GDL810"

    cls: str

    def message(self) -> str:
        """One line."""
        return f"a dict with `class_name` is Keras' saved form of `{self.cls}`, not a value"

    def help(self) -> str:
        """What to write."""
        return f"write the object itself: `{self.cls}(…)`"


class NoSuchResult(Diagnostic):
    """A call gives fewer tensors than are named."""

    code = "GDL811"

    call: str
    index: int
    """Counted from 0."""
    results: int

    def message(self) -> str:
        """One line."""
        return (
            f"`{self.call}` gives {count(self.results, 'result')}, "
            f"but result {self.index + 1} is used"
        )


class OutputNameTaken(Diagnostic):
    """An output cannot have its name since another layer has it."""

    code = "GDL812"

    name: str
    taken_by: str
    """What has the name: `an input`, `` a `Dense` layer ``."""

    def message(self) -> str:
        """One line."""
        return f"the output `{self.name}` needs a layer of its name, but {self.taken_by} has it"

    def help(self) -> str:
        """What to do."""
        return "rename one of the two"


class ConstantOutput(Diagnostic):
    """An output that is the same whatever goes in."""

    code = "GDL817"

    name: str

    def message(self) -> str:
        """One line."""
        return f"the output `{self.name}` depends on no input"

    def help(self) -> str:
        """What to do."""
        return "Keras has no models for that: compute it from an input, or leave it out"
