"""GDL04: weights that are to come from somewhere."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.diagnostics.wording import count, did_you_mean, listing, some

_TOLD = 6
"""Layers that are told one by one."""


class WeightsUnreadable(Diagnostic):
    """A file that weights are to come from has none that could be read."""

    code = "GDL040"

    path: str
    reason: str

    def message(self) -> str:
        """One line."""
        return f"cannot read the weights of `{self.path}`: {self.reason}"

    def help(self) -> str | None:
        """What can be read."""
        return "give a .keras file, or .weights.h5 or .h5 with the model that it was saved from"


class WeightsIncomplete(Diagnostic):
    """Not every layer got its weights, and `--strict-weights` asks for that."""

    code = "GDL041"

    fresh: tuple[str, ...]
    unfit: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        left = len(self.fresh) + len(self.unfit)
        return f"{count(left, 'layer')} of the model did not get weights"

    def notes(self) -> tuple[str, ...]:
        """Which ones."""
        found: list[str] = []
        if self.fresh:
            found.append(f"nothing has the name of {some(self.fresh)}")
        if self.unfit:
            found.append(f"the shapes differ for {some(self.unfit)}")
        return tuple(found)

    def help(self) -> str | None:
        """What to do."""
        if self.fresh:
            return "tell other names by `--rename old=new`, or leave `--strict-weights` out"
        return "leave `--strict-weights` out to begin with fresh weights there"


class RenamesNothing(Diagnostic):
    """A `--rename` whose old name no layer of the other model has."""

    code = "GDL042"

    old: str
    candidates: tuple[str, ...] = ()

    def message(self) -> str:
        """One line."""
        return f"no layer with weights to copy is called `{self.old}`"

    def help(self) -> str | None:
        """What was most likely meant."""
        near = did_you_mean(self.old, self.candidates)
        if near or not self.candidates:
            return near
        return f"the name in the file comes first, `old=new`; there are {some(self.candidates)}"


class WeightsNotToHave(Diagnostic):
    """Weights of an application model that have to be downloaded and could not be."""

    code = "GDL043"

    application: str
    weights: str
    words: str

    def message(self) -> str:
        """One line."""
        return f"Keras could not load the weights `{self.weights}` of `{self.application}`"

    def notes(self) -> tuple[str, ...]:
        """What Keras says."""
        return (f"Keras: {self.words}",)

    def help(self) -> str | None:
        """What to do."""
        if self.weights not in ("imagenet", "noisy-student"):
            return "it has to be a file with weights of this very model, or `imagenet`, or `none`"
        return (
            "they come from the network: run it once where there is one, and Keras keeps them in "
            "~/.keras/models; or write `weights = none`"
        )


class NothingTakesFrom(Diagnostic):
    """Weights were given for a model from which nothing was taken."""

    code = "GDL044"

    name: str
    known: tuple[str, ...] = ()

    def message(self) -> str:
        """One line."""
        return f"weights are given for `{self.name}`, and nothing is taken from that model"

    def help(self) -> str | None:
        """From what models parts are taken."""
        if not self.known:
            return "give the file alone: `--weights FILE`"
        return f"parts are taken from {listing(self.known)}"


class WeightsDiffer(Diagnostic):
    """Layers whose weights have other shapes where they come from; they stay fresh."""

    code = "GDL045"
    level = Level.WARNING

    source: str
    layers: tuple[tuple[str, str], ...]
    """Each layer, and how the shapes differ."""

    def message(self) -> str:
        """One line."""
        return (
            f"the weights of {count(len(self.layers), 'layer')} in `{self.source}` have other "
            "shapes: those layers begin untrained"
        )

    def notes(self) -> tuple[str, ...]:
        """Which ones."""
        told = tuple(f"`{name}`: {why}" for name, why in self.layers[:_TOLD])
        more = len(self.layers) - _TOLD
        return (*told, f"and {more:,} more") if more > 0 else told


class NothingCopied(Diagnostic):
    """Weights were given, and no layer has a name that is among theirs."""

    code = "GDL046"

    source: str
    layers: tuple[str, ...]
    theirs: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return f"no layer of the model has weights in `{self.source}`"

    def notes(self) -> tuple[str, ...]:
        """What the layers are called on both sides."""
        return (
            f"the model has {some(self.layers)}",
            f"the weights are those of {some(self.theirs)}",
        )

    def help(self) -> str | None:
        """What to do."""
        return "layers are found by name: tell how they are called by `--rename old=new`"
