"""GDL3: where values flow, and where they do not."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Label, Level
from graphdsl.diagnostics.wording import count, listing
from graphdsl.source import Span


class NoFlow(Diagnostic):
    """A step or `_` needs a current value where there is none."""

    code = "GDL301"

    inputs: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return "there is no current value here yet"

    def label(self) -> str:
        """What is missing."""
        return "needs one"

    def notes(self) -> tuple[str, ...]:
        """Why there is none."""
        number = count(len(self.inputs), "input")
        return (f"with {number} there is no flow until a pipeline names its start",)

    def help(self) -> str:
        """What to write."""
        return f"start the pipeline at a value: `{self.inputs[0]} -> …`"


class SeveralTensors(Diagnostic):
    """Several tensors stand where one is needed."""

    code = "GDL302"

    found: int
    what: str
    names: tuple[str, ...] = ("y", "h", "c")

    def message(self) -> str:
        """One line."""
        return f"{self.what} gives {count(self.found, 'tensor')}; here one is needed"

    def help(self) -> str:
        """What to write."""
        letters = [*self.names, *(f"y{i}" for i in range(self.found))][: self.found]
        return f"name each of them: `… as {', '.join(letters)}`"


class WrongNameCount(Diagnostic):
    """`as` has another number of names than there are results."""

    code = "GDL303"

    names: int
    results: int
    what: str

    def message(self) -> str:
        """One line."""
        given = count(self.names, "name")
        return f"{self.what} gives {count(self.results, 'tensor')}, but `as` has {given}"


class ListIsNoTensor(Diagnostic):
    """A list or several values end a pipeline without a step that joins them."""

    code = "GDL304"

    def message(self) -> str:
        """One line."""
        return "several values cannot be the flow"

    def help(self) -> str:
        """What to write."""
        return "join them: `[a, b] -> Concatenate(axis = -1)` or `[a, b] -> Add`"


class NoEffect(Diagnostic):
    """A call that no output depends on."""

    code = "GDL305"
    level = Level.WARNING

    name: str

    def message(self) -> str:
        """One line."""
        return f"no output depends on `{self.name}`: it is not part of the model"

    def help(self) -> str:
        """What to write."""
        return "use its result or remove it"


class UnusedInput(Diagnostic):
    """An input that no output depends on."""

    code = "GDL306"
    level = Level.WARNING

    name: str

    def message(self) -> str:
        """One line."""
        return f"no output depends on the input `{self.name}`"


class NoInputs(Diagnostic):
    """A model without an input."""

    code = "GDL307"

    name: str

    def message(self) -> str:
        """One line."""
        return f"the model `{self.name}` has no input"

    def help(self) -> str:
        """What to write."""
        return "write `input image: [28, 28]` at its start"


class OutputIsInput(Diagnostic):
    """A model in which an input itself is the output."""

    code = "GDL308"

    name: str

    def message(self) -> str:
        """One line."""
        return f"the model `{self.name}` computes nothing: its output is its input"


class Misplaced(Diagnostic):
    """A statement stands where it has no meaning."""

    code = "GDL309"

    what: str
    where: str
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.what} cannot stand in {self.where}"

    def help(self) -> str | None:
        """What to write."""
        return self.hint


class Recursion(Diagnostic):
    """A block, model, alias or `let` leads back to itself."""

    code = "GDL310"

    name: str
    chain: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return f"`{self.name}` is made of itself"

    def notes(self) -> tuple[str, ...]:
        """The way round."""
        return (" → ".join(f"`{n}`" for n in self.chain),)

    def help(self) -> str:
        """What to write."""
        return "use `repeat` or `for` for what stands several times"


class FrozenAndFree(Diagnostic):
    """A shared layer stands both in a frozen segment and outside one."""

    code = "GDL311"

    name: str
    """The name in its `shared` declaration."""
    free: Span
    declared: Span

    def message(self) -> str:
        """One line."""
        return f"the shared layer `{self.name}` is used both frozen and trained"

    def label(self) -> str:
        """What stands here."""
        return "frozen here"

    def labels(self) -> tuple[Label, ...]:
        """The other use."""
        return (Label(self.free, "trained here"),)

    def help(self) -> str:
        """What to write."""
        return f"weights are frozen or not: write `frozen shared {self.name} = …` to freeze them"


class TrainingArgument(Diagnostic):
    """`training =` in a call, which Keras overwrites."""

    code = "GDL312"

    def message(self) -> str:
        """One line."""
        return "`training` cannot be given in a call: the outer model's flag overwrites it"

    def help(self) -> str:
        """What to write."""
        return "to keep statistics or weights as they are, write `frozen` before the step"


class MissingOperand(Diagnostic):
    """A block, model or layer is called with fewer or other tensors than it takes."""

    code = "GDL313"

    what: str
    expected: tuple[str, ...]
    found: int
    unknown: str | None = None

    def message(self) -> str:
        """One line."""
        if self.unknown is not None:
            return f"{self.what} has no input `{self.unknown}`"
        takes = f"takes {count(len(self.expected), 'input')}"
        return f"{self.what} {takes}, but is called with {self.found}"

    def help(self) -> str | None:
        """What to write."""
        if len(self.expected) > 1:
            return f"call it with {listing(self.expected)}: `({', '.join(self.expected)}) -> …`"
        return None


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
