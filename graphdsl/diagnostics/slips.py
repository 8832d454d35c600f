"""GDL1: what comes from another language, or from a hurry, and is recognised."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Edit, Label
from graphdsl.source import Span

_LONGEST_START = 48
"""Characters of call arguments that are shown again."""


class CallOfCall(Diagnostic):
    """A layer that is called as in Python: `Dense(64)(x)`."""

    code = "GDL110"

    layer: str
    called_with: str
    """What would stand left of `->`."""

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` is called as in Python"

    def label(self) -> str:
        """What the place is."""
        return "called with this"

    def help(self) -> str | None:
        """The pipeline that means the same."""
        return f"write `{self.called_with} -> {self.layer}`"


class ColonForEquals(Diagnostic):
    """`f(a: 1)`: a colon where an argument gets its value."""

    code = "GDL111"

    name: str
    of: str
    """What the name is: `an argument`, `a parameter`, `an entry`."""

    def message(self) -> str:
        """One line."""
        return f"{self.of} gets its value with `=`, not with `:`"

    def help(self) -> str | None:
        """The same with `=`."""
        return f"write `{self.name} = …`"

    def fix(self) -> tuple[Edit, ...]:
        """`=` for the colon."""
        spaced = (
            " =" if self.span.source.text[self.span.start - 1 : self.span.start] != " " else "="
        )
        return (Edit(self.span, spaced),)


class EqualsForColon(Diagnostic):
    """`{a = 1}` or `input x = [3]`: an equals sign where a colon belongs."""

    code = "GDL112"

    name: str
    of: str
    """What the name is: `a key of a dict`, `an input`."""

    def message(self) -> str:
        """One line."""
        what = "its type" if self.of == "an input" else "its value"
        return f"{self.of} gets {what} with `:`, not with `=`"

    def help(self) -> str | None:
        """The same with a colon."""
        lead = "input " if self.of == "an input" else ""
        return f"write `{lead}{self.name}: …`"

    def fix(self) -> tuple[Edit, ...]:
        """A colon for the equals sign, and for the space before it."""
        text = self.span.source.text
        start = self.span.start
        while text[start - 1 : start] == " ":
            start -= 1
        return (Edit(self.span._replace(start=start), ":"),)


class PositionalAfterKeyword(Diagnostic):
    """An argument without a name behind one that has a name."""

    code = "GDL113"

    keyword: str
    first: Span
    """The first argument with a name."""

    def message(self) -> str:
        """One line."""
        return f"an argument without a name stands behind `{self.keyword} = …`"

    def labels(self) -> tuple[Label, ...]:
        """The argument that has a name."""
        return (Label(self.first, "named arguments begin here"),)

    def help(self) -> str | None:
        """Both ways to mend it."""
        return "put it before the named arguments, or give it its name"


class MisplacedKeywords(Diagnostic):
    """`(x, mask = m)` elsewhere than at the start of a pipeline."""

    code = "GDL114"

    def message(self) -> str:
        """One line."""
        return "named arguments in parentheses only stand at the start of a pipeline"

    def help(self) -> str | None:
        """What such a start looks like."""
        text = " ".join(self.span.text.split())
        start = text if len(text) <= _LONGEST_START else "(query, value = memory)"
        return f"begin a line with it, `{start} -> …`, or remove the names"


class PipelineInside(Diagnostic):
    """A pipeline where only a value can stand, inside brackets for instance."""

    code = "GDL115"

    where: str = "inside an expression"
    hint: str

    def message(self) -> str:
        """One line."""
        return f"a pipeline cannot stand {self.where}"

    def help(self) -> str | None:
        """What to write."""
        return self.hint


class OutsideModel(Diagnostic):
    """A statement at the top level of a file."""

    code = "GDL118"

    found: str
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.found} stands outside of a model"

    def help(self) -> str | None:
        """Where it belongs, or what to write for it."""
        return self.hint or "put it into the body of a `model name { … }` or `block name { … }`"


class InsideBody(Diagnostic):
    """A declaration of the top level inside a body."""

    code = "GDL119"

    keyword: str

    def message(self) -> str:
        """One line."""
        return f"`{self.keyword}` stands at the top level of a file, not in a body"

    def help(self) -> str | None:
        """What to do."""
        return "move it out of the body"


class ChainedComparison(Diagnostic):
    """`a < b < c`."""

    code = "GDL120"

    def message(self) -> str:
        """One line."""
        return "comparisons cannot be chained"

    def help(self) -> str | None:
        """The long form."""
        return "join two comparisons: `a < b and b < c`"


class DottedBinding(Diagnostic):
    """A name with dots where a new name is bound."""

    code = "GDL122"

    name: str

    def message(self) -> str:
        """One line."""
        return f"`{self.name}` cannot be a new name, since it has a dot"

    def help(self) -> str | None:
        """A name without dots."""
        return f"write `{self.name.replace('.', '_')}`"


class ReservedName(Diagnostic):
    """A reserved word where a new name is bound or a value used."""

    code = "GDL123"

    word: str

    def message(self) -> str:
        """One line."""
        return f"`{self.word}` is a reserved word"

    def label(self) -> str:
        """What is wanted."""
        return "expected a name"

    def help(self) -> str | None:
        """Another name."""
        return f"choose another name, such as `{self.word}_`"


class StringPrefix(Diagnostic):
    """`f"conv{i}"`: a letter before a string, as in Python."""

    code = "GDL126"

    prefix: str

    def message(self) -> str:
        """One line."""
        return f"a string has no `{self.prefix}` before it"

    def help(self) -> str | None:
        """What strings do by themselves."""
        if "f" in self.prefix.lower():
            return 'every string inserts the names that stand in braces: `"conv{i}"`'
        if "r" in self.prefix.lower():
            return "a backslash itself is written `\\\\`"
        return "write the string alone"

    def fix(self) -> tuple[Edit, ...]:
        """Without the letter, where the string means the same."""
        return (Edit(self.span, ""),) if self.prefix.lower() in ("f", "u") else ()


class MisplacedVersion(Diagnostic):
    """`gdl 1` elsewhere than at the start of a file."""

    code = "GDL124"

    def message(self) -> str:
        """One line."""
        return "the version of the language stands once, at the top of a file"

    def help(self) -> str | None:
        """What to do."""
        return "move it to the top, or remove it"
