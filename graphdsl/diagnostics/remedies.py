"""What would mend a type error: each was tried before it is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from graphdsl.diagnostics.base import Edit, Use
from graphdsl.source import NOWHERE, Span

_TOLD = 4
"""Remedies of one diagnostic that are told."""


_QUOTED = re.compile(r"`([^`]+)`")


class Remedy(Protocol):
    """Something that can be written instead."""

    def words(self, home: Span) -> str:
        """Told as a request; `home` is the place of the diagnostic."""
        ...


def help_of(remedies: Sequence[Remedy], home: Span) -> str | None:
    """The first few, one a line."""
    told = list(dict.fromkeys(remedy.words(home) for remedy in remedies))[:_TOLD]
    return "\nor ".join(told) or None


def block_use(uses: tuple[Use, ...]) -> Use | None:
    """The outermost use of a block; the copies of a branch are none."""
    return next((use for use in reversed(uses) if block_name(use)), None)


def block_name(use: Use) -> str:
    """The block that is used; nothing for a copy of a branch."""
    found = _QUOTED.search(use.what)
    return found[1] if found else ""


def place_words(span: Span, uses: tuple[Use, ...], home: Span) -> str:
    """`line 3`; `line 3 of conv.gdl` where that is another file; nothing where no text says it.

    Of what stands in a block it is the line where the block is used.
    """
    use = block_use(uses)
    shown = use.span if use else span
    if shown.source is NOWHERE.source:
        return ""
    line = f"line {shown.begin.line}"
    return line if shown.source.name == home.source.name else f"{line} of {shown.source.name}"


class Spot(NamedTuple):
    """A call, in words: its class, and where it stands."""

    what: str
    name: str
    """Of the call."""
    span: Span
    uses: tuple[Use, ...] = ()

    def words(self, home: Span) -> str:
        """`` `Flatten` in line 5``."""
        place = place_words(self.span, (), home)
        if not place:
            return f"`{self.what}` called `{self.name}`"
        return f"this `{self.what}`" if self.span == home else f"`{self.what}` in {place}"


class WithoutBatch(NamedTuple):
    """An input that is declared with the batch, as Keras shows shapes."""

    shape: str
    """What is left of it."""
    sizes: tuple[Span, Span] | None
    """Where the first two sizes are written."""

    def words(self, home: Span) -> str:
        """Told as a request."""
        return f"the batch dimension is never written: declare the input as {self.shape}"

    def edits(self) -> tuple[Edit, ...]:
        """Without the first size."""
        if self.sizes is None:
            return ()
        first, second = self.sizes
        return (Edit(first.source.span(first.start, second.start), ""),)


class OtherInput(NamedTuple):
    """Another size of an input."""

    name: str
    shapes: tuple[str, ...]
    at_least: bool = False
    multiple: int | None = None

    def words(self, home: Span) -> str:
        """Told as a request."""
        shapes = " or ".join(f"`{shape}`" for shape in self.shapes)
        if self.at_least:
            return f"declare `{self.name}` as {shapes} or larger"
        also = f", whose sizes are multiples of {self.multiple}" if self.multiple else ""
        return f"declare `{self.name}` as {shapes}{also}"


class OtherSize(NamedTuple):
    """A known size for an input in place of an open one."""

    name: str
    shape: str
    """With the open sizes."""

    def words(self, home: Span) -> str:
        """Told as a request."""
        return f"write a number in place of `?` in `{self.name}: {self.shape}`"


class Insert(NamedTuple):
    """A further step on the way of one of the tensors."""

    verb: str
    """`pad the 88`."""
    code: str
    behind: Spot | None = None
    """The call that gives the tensor, where it can be pointed at."""

    def words(self, home: Span) -> str:
        """Told as a request."""
        where = f" behind {self.behind.words(home)}" if self.behind else ""
        return f"{self.verb}: `{self.code}`{where}"


class OtherArgument(NamedTuple):
    """Another value of an argument."""

    spot: Spot
    codes: tuple[str, ...]
    """`padding = same`; several where each would do."""
    old: str = ""
    """What stands there; empty where the argument was left out."""
    further: tuple[Spot, ...] = ()
    """Other calls that need it as well."""

    def words(self, home: Span) -> str:
        """Told as a request."""
        codes = " or ".join(f"`{code}`" for code in self.codes)
        instead = f" instead of `{self.old}`" if self.old and not self.further else ""
        spots = Counter(spot.words(home) for spot in (self.spot, *self.further))
        places = (f"each {words}" if number > 1 else words for words, number in spots.items())
        return f"write {codes}{instead} in {' and '.join(places)}"


class LeaveOut(NamedTuple):
    """A step that is one too many."""

    spot: Spot

    def words(self, home: Span) -> str:
        """Told as a request."""
        return f"leave out {self.spot.words(home)}"


class Instead(NamedTuple):
    """Another layer in place of one."""

    spot: Spot
    code: str

    def words(self, home: Span) -> str:
        """Told as a request."""
        return f"write `{self.code}` instead of {self.spot.words(home)}"
