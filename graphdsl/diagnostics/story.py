"""How the sizes that a type error speaks of came about, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Literal, NamedTuple

from graphdsl.diagnostics.base import Diagnostic, Edit, Label, Use
from graphdsl.diagnostics.remedies import (
    Remedy,
    WithoutBatch,
    block_name,
    block_use,
    help_of,
    place_words,
)
from graphdsl.source import NOWHERE, Span

_SHOWN = 6
"""Sizes of one chain that are shown; of a longer one the middle is left out."""
_LABELS = 4
"""Further places that are shown."""


class Step(NamedTuple):
    """A call that made a size or changed it, or the input that it was declared for."""

    kind: Literal["input", "made", "changed", "joined"]
    what: str
    """The layer's class, the function, or the name of the input."""
    name: str
    """The name of the call."""
    before: tuple[str, ...]
    """What it was made of: one size, several that were joined, or none."""
    after: str
    span: Span
    """The call, the argument that says the size, or the size of an input."""
    uses: tuple[Use, ...] = ()
    dropped: int = 0
    """How many of the size before had no part in it, since it does not divide."""
    added: int = 0
    """How many more there could have been for the same result: it was rounded up."""


class History(NamedTuple):
    """Where one size comes from: the step that made it, and those that changed it since."""

    steps: tuple[Step, ...]

    @property
    def size(self) -> str:
        """The size as it is in the end."""
        return self.steps[-1].after


class Turn(NamedTuple):
    """The call that gave a tensor its number of dimensions, or its whole form."""

    what: str
    before: str
    """The shape that it took; empty for an input."""
    after: str
    span: Span
    uses: tuple[Use, ...] = ()


class Story(NamedTuple):
    """Everything that explains one diagnostic."""

    histories: tuple[History, ...] = ()
    turns: tuple[Turn, ...] = ()
    further: tuple[Label, ...] = ()
    remedies: tuple[Remedy, ...] = ()

    def labels(self) -> tuple[Label, ...]:
        """The places where the sizes were made, or went wrong."""
        found = [*map(_turn_label, self.turns), *self._sources(), *self.further]
        return tuple(dict.fromkeys(found))[:_LABELS]

    def _sources(self) -> Iterator[Label]:
        common = self._common()
        uneven = [s for h in self.histories for s in h.steps[common:] if s.dropped or s.added]
        if uneven and len(self.histories) > 1:
            yield from (_step_label(step) for step in dict.fromkeys(uneven))
            return
        begun: dict[Span, list[History]] = {}
        for history in self.histories:
            begun.setdefault(history.steps[0].span, []).append(history)
        for span, histories in begun.items():
            yield Label(span, _begun_words(histories))
        later = dict.fromkeys(step for h in self.histories for step in h.steps[1:])
        yield from (_joined_label(step) for step in later if step.kind == "joined")

    def _common(self) -> int:
        """How many steps all histories begin with."""
        if len(self.histories) < 2:
            return 0
        columns = zip(*(h.steps for h in self.histories), strict=False)
        number = 0
        for column in columns:
            if any(step != column[0] for step in column):
                break
            number += 1
        return number

    def edits(self) -> tuple[Edit, ...]:
        """Those of a remedy that is certain, where it is the only one."""
        only = self.remedies[0] if len(self.remedies) == 1 else None
        return only.edits() if isinstance(only, WithoutBatch) else ()

    def notes(self, at: Diagnostic) -> tuple[str, ...]:
        """The way of each size, as a chain."""
        common = self._common()
        shared = self.histories[0].steps[:common] if self.histories else ()
        notes: list[str] = []
        if common > 1:
            notes.append(f"both come from {_chain(shared, at)}")
        for history in self.histories:
            own = history.steps[common - 1 :] if common > 1 else history.steps
            if len(own) == 1 and common < 2 and own[0].span.source is NOWHERE.source:
                notes.append(f"{history.size} comes from {_maker_words(own[0], at)}")
            if len(own) > 1 and any(step.after != "?" for step in own):
                then = " then" if common > 1 else ""
                chain = _chain(own, at, bare=common > 1)
                notes.append(f"{history.size}{then} comes from {chain}")
        return tuple(dict.fromkeys(notes))

    def help(self, at: Diagnostic) -> str | None:
        """What to write instead."""
        return help_of(self.remedies, at.span)


def _chain(steps: Sequence[Step], at: Diagnostic, *, bare: bool = False) -> str:
    """`178 (`image`, line 2) → 89 → 44 (`MaxPooling2D`, line 5)`; `bare` leaves out what made the
    first. Of a use of a block only what came out of it is told."""
    parts: list[str] = []
    for number, step in enumerate(steps):
        maker = _maker_words(step, at)
        goes_on = number + 1 < len(steps) and _alike(step, steps[number + 1], at)
        if goes_on and number and _other_use(step, at):
            continue
        alone = goes_on or (bare and number == 0)
        parts.append(step.after if alone else f"{step.after} ({maker})")
    if len(parts) > _SHOWN:
        left_out = len(parts) - _SHOWN + 1
        parts = [*parts[:2], f"… {left_out} more …", *parts[-(_SHOWN - 3) :]]
    return " → ".join(parts)


def _maker_words(step: Step, at: Diagnostic) -> str:
    """What made the size, and where: the call, or the use of a block with the call in it."""
    use = _other_use(step, at)
    place = place_words(step.span, (use,) if use else (), at.span)
    if not place:
        return f"`{step.name}`"
    return f"`{block_name(use) if use else step.what}`, {place}"


def _alike(step: Step, other: Step, at: Diagnostic) -> bool:
    """Whether two steps were taken in one use of a block, or by one call in rounds of a loop."""
    same = _maker_words(step, at) == _maker_words(other, at)
    return same and _other_use(step, at) == _other_use(other, at)


def _other_use(step: Step, at: Diagnostic) -> Use | None:
    """The use of a block in which the step was taken, unless the diagnostic stands in it too."""
    use = block_use(step.uses)
    return None if use == block_use(at.uses) else use


def _begun_words(histories: Sequence[History]) -> str:
    """What begins at one place."""
    firsts = list(dict.fromkeys(history.steps[0] for history in histories))
    sizes = list(dict.fromkeys(step.after for step in firsts))
    if len(sizes) > 1:
        names = list(dict.fromkeys(block_name(use) for use in firsts[0].uses[:1]))
        where = f"uses of `{names[0]}`" if names and names[0] else "rounds or copies"
        return f"{' and '.join(sizes)} come from here, in different {where}"
    first = firsts[0]
    if first.after == "?" and first.kind == "input":
        return "this size is left open"
    if len(first.before) > 1:
        return f"{first.after} is {_sum_of(first)} here"
    if first.after == "?":
        return "the size is open from here on"
    alone = any(history.size == first.after for history in histories)
    return f"{first.after} comes from here" if alone else f"{first.after} at first"


def _joined_label(step: Step) -> Label:
    """Where an open size went into a product or a sum."""
    return Label(step.span, f"made of {_listed(step.before)} here")


def _listed(sizes: Sequence[str]) -> str:
    return f"{', '.join(sizes[:-1])} and {sizes[-1]}"


def _sum_of(step: Step) -> str:
    """`8 × 8 × 4`, `32 + 64`, or merely that it was made of several sizes."""
    if "?" in step.before:
        return f"made of {_listed(step.before)}"
    numbers = [int(size) for size in step.before]
    if str(prod(numbers)) == step.after:
        return " × ".join(step.before)
    if str(sum(numbers)) == step.after:
        return " + ".join(step.before)
    return f"made of {_listed(step.before)}"


def _step_label(step: Step) -> Label:
    """Where a size did not divide."""
    before = step.before[0]
    if step.dropped:
        lost = "the last one is dropped" if step.dropped == 1 else f"{step.dropped} are dropped"
        return Label(step.span, f"{before} becomes {step.after} here: {lost}")
    return Label(step.span, f"{before} becomes {step.after} here: rounded up")


def _turn_label(turn: Turn) -> Label:
    """Where a tensor got its form."""
    if not turn.before:
        return Label(turn.span, f"{turn.after} comes from here")
    return Label(turn.span, f"makes {turn.after} of {turn.before}")
