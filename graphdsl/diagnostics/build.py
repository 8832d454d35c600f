"""GDL8: what Keras itself refuses, and what keeps a checked graph from becoming a model."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.diagnostics.wording import count, did_you_mean, listing


class InKerasWords(Diagnostic):
    """Keras refused something; `words` are its own."""

    words: str

    def first_paragraph(self) -> str:
        """What Keras says first, which is what matters."""
        return self.words.partition("\n")[0]

    def notes(self) -> tuple[str, ...]:
        """What else Keras says."""
        return tuple(f"Keras: {line}" for line in self.words.splitlines()[1:])


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
    candidates: tuple[str, ...] = ()

    def message(self) -> str:
        """One line."""
        return f"the installed Keras {self.version} has no {self.what} `{self.name}`"

    def help(self) -> str | None:
        """The name that was most likely meant."""
        return did_you_mean(self.name, self.candidates)


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


class CodeRefused(Diagnostic):
    """A layer that holds or runs code."""

    code = "GDL809"

    cls: str

    def message(self) -> str:
        """One line."""
        return f"`{self.cls}` runs code that a file brings along; a model file is only data"

    def help(self) -> str:
        """What to write."""
        return "write it as a tensor expression, or as an `extern layer` whose class Python gives"


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


class TrainingFlag(Diagnostic):
    """`training = …` in a call, which Keras overwrites."""

    code = "GDL813"

    cls: str

    def message(self) -> str:
        """One line."""
        return f"`training` in a call of `{self.cls}` has no effect: the model's own flag wins"

    def help(self) -> str:
        """What to write."""
        return "leave it out; to keep a layer from changing, write `frozen` before it"


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
