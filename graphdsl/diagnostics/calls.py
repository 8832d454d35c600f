"""GDL312 to GDL315: what layers, blocks and models are called with."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import closest, count, listing


class TrainingArgument(Diagnostic):
    """`training =` in a call, which Keras overwrites."""

    code = "GDL312"

    def message(self) -> str:
        """One line."""
        return "`training` cannot be given in a call: the model's own flag overwrites it"

    def help(self) -> str:
        """What to write."""
        return "to keep statistics or weights as they are, write `frozen` before the step"


class MissingOperand(Diagnostic):
    """A block, model or layer is called with fewer, more or other tensors than it takes."""

    code = "GDL313"

    what: str
    expected: tuple[str, ...]
    found: int = 0
    optional: tuple[str, ...] = ()
    """Further inputs, which may be left out."""
    unknown: str | None = None
    twice: str | None = None
    missing: str | None = None
    listed: str | None = None
    """The input for which a list stands."""

    def message(self) -> str:
        """One line."""
        if self.unknown is not None:
            return f"{self.what} has no input `{self.unknown}`"
        if self.twice is not None:
            return f"{self.what} is given its input `{self.twice}` twice"
        if self.missing is not None:
            return f"{self.what} is called without its input `{self.missing}`"
        if self.listed is not None:
            return f"{self.what} takes one tensor as `{self.listed}`, but is given a list"
        most = " at most" if self.optional else ""
        takes = f"takes{most} {count(len((*self.expected, *self.optional)), 'input')}"
        return f"{self.what} {takes}, but is called with {self.found}"

    def help(self) -> str | None:
        """What to write."""
        near = closest(self.unknown or "", (*self.expected, *self.optional))
        if near is not None:
            return f"did you mean `{near}`?"
        if len(self.expected) > 1:
            return f"call it with {listing(self.expected)}: `({', '.join(self.expected)}) -> …`"
        if self.unknown is not None and self.optional:
            return f"it takes {listing((*self.expected, *self.optional))}"
        if self.found > 1 or self.listed is not None:
            return "join them first: `[a, b] -> Concatenate -> …`"
        return None


class TensorsInParentheses(Diagnostic):
    """Tensors stand among the arguments of a layer: `Concatenate(x, y)`."""

    code = "GDL315"

    layer: str
    instead: str

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` is given tensors as arguments"

    def label(self) -> str:
        """What it is."""
        return "a tensor of the model"

    def help(self) -> str:
        """The pipeline that means the same."""
        return f"what a layer is called with stands before it: `{self.instead}`"


class WrongModelInput(Diagnostic):
    """A nested model is called with a tensor that its input does not take."""

    code = "GDL314"

    model: str
    input: str
    expected: str
    found: str

    def message(self) -> str:
        """One line."""
        return f"the model `{self.model}` takes {self.expected} as `{self.input}`"

    def label(self) -> str:
        """What it is called with."""
        return f"called with {self.found}"
