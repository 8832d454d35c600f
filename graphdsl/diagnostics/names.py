"""GDL2: names that mean nothing, or too much; one module, as the codes are one series."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Edit, Label, Level
from graphdsl.diagnostics.foreign import ELSEWHERE, MODULES, range_edits
from graphdsl.diagnostics.likeness import classes
from graphdsl.diagnostics.spelling import certain
from graphdsl.diagnostics.wording import closest, listing
from graphdsl.source import Span


class UndefinedName(Diagnostic):
    """Nothing of this name can stand here."""

    code = "GDL201"

    name: str
    wanted: str
    """What was looked for: `layer`, `value`, `function` …"""
    candidates: tuple[str, ...] = ()
    python: str = ""
    """What a name of Python stands for here: `true` for `True`."""
    result: str = ""
    """The text that calls a result so, where that may be meant: `Dense(2) as h`."""
    later: bool = False
    """Whether the same body gives the name to a value, but not before this place."""

    def message(self) -> str:
        """One line."""
        return f"unknown {self.wanted} `{self.name}`"

    def help(self) -> str | None:
        """The name that was most likely meant."""
        if self.later:
            return f"`{self.name}` is a value only behind the line that names it"
        if self.python == _ANY_SIZE:
            return "a size that is not known is written `?`; the batch dimension is never written"
        ranks = self._ranks()
        if ranks:
            return f"there are {listing(ranks)}"
        if self.name.endswith(".shape"):
            return "a size is written as a number, or named by `let`; `reshape` takes -1 for one"
        if self.name == "range":
            edits = range_edits(self.span)
            if edits:
                return f"both ends of a range belong to it: `{edits[0].text}`"
            return "write `1..3` for the numbers from 1 to 3, or `repeat 3 { … }`"
        if self.wanted == "layer" and self.name.endswith(".add"):
            return "the steps of a model stand one below the other: write the layer alone"
        near = next((edit.text for edit in self.fix()), None) or self._near()
        is_class = self.name.isidentifier() and self.name[:1].isupper()
        if near is None and self.wanted == "layer" and is_class:
            return f"a layer that Python brings is declared: `extern layer {self.name}(…)`"
        meant = f"did you mean `{near}`?" if near else None
        if not self.result:
            return meant
        if self.name in {"output", "outputs"}:
            return "a model gives the end of its flow, or what a line names: `output a, b`"
        named = f"to call the result `{self.name}` write `{self.result}`"
        return f"{meant} Or, {named}" if meant else named

    def fix(self) -> tuple[Edit, ...]:
        """The name that was meant for certain in its place."""
        if self._ranks() or self.later:
            return ()
        if self.name == "range":
            return range_edits(self.span)
        plain = self._plain()
        known = plain if plain != self.name and plain in self.candidates else ""
        close = "" if ELSEWHERE.get(plain) in self.candidates else certain(plain, self._alike())
        meant = self.python or known or close
        return (Edit(self.span, meant),) if meant else ()

    def _ranks(self) -> list[str]:
        """`Conv1D`, `Conv2D` and `Conv3D` for `Conv`."""
        ranks = [f"{self.name}{n}D" for n in (1, 2, 3)]
        return [r for r in ranks if r in self.candidates]

    def _near(self) -> str | None:
        """`Dense` for `Dens`, and for `keras.layers.Dense` too."""
        last = self.name.rpartition(".")[2]
        if self.python or (last in self.candidates and last != self.name):
            return self.python or last
        alike, name = self._alike(), self._plain()
        if ELSEWHERE.get(name) in alike:
            return ELSEWHERE[name]
        near = closest(name, classes(alike) if name[:1].isupper() else ()) or closest(name, alike)
        return near if near != self.name else None

    def _plain(self) -> str:
        """The name without the modules of Keras before it."""
        first = self.name.partition(".")[0]
        return self.name.rpartition(".")[2] if first in MODULES else self.name

    def _alike(self) -> tuple[str, ...]:
        """The candidates that differ in one part of a dotted name, not in both."""
        before, dot, last = self._plain().rpartition(".")
        if not dot:
            return self.candidates
        parts = [(c, c.rpartition(".")) for c in self.candidates]
        return tuple(c for c, (b, d, end) in parts if d and (b == before or end == last))


_ANY_SIZE = "?"


class BoundTwice(Diagnostic):
    """A name is given twice in one scope."""

    code = "GDL202"

    name: str
    first: Span

    def message(self) -> str:
        """One line."""
        return f"the name `{self.name}` is given twice"

    def label(self) -> str:
        """What stands here."""
        return "given again here"

    def labels(self) -> tuple[Label, ...]:
        """Where it was bound first."""
        text = self.first.text
        copies = self.name.startswith(f"{text}_") and text.isidentifier()
        what = f"first given here, to a copy of `{text}`" if copies else "first given here"
        return (Label(self.first, what),)

    def help(self) -> str:
        """What to write."""
        if self.name == "stem" == self.first.text:
            return "a body has one `stem`: further stretches are written `stage name { … }`"
        return "a name is given once in its scope: choose another name"


class NeverUsed(Diagnostic):
    """A name is bound and nothing reads it."""

    code = "GDL203"
    level = Level.WARNING

    name: str
    what: str
    """What it is: `value`, `parameter`, `shared layer` …"""

    def message(self) -> str:
        """One line."""
        return f"the {self.what} `{self.name}` is never used"

    def help(self) -> str:
        """What to write."""
        if self.what == "loop variable":
            return "`repeat` makes rounds without one: `repeat 3 { … }`"
        return "use it or remove it"


class DuplicateLayerName(Diagnostic):
    """Two layers of one model would have one name."""

    code = "GDL204"

    name: str
    first: Span

    def message(self) -> str:
        """One line."""
        return f"two layers are called `{self.name}`"

    def label(self) -> str:
        """What stands here."""
        return "both are made here" if self._at_one_place else "the second one"

    def labels(self) -> tuple[Label, ...]:
        """Where the first one is."""
        return () if self._at_one_place else (Label(self.first, "the first one"),)

    @property
    def _at_one_place(self) -> bool:
        return self.first == self.span

    def help(self) -> str:
        """What to write."""
        if self._at_one_place:
            written = f'name = "{self.name}_{{i}}"'
            return f"insert a loop variable, `{written}`, or leave `name` out"
        return "layer names are unique in a model: rename one of them"


class BadLayerName(Diagnostic):
    """A name with which a model cannot be built, or not be run by TensorFlow."""

    code = "GDL205"

    name: str
    what: str = "layer"
    """`layer` or `model`."""

    def message(self) -> str:
        """One line."""
        if not self.name:
            return f"the name of a {self.what} cannot be empty"
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in self.name)
        return f"`{shown}` cannot be the name of a {self.what}"

    def help(self) -> str:
        """What to write."""
        if self.what == "model":
            return "TensorFlow runs no model whose name begins with `_`"
        return "TensorFlow takes letters from a to z, digits, and `_`, `.`, `-` and `>`"


class NotAStep(Diagnostic):
    """Something that cannot be applied to the flow stands where a step is needed."""

    code = "GDL206"

    found: str
    place: str = "step"
    """What is needed: `step`, `shared` or `layer`."""
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        is_none = "cannot be shared" if self.place == "shared" else f"is not a {self.place}"
        return f"{self.found} {is_none}"

    def label(self) -> str:
        """What could stand here."""
        return {
            "step": "expected a layer, a block, a model or a function",
            "shared": "expected a layer, a block or a model",
            "layer": "expected a layer",
        }[self.place]

    def help(self) -> str | None:
        """What to write."""
        return self.hint


class NotATensor(Diagnostic):
    """Something without a tensor value stands where one is needed."""

    code = "GDL207"

    found: str
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.found} is not a tensor of this model"

    def help(self) -> str | None:
        """What to write."""
        return self.hint


class StepInExpression(Diagnostic):
    """A layer is called inside a tensor expression."""

    code = "GDL208"

    layer: str
    what: str = "layer"
    """Or `block`, or `model`."""
    written: str
    others: tuple[Span, ...] = ()
    """Further ones in the same expression."""
    comment: bool = False
    """Whether `//` stands behind it, with which other languages begin a comment."""

    def message(self) -> str:
        """One line."""
        return f"the {self.what} `{self.layer}` is called inside an expression"

    def labels(self) -> tuple[Label, ...]:
        """The further ones."""
        return tuple(Label(span, "another one") for span in self.others)

    def help(self) -> str:
        """The form in two lines, or more."""
        if self.comment:
            return "a comment begins with `#`"
        if self.others:
            return "give each of them a name on a line of its own, and use the names: " + ", ".join(
                f"`{name} = {text}`"
                for name, text in zip("yz", (self.written, _one_line(self.others[0])), strict=True)
            )
        return f"give its result a name first: `y = {self.written}`, then use `y` in the expression"


def _one_line(span: Span) -> str:
    return " ".join(span.text.split())


class NotAValue(Diagnostic):
    """A tensor, layer or block stands where a number, string or object is needed."""

    code = "GDL209"

    found: str
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.found} cannot stand here"

    def label(self) -> str:
        """What could stand here."""
        return "expected a number, string, list, object or layer"

    def help(self) -> str | None:
        """What to write."""
        return self.hint
