"""GDL6: outputs, their losses, and how a model is trained."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Edit, Label, Level
from graphdsl.diagnostics.flow import SET_ASIDE
from graphdsl.diagnostics.spelling import certain, respelt
from graphdsl.diagnostics.wording import closest, enumeration, listing
from graphdsl.source import Span


class NoOutput(Diagnostic):
    """A model that computes nothing."""

    code = "GDL601"

    name: str
    set_aside: str | None = None
    """The value that was given a name last and is not used."""

    def message(self) -> str:
        """One line."""
        return f"the model `{self.name}` has no output"

    def notes(self) -> tuple[str, ...]:
        """Why what was computed is no output."""
        return () if self.set_aside is None else (SET_ASIDE,)

    def help(self) -> str:
        """What to write."""
        if self.set_aside is not None:
            return f"say what the model gives: `output {self.set_aside}`"
        return "end it in a step, in `head name (loss = …) { … }` or in `output name`"


class UnknownEntry(Diagnostic):
    """An entry or option that a `train` block, a head or an aux does not have."""

    code = "GDL602"

    name: str
    where: str
    known: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return f"{self.where} has no entry `{self.name}`"

    def help(self) -> str:
        """What there is."""
        near = closest(self.name, self.known)
        return f"did you mean `{near}`?" if near else f"it takes {listing(self.known)}"

    def fix(self) -> tuple[Edit, ...]:
        """The entry that was meant."""
        return respelt(self.span, self.name, certain(self.name, self.known))


class EntryTwice(Diagnostic):
    """An entry is given twice."""

    code = "GDL603"

    name: str
    first: Span

    def message(self) -> str:
        """One line."""
        return f"`{self.name}` is given twice"

    def labels(self) -> tuple[Label, ...]:
        """Where it was given first."""
        return (Label(self.first, "first given here"),)


class UnknownOutputKey(Diagnostic):
    """A key of losses, weights or metrics that names no output."""

    code = "GDL604"

    entry: str
    key: str
    outputs: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return f"`{self.entry}` speaks of an output `{self.key}` that the model does not have"

    def help(self) -> str:
        """The outputs that there are."""
        near = closest(self.key, self.outputs)
        if near:
            return f"did you mean `{near}`?"
        are = "output is" if len(self.outputs) == 1 else "outputs are"
        return f"its {are} {listing(self.outputs)}"

    def fix(self) -> tuple[Edit, ...]:
        """The output that was meant."""
        return respelt(self.span, self.key, certain(self.key, self.outputs))


class LossTwice(Diagnostic):
    """An output gets its loss both from its head and from the `train` block."""

    code = "GDL605"

    entry: str
    output: str

    def message(self) -> str:
        """One line."""
        return f"the output `{self.output}` has its `{self.entry}` in its head already"

    def help(self) -> str:
        """What to write."""
        return "say it in one place: in the head, or for plain outputs in `train`"


class NoLoss(Diagnostic):
    """A `train` block or metrics in a model in which nothing has a loss."""

    code = "GDL606"

    outputs: tuple[str, ...]
    metrics: bool = False
    """Whether metrics alone say that it is to be measured."""

    def message(self) -> str:
        """One line."""
        what = "the model has metrics" if self.metrics else "the model is to be trained"
        return f"{what}, but no output has a loss"

    def notes(self) -> tuple[str, ...]:
        """Why that matters for metrics."""
        return ("without a loss Keras does not evaluate a model either",) if self.metrics else ()

    def help(self) -> str:
        """What to write."""
        return "write `loss = …` in a head, or in `train` for a plain output"


class OutputTwice(Diagnostic):
    """One output name for two outputs."""

    code = "GDL607"

    name: str
    first: Span
    placed: bool = False
    """Whether it has two places in `output:`."""

    def message(self) -> str:
        """One line."""
        return f"two outputs are called `{self.name}`"

    def label(self) -> str:
        """What stands here."""
        return "the second one"

    def help(self) -> str:
        """What to write."""
        if self.placed:
            name = self.name
            return f"to give it twice, name it twice: `{name}_again = {name}` on a line before"
        return "a head is an output already; two values need two names"

    def labels(self) -> tuple[Label, ...]:
        """Where the first one is."""
        return (Label(self.first, "the first one"),)


class NeedsSeveralOutputs(Diagnostic):
    """A list of losses or the like where outputs have names."""

    code = "GDL608"

    entry: str
    outputs: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return f"with several outputs `{self.entry}` has to name those that it is for"

    def help(self) -> str:
        """What to write."""
        example = ", ".join(f"{o}: …" for o in self.outputs[:2])
        return f"write `{self.entry} = {{{example}}}`, or say it in the heads"


class TrainingIgnored(Diagnostic):
    """A model that is used as a step says how it is trained."""

    code = "GDL609"
    level = Level.WARNING

    model: str
    said: tuple[str, ...]
    """What it says, in words: `losses`, `` `train` ``."""
    aux: tuple[str, ...] = ()
    """The names of its auxiliary outputs."""

    def message(self) -> str:
        """One line."""
        has = "has" if len(self.said) == 1 and self.said[0].startswith("`") else "have"
        what = f"the {enumeration(self.said)} of `{self.model}` {has} no effect here"
        return f"only the outermost model is trained: {what}"

    def notes(self) -> tuple[str, ...]:
        """What becomes of auxiliary outputs."""
        if not self.aux:
            return ()
        return (f"here {listing(self.aux)} stays a result of `{self.model}`, for inference too",)

    def help(self) -> str:
        """What to write."""
        return "say it in the outermost model: `head name (loss = …) from … { … }`"


class NothingLeft(Diagnostic):
    """A model whose every output is auxiliary, without its auxiliary outputs."""

    code = "GDL610"

    model: str

    def message(self) -> str:
        """One line."""
        return f"nothing is left of `{self.model}`: every output of it is an `aux`"

    def help(self) -> str:
        """What to write."""
        return "make what is to be predicted a `head`"


class WeightWithoutLoss(Diagnostic):
    """A loss weight for an output that has no loss."""

    code = "GDL611"

    output: str

    def message(self) -> str:
        """One line."""
        return f"the output `{self.output}` has a loss weight but no loss"

    def help(self) -> str:
        """What to write."""
        return "give it a `loss`, or leave the weight out"
