"""GDL2: names that mean nothing, or too much."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Edit, Label, Level
from graphdsl.diagnostics.wording import closest, listing
from graphdsl.source import Span


class UndefinedName(Diagnostic):
    """Nothing of this name can stand here."""

    code = "GDL201"

    name: str
    wanted: str
    """What was looked for: `layer`, `value`, `function` …"""
    candidates: tuple[str, ...] = ()
    python: str = ""
    """What a name of Python stands for here: `true` for `True`."""

    def message(self) -> str:
        """One line."""
        return f"unknown {self.wanted} `{self.name}`"

    def help(self) -> str | None:
        """The name that was most likely meant."""
        near = self.python or closest(self.name, self.candidates)
        return f"did you mean `{near}`?" if near else None

    def fix(self) -> tuple[Edit, ...]:
        """The near name in its place."""
        near = self.python or closest(self.name, self.candidates)
        return (Edit(self.span, near),) if near else ()


class BoundTwice(Diagnostic):
    """A name is given twice in one scope."""

    code = "GDL202"

    name: str
    first: Span

    def message(self) -> str:
        """One line."""
        return f"`{self.name}` is bound twice"

    def label(self) -> str:
        """What stands here."""
        return "bound again here"

    def labels(self) -> tuple[Label, ...]:
        """Where it was bound first."""
        return (Label(self.first, "first bound here"),)

    def help(self) -> str:
        """What to write."""
        return "a name is bound once in its scope: choose another name"


class NeverUsed(Diagnostic):
    """A name is bound and nothing reads it."""

    code = "GDL203"
    level = Level.WARNING

    name: str
    what: str
    """What it is: `value`, `parameter`, `shared layer` …"""

    def message(self) -> str:
        """One line."""
        return f"the {self.what} `{self.name}` is never used"

    def help(self) -> str:
        """What to write."""
        if self.what == "loop variable":
            return "`repeat` makes rounds without one: `repeat 3 { … }`"
        return "use it or remove it"


class DuplicateLayerName(Diagnostic):
    """Two layers of one model would have one name."""

    code = "GDL204"

    name: str
    first: Span

    def message(self) -> str:
        """One line."""
        return f"two layers are called `{self.name}`"

    def label(self) -> str:
        """What stands here."""
        return "the second one"

    def labels(self) -> tuple[Label, ...]:
        """Where the first one is."""
        return (Label(self.first, "the first one"),)

    def help(self) -> str:
        """What to write."""
        return "layer names are unique in a model: rename one of them"


class BadLayerName(Diagnostic):
    """A name with which a model cannot be built, or not be run by TensorFlow."""

    code = "GDL205"

    name: str
    what: str = "layer"
    """`layer` or `model`."""

    def message(self) -> str:
        """One line."""
        shown = self.name.encode("unicode_escape").decode() if "\n" in self.name else self.name
        return f"`{shown}` cannot be the name of a {self.what}"

    def help(self) -> str:
        """What to write."""
        if self.what == "model":
            return "TensorFlow runs no model whose name begins with `_`"
        return "TensorFlow takes letters from a to z, digits, and `_`, `.`, `-` and `>`"


class NotAStep(Diagnostic):
    """Something that cannot be applied to the flow stands where a step is needed."""

    code = "GDL206"

    found: str
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.found} is not a step"

    def label(self) -> str:
        """What could stand here."""
        return "expected a layer, a block, a model or a function"

    def help(self) -> str | None:
        """What to write."""
        return self.hint


class NotATensor(Diagnostic):
    """Something without a tensor value stands where one is needed."""

    code = "GDL207"

    found: str
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.found} is not a tensor of this model"

    def help(self) -> str | None:
        """What to write."""
        return self.hint


class StepInExpression(Diagnostic):
    """A layer is called inside a tensor expression."""

    code = "GDL208"

    layer: str
    written: str

    def message(self) -> str:
        """One line."""
        return f"the layer `{self.layer}` is called inside an expression"

    def help(self) -> str:
        """The form in two lines."""
        return f"give its result a name first: `y = {self.written}`, then use `y` in the expression"


class NotAValue(Diagnostic):
    """A tensor, layer or block stands where a number, string or object is needed."""

    code = "GDL209"

    found: str
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.found} cannot stand in an argument"

    def help(self) -> str | None:
        """What to write."""
        return self.hint


class ImportCycle(Diagnostic):
    """Imports lead back to where they began."""

    code = "GDL210"

    path: str

    def message(self) -> str:
        """One line."""
        return f'"{self.path}" is being imported already, directly or through others'

    def help(self) -> str:
        """What to write."""
        return "move what both files need to a third one"


class NoSuchModel(Diagnostic):
    """The model that was asked for is not in the file, or none was named among several."""

    code = "GDL211"

    name: str | None
    models: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        if self.name is not None:
            return f"there is no model `{self.name}` in this file"
        if not self.models:
            return "there is no model in this file"
        return f"this file has several models: {listing(self.models)}"

    def help(self) -> str | None:
        """What to write."""
        if not self.models:
            return "write `model name { … }`"
        if self.name is None:
            return f"name one of them: `--model {self.models[-1]}`"
        return f"it has {listing(self.models)}"


class NoSuchParameter(Diagnostic):
    """A value was set for a parameter that the model does not have."""

    code = "GDL212"

    name: str
    model: str
    parameters: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return f"the model `{self.model}` has no parameter `{self.name}`"

    def help(self) -> str:
        """The parameters that there are."""
        if not self.parameters:
            return "it has no parameters"
        near = closest(self.name, self.parameters)
        return f"did you mean `{near}`?" if near else f"it has {listing(self.parameters)}"


class KerasName(Diagnostic):
    """A definition takes a name that Keras has given to a layer."""

    code = "GDL213"

    name: str
    what: str

    def message(self) -> str:
        """One line."""
        return f"`{self.name}` is a layer of Keras and cannot be the name of a {self.what}"

    def help(self) -> str:
        """What to write."""
        return f"choose another name, such as `My{self.name}`"


class WrongVersion(Diagnostic):
    """The file asks for a version of the language that this program does not know."""

    code = "GDL214"

    found: str

    def message(self) -> str:
        """One line."""
        return f"this file is written in version {self.found} of the language; known is version 1"
