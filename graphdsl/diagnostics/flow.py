"""GDL3: where values flow, and where they do not."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Label, Level
from graphdsl.diagnostics.wording import count
from graphdsl.source import Span

SET_ASIDE = "`name = …` sets a value aside and leaves the flow as it is"

_SEVERAL = 6
"""Names that are written out in an example."""


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
    names: tuple[str, ...] = ()
    """What they are called where they are made, if they have names there."""

    def message(self) -> str:
        """One line."""
        return f"{self.what} gives {count(self.found, 'tensor')}; here one is needed"

    def help(self) -> str:
        """What to write."""
        return f"name each of them: `… as {_names(self.found, self.names)}`"


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

    def help(self) -> str:
        """What to write."""
        return f"give each of them one name: `… as {_names(self.results)}`"


def _names(number: int, given: tuple[str, ...] = ()) -> str:
    """Names for so many results: `y, h, c`, or `y1, …, y28` where there are too many."""
    if len(given) == number and all(given):
        return ", ".join(given)
    if number == 1:
        return "y"
    first = "y, h, c" if number == 3 else ", ".join(f"y{i}" for i in range(1, number + 1))
    return first if number <= _SEVERAL else f"y1, …, y{number}"


class ListIsNoTensor(Diagnostic):
    """A list or several values end a pipeline without a step that joins them."""

    code = "GDL304"

    let: str = ""
    """The name that a list of numbers or strings was to get."""

    def message(self) -> str:
        """One line."""
        return "several values cannot be the flow"

    def help(self) -> str:
        """What to write."""
        if self.let:
            return f"a list of numbers or strings is written `let {self.let} = […]`"
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

    def help(self) -> str:
        """What to write."""
        return "use it or remove it"


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
    set_aside: str | None = None
    """The value that was given a name last and is not used."""

    def message(self) -> str:
        """One line."""
        return f"the model `{self.name}` computes nothing: its output is its input"

    def notes(self) -> tuple[str, ...]:
        """Why what was computed is not what it gives."""
        return () if self.set_aside is None else (SET_ASIDE,)

    def help(self) -> str:
        """What to write."""
        if self.set_aside is None:
            return "add the steps that make something of it: `Dense(10)`"
        return f"say what the model gives: `output {self.set_aside}`"


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
    what: str = "block"
    """What it is, as it is declared: `block`, `model`, `layer` or `let`."""

    def message(self) -> str:
        """One line."""
        return f"`{self.name}` is made of itself"

    def notes(self) -> tuple[str, ...]:
        """The way round."""
        return ("each uses the next: " + " → ".join(f"`{n}`" for n in self.chain),)

    def help(self) -> str:
        """What to write."""
        match self.what:
            case "let":
                return "give it a value that does not depend on it"
            case "layer":
                return "make it of a layer of Keras, such as `Dense(…)`, under a name of its own"
            case _:
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
