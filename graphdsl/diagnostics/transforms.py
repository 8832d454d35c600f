"""GDL32 to GDL33: operations on graphs that cannot be carried out."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import count, did_you_mean, listing

LONGEST_PATH = 9
"""Names on a path that are told one by one."""


class UnknownPart(Diagnostic):
    """Nothing in the model is called so."""

    code = "GDL320"

    name: str
    model: str
    argument: str
    candidates: tuple[str, ...] = ()
    wanted: str = ""
    """What alone can be meant: `input`, `segment`."""

    def message(self) -> str:
        """One line."""
        what = f"no {self.wanted} of" if self.wanted else "nothing in"
        return f"{what} `{self.model}` is called `{self.name}`"

    def label(self) -> str:
        """Which argument it is about."""
        return f"asked for as `{self.argument}`"

    def help(self) -> str | None:
        """What is called nearly so, or a few of the names."""
        near = did_you_mean(self.name, self.candidates)
        if near or not self.candidates:
            return near
        more = "" if len(self.candidates) <= 8 else f" and {len(self.candidates) - 8:,} more"
        return f"there are {', '.join(f'`{c}`' for c in self.candidates[:8])}{more}"


class NothingMatches(Diagnostic):
    """A part of the model gives nothing that could be an output."""

    code = "GDL321"

    name: str
    model: str
    is_input: bool = False

    def message(self) -> str:
        """One line."""
        if self.is_input:
            return f"`{self.name}` is an input of `{self.model}`: there is nothing to compute"
        return f"`{self.name}` of `{self.model}` gives nothing that could be an output"

    def help(self) -> str | None:
        """What to name instead."""
        return "name a head, a segment that ends in a value, a value or a layer"


class CutAcross(Diagnostic):
    """What is kept needs a value that lies before the start, and that no start gives."""

    code = "GDL322"

    value: str
    """The value that crosses the cut."""
    path: tuple[str, ...]
    """From that value to what is kept."""
    starts: tuple[str, ...]
    """The smallest set of starts that works; empty where there is none."""
    others: int = 0
    """How many more values cross the cut."""
    part: bool = False
    """Whether the start is the first layer of a part, which has one input."""

    def message(self) -> str:
        """One line."""
        more = f", and {count(self.others, 'other value')} too" if self.others else ""
        return f"the cut runs across a connection: `{self.value}` is needed behind it{more}"

    def notes(self) -> tuple[str, ...]:
        """How it gets to what is kept."""
        path = self.path
        if len(path) > LONGEST_PATH:
            path = (*path[: LONGEST_PATH - 3], "…", *path[-2:])
        return (f"it is read on the path {' -> '.join(path)}",)

    def help(self) -> str | None:
        """Starts that work."""
        if self.part:
            return (
                "begin further up, at a layer that every path to the end of the part runs through"
            )
        if not self.starts:
            return "no smaller start works than the inputs of the model: leave `since` out"
        if len(self.starts) == 1:
            return f"the smallest start that works is `since = {self.starts[0]}`"
        return f"the smallest set of starts that works is `since = [{', '.join(self.starts)}]`"


class StartUnused(Diagnostic):
    """Nothing that is kept depends on a start."""

    code = "GDL323"

    name: str
    kept: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        verb = "does not depend" if len(self.kept) == 1 else "do not depend"
        return f"{listing(self.kept)} {verb} on the start `{self.name}`"

    def help(self) -> str | None:
        """What to do."""
        return "leave it out of `since`, or keep something that lies behind it"


class StartOpen(Diagnostic):
    """A start whose type is not known, or that has no batch dimension, cannot be an input."""

    code = "GDL324"

    name: str
    reason: str

    def message(self) -> str:
        """One line."""
        return f"`{self.name}` cannot become an input: {self.reason}"

    def help(self) -> str | None:
        """What to do."""
        return "start at another value"


class NotOneTensor(Diagnostic):
    """A layer that is removed, or next to which one is inserted, has several tensors there."""

    code = "GDL325"

    name: str
    what: str
    """`reads` or `gives`."""
    tensors: tuple[str, ...]
    hint: str = ""

    def message(self) -> str:
        """One line."""
        named = listing(self.tensors) if self.tensors else "no tensor"
        return f"`{self.name}` {self.what} {named}: it has to be one tensor"

    def help(self) -> str | None:
        """What to do."""
        return self.hint or None


class DoesNotFit(Diagnostic):
    """The changed graph has an error that the graph before did not have."""

    code = "GDL326"

    operation: str
    problem: str
    """What is wrong with the result, as a sentence."""
    place: str
    """The call at which it is wrong."""

    def message(self) -> str:
        """One line."""
        return f"`{self.operation}` gives a model that cannot be built: {self.problem}"

    def notes(self) -> tuple[str, ...]:
        """Where."""
        return (f"that is at `{self.place}`",) if self.place else ()

    def help(self) -> str | None:
        """What to do."""
        return "the other layers stay as they are: what is new has to give the shape they take"


class KeptIsStart(Diagnostic):
    """A value is both kept and given: nothing would be computed."""

    code = "GDL327"

    name: str

    def message(self) -> str:
        """One line."""
        return f"`{self.name}` is both a start and what is kept: there is nothing to compute"

    def help(self) -> str | None:
        """What to do."""
        return "keep something that lies behind it, or start further up"


class SharedAcross(Diagnostic):
    """A layer in a segment is called outside of it too, so it cannot move into a model."""

    code = "GDL328"

    layer: str
    segment: str
    outside: str

    def message(self) -> str:
        """One line."""
        return f"`{self.segment}` cannot be a model of its own: it shares `{self.layer}`"

    def notes(self) -> tuple[str, ...]:
        """Where else."""
        return (f"`{self.outside}` calls the same layer outside of it",)

    def help(self) -> str | None:
        """What to do."""
        return "nest a segment that has all calls of the layer in it"


class LeavesAndReturns(Diagnostic):
    """A path leads out of a segment and into it again, so it cannot be one model."""

    code = "GDL330"

    segment: str
    path: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return f"`{self.segment}` cannot be a model of its own: a path leaves it and comes back"

    def notes(self) -> tuple[str, ...]:
        """The path."""
        return (f"the path is {' -> '.join(self.path)}",)

    def help(self) -> str | None:
        """What to do."""
        return "nest a segment that has the whole path in it"


class CannotMerge(Diagnostic):
    """Models that do not have the same inputs, or give what cannot be joined."""

    code = "GDL329"

    first: str
    second: str
    reason: str

    def message(self) -> str:
        """One line."""
        return f"`{self.first}` and `{self.second}` cannot be merged: {self.reason}"

    def help(self) -> str | None:
        """What to do."""
        return "models are merged that take the same inputs and give outputs of one shape"


class NothingToReplace(Diagnostic):
    """No layer in the model is of the class that is to be replaced."""

    code = "GDL333"

    cls: str
    model: str
    candidates: tuple[str, ...] = ()

    def message(self) -> str:
        """One line."""
        return f"no layer in `{self.model}` is a `{self.cls}`"

    def help(self) -> str | None:
        """The class that was most likely meant."""
        near = did_you_mean(self.cls, self.candidates)
        return near or (f"there are {listing(self.candidates[:8])}" if self.candidates else None)
