"""GDL4: arguments that a layer, an object or a template cannot be given."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graphdsl.diagnostics.base import Diagnostic, Edit, Label
from graphdsl.diagnostics.foreign import FORMER
from graphdsl.diagnostics.spelling import certain, respelt
from graphdsl.diagnostics.wording import closest, count, listing
from graphdsl.source import NOWHERE, Span

_FAR = 100
"""Characters before a value in which its `=` stands, spaces between them included."""
_FEW = 6
"""Names of arguments that are told in a row."""
_NAMED_OR_END = re.compile(r"\s*(,\s*)?(\)|(?<=[,\s])\w+\s*=[^=])")
"""What follows the last argument by place."""
_WRITTEN_AS_INPUT = ("input_shape", "input_dim", "batch_input_shape", "batch_size")


class UnknownArgument(Diagnostic):
    """What is called has no argument of this name."""

    code = "GDL401"

    layer: str
    argument: str
    known: tuple[str, ...] = ()
    of_call: bool = False
    """Whether it is what the layer is called with instead."""
    given: tuple[str, ...] = ()
    """The arguments that are given too."""

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` has no argument `{self.argument}`"

    def help(self) -> str | None:
        """The argument that was most likely meant, or all of them."""
        if self.argument in _WRITTEN_AS_INPUT:
            return "the shape of the data stands in the model: `input image: [28, 28]`"
        if self.argument == "training":
            return "`fit` and `predict` say it; to keep a layer as it is, write `frozen` before it"
        if self.of_call:
            return f"give it in the call: `(x, {self.argument} = …) -> {self.layer}(…)`"
        if self._former():
            return f"it is called `{self._former()}`"
        near = closest(self.argument, self.known)
        if near:
            return f"did you mean `{near}`?"
        return f"it takes {listing(self.known)}" if self.known else "it takes no arguments"

    def fix(self) -> tuple[Edit, ...]:
        """The name of the argument that was meant."""
        meant = self._former() or certain(self.argument, self.known)
        return () if meant in self.given else respelt(self.span, self.argument, meant)

    def _former(self) -> str | None:
        """What the argument is called today, or in Keras."""
        return next((n for n in FORMER.get(self.argument, ()) if n in self.known), None)


def not_misnamed(missing: Sequence[str], unknown: Sequence[str], known: Sequence[str]) -> list[str]:
    """Those of `missing` that none of the `unknown` names stands for, which is told already."""
    left = list(missing)
    for name in unknown:
        former = next((n for n in FORMER.get(name, ()) if n in known), None)
        near = former or closest(name, known) or certain(name, known)
        if left and near in (None, *left):
            left.remove(near or left[0])
    return left


class MissingArgument(Diagnostic):
    """An argument without a default is not given."""

    code = "GDL402"

    layer: str
    argument: str
    expected: str = ""
    asked: bool = False
    """Whether it is a parameter of the model that was asked for."""

    def message(self) -> str:
        """One line."""
        if self.asked:
            return f"the model `{self.layer}` needs a value for its parameter `{self.argument}`"
        return f"`{self.layer}` needs the argument `{self.argument}`"

    def label(self) -> str:
        """What it would be."""
        return f"`{self.argument}` is {self.expected}" if self.expected else ""

    def help(self) -> str:
        """What to write."""
        if self.asked:
            name = self.argument
            return f'set it with `--set {name}=…` or `params={{"{name}": …}}`, or give it a default'
        return f"write `{self.layer}({self.argument} = …)`"


class WrongArgument(Diagnostic):
    """An argument has a value that it does not admit."""

    code = "GDL403"

    layer: str
    argument: str
    expected: str
    """Follows `expected`: `a positive integer`."""
    found: str
    """The value as it would be written."""
    candidates: tuple[str, ...] = ()
    """The strings that are admitted."""
    word: str = ""
    """The string that was given, if it was one."""
    inside: bool = False
    """Whether `found` is a part of what was given, an element of a list."""
    meant: str = ""
    """The argument that admits the string instead: `activation` for `relu`."""
    alone: str = ""
    """The value that is admitted instead: `64` for `[64]`, `(64,)` for `64`."""

    def message(self) -> str:
        """One line."""
        verb = "hold" if self.inside else "be"
        return f"`{self.argument}` of `{self.layer}` cannot {verb} {self.found}"

    def label(self) -> str:
        """What is admitted."""
        return f"expected {self.expected}"

    def help(self) -> str | None:
        """The string that was most likely meant, or the argument."""
        if compared := re.fullmatch(r"(\w+)\s*==\s*(.+)", self.span.text):
            return f"an argument gets its value with `=`: `{compared[1]} = {compared[2]}`"
        if self.meant and self._is_named():
            return f"`{self.word}` is a value for `{self.meant}`"
        if self.meant:
            return f"`{self.word}` is no value by place here: write `{self.meant} = {self.word}`"
        if self.alone:
            return f"write `{self.alone}`"
        near = closest(self.word, self.candidates) if self.word else None
        if self.word and not self.candidates and self.span.text == self.word:
            return f"nothing is called `{self.word}` here: `let {self.word} = …` gives it a value"
        return f"did you mean `{near}`?" if near else None

    def fix(self) -> tuple[Edit, ...]:
        """The string that was meant, where it is written here and not in a `let` elsewhere."""
        text = self.span.text
        if self.meant:
            by_place = text.strip("'\"") == self.word and not self._is_named()
            last = _NAMED_OR_END.match(self.span.source.text, self.span.end)
            return (Edit(self.span, f"{self.meant} = {text}"),) if by_place and last else ()
        if self.alone and f"`{' '.join(text.split())}`" == self.found:
            return (Edit(self.span, self.alone),)
        return respelt(self.span, self.word, certain(self.word, self.candidates))

    def _is_named(self) -> bool:
        """Whether the value stands behind the name of its argument."""
        text, start = self.span.source.text, self.span.start
        return text[max(0, start - _FAR) : start].rstrip().endswith("=")


class TooManyArguments(Diagnostic):
    """More positional arguments than there are places for."""

    code = "GDL404"

    layer: str
    expected: int
    found: int
    known: tuple[str, ...] = ()
    """The arguments that have a place."""
    first: str = ""
    """The first one that has none, as it is written."""
    flows: bool = False
    """Whether what flows is one more argument of the function."""

    def message(self) -> str:
        """One line."""
        if self.flows:
            places = count(self.expected, "argument") if self.expected else "no argument"
            return f"`{self.layer}` takes {places} beside what flows, found {self.found}"
        if not self.expected:
            return f"`{self.layer}` takes no positional arguments, found {self.found}"
        places = count(self.expected, "positional argument")
        return f"`{self.layer}` takes at most {places}, found {self.found}"

    def help(self) -> str | None:
        """Where what it is called with stands."""
        if self.expected:
            few = 0 < len(self.known) <= _FEW
            return f"in order it takes {listing(self.known)}" if few else None
        if self.flows:
            return f"a value before it takes the place of the flow: `x -> {self.layer}`"
        called = self.first if re.fullmatch(r"\[[\w., ]{1,40}\]", self.first) else "x"
        return f"what it is called with stands before it: `{called} -> {self.layer}`"


class GivenTwice(Diagnostic):
    """One argument is given twice."""

    code = "GDL405"

    layer: str
    argument: str
    first: Span

    def message(self) -> str:
        """One line."""
        return f"`{self.argument}` of `{self.layer}` is given twice"

    def labels(self) -> tuple[Label, ...]:
        """Where it was given first, if that place is known."""
        return () if self.first == NOWHERE else (Label(self.first, "first given here"),)


class ArgumentsClash(Diagnostic):
    """Arguments that are fine one by one but not together."""

    code = "GDL406"

    layer: str
    arguments: tuple[str, ...]
    why: str
    """Follows the names: `cannot both be above 1`."""
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{listing(self.arguments)} of `{self.layer}` {self.why}"

    def help(self) -> str | None:
        """What to write."""
        return self.hint
