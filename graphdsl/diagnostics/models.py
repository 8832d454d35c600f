"""GDL210 to GDL214: models, their parameters, and the files they come from."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import closest, listing


class ImportCycle(Diagnostic):
    """Imports lead back to where they began."""

    code = "GDL210"

    path: str
    itself: bool = False
    """Whether a file imports itself."""

    def message(self) -> str:
        """One line."""
        if self.itself:
            return f'"{self.path}" imports itself'
        return f'"{self.path}" cannot be imported here, as it imports this file'

    def help(self) -> str:
        """What to write."""
        if self.itself:
            return "remove it: what stands in a file needs no import there"
        return "move what both files need to a third one"


class NoSuchModel(Diagnostic):
    """The model that was asked for is not in the file, or none was named among several."""

    code = "GDL211"

    name: str | None
    models: tuple[str, ...]
    option: str = "--model"
    """The option that names one of them."""

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
            return f"name one of them: `{self.option} {self.models[-1]}`"
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
        article = "an" if self.what == "import" else "a"
        return f"`{self.name}` is a layer of Keras and cannot be the name of {article} {self.what}"

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

    def help(self) -> str:
        """What to do."""
        return "use a newer graphdsl, or write `gdl 1` if nothing in the file is new"
