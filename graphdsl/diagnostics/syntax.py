"""GDL1: what cannot be read as the language at all."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Edit, Label
from graphdsl.diagnostics.foreign import with_ranges
from graphdsl.source import Span


class UnexpectedText(Diagnostic):
    """Something stands where the grammar has no place for it."""

    code = "GDL101"

    found: str
    """What stands there, in words: `a name`, `the end of the file`, `` `)` ``."""
    expected: tuple[str, ...] = ()
    """What could stand there, in words."""
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.found} cannot stand here"

    def label(self) -> str:
        """What could stand there."""
        return f"expected {_either(self.expected)}" if self.expected else ""

    def help(self) -> str | None:
        """What to write instead."""
        return self.hint


class UnfinishedStatement(Diagnostic):
    """A line ends in the middle of a statement."""

    code = "GDL102"

    end: str
    """What comes too early, in words: `the line`, `the body`, `the file`."""
    expected: tuple[str, ...] = ()
    behind: str = ""
    """What was written last, in words."""
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        behind = f" after {self.behind}" if self.behind else ""
        return f"{self.end} ends{behind}, in the middle of a statement"

    def label(self) -> str:
        """What is missing."""
        return f"expected {_either(self.expected)}" if self.expected else ""

    def help(self) -> str | None:
        """How a statement goes on over several lines, or what it lacks."""
        return self.hint


class Unclosed(Diagnostic):
    """A bracket or brace that nothing closes; its place is the opening one."""

    code = "GDL108"

    opening: str
    closing: str
    where: Span | None = None
    """The place where it was missed."""
    others: tuple[Span, ...] = ()
    """Further ones that were missed there."""

    def message(self) -> str:
        """One line."""
        return f"`{self.opening}` is never closed"

    def label(self) -> str:
        """What it is."""
        return "opened here"

    def labels(self) -> tuple[Label, ...]:
        """Where it was missed."""
        others = tuple(Label(span, "opened here too") for span in self.others)
        if self.where is None:
            return others
        return (*others, Label(self.where, f"expected `{self.closing}` before this"))

    def help(self) -> str | None:
        """What to write."""
        return f"add `{self.closing}`" + (" for each of them" if self.others else "")


class Unopened(Diagnostic):
    """A closing bracket or brace that belongs to no opening one."""

    code = "GDL109"

    closing: str
    opened: Span | None = None
    """The bracket of another kind that is still open."""
    early: Span | None = None
    """The brace that it would close, though the lines below stand in its body."""

    def message(self) -> str:
        """One line."""
        if self.early is not None:
            return f"there is one `{self.closing}` too many"
        if self.opened is not None:
            return f"`{self.closing}` cannot close `{self.opened.text}`"
        return f"`{self.closing}` closes nothing"

    def labels(self) -> tuple[Label, ...]:
        """The bracket that waits for its own end, or would be closed too early."""
        if self.early is not None:
            return (Label(self.early, "it would close this, which goes on below"),)
        if self.opened is None:
            return ()
        return (Label(self.opened, f"`{self.opened.text}` is still open"),)

    def help(self) -> str | None:
        """What to do."""
        if self.early is not None:
            return "remove it"
        if self.opened is not None:
            return f"write `{_CLOSING[self.opened.text]}`"
        return f"remove it, or open it with `{_OPENING[self.closing]}` further up"


class MissingName(Diagnostic):
    """A segment or declaration without a name."""

    code = "GDL116"

    what: str
    """Such as `a head`."""
    example: str

    def message(self) -> str:
        """One line."""
        return f"{self.what} needs a name"

    def label(self) -> str:
        """What is missing."""
        return "expected a name after this"

    def help(self) -> str | None:
        """An example."""
        return f"write `{self.example}`"


class MissingBody(Diagnostic):
    """A header that no `{` follows."""

    code = "GDL117"

    what: str
    """Such as `a branch`."""
    header: str
    """As it is written."""

    def message(self) -> str:
        """One line."""
        return f"{self.what} needs a body"

    def label(self) -> str:
        """What is missing."""
        return "expected `{` before this"

    def help(self) -> str | None:
        """Where the brace belongs."""
        return f"write `{with_ranges(self.header)} {{` on one line, the statements, and `}}`"


class MissingSeparator(Diagnostic):
    """Two things side by side with nothing between them."""

    code = "GDL121"

    found: str
    """What stands there, in words."""
    behind: str
    """What stands before it, in words."""
    in_brackets: bool
    instead: bool = False
    """Whether a `;` stands where the comma belongs; the place is then that of it."""
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        if self.instead:
            return "`;` cannot stand in brackets"
        missing = "a comma" if self.in_brackets else "`->` or a line break"
        return f"{missing} is missing between {self.behind} and {self.found}"

    def help(self) -> str | None:
        """What to write between them."""
        if self.instead:
            return "what stands in brackets is separated by commas"
        if self.in_brackets or self.hint:
            return self.hint
        return "statements are separated by a line break or `;`, steps of a pipeline by `->`"

    def fix(self) -> tuple[Edit, ...]:
        """A comma for the `;`."""
        return (Edit(self.span, ","),) if self.instead else ()


class NestedTooDeep(Diagnostic):
    """Brackets, bodies or operators nested deeper than anybody means."""

    code = "GDL705"

    limit: int

    def message(self) -> str:
        """One line."""
        return f"brackets, bodies and operators are nested more than {self.limit} deep"

    def help(self) -> str | None:
        """How to take it apart."""
        return "name the inner parts on lines of their own, or move them into blocks"


class TooManyErrors(Diagnostic):
    """The text has so many errors that it is hardly meant as GDL."""

    code = "GDL706"

    limit: int

    def message(self) -> str:
        """One line."""
        return f"more than {self.limit} syntax errors; the rest of the file was not read"

    def help(self) -> str | None:
        """What to do."""
        return "mend the first errors and check again; mostly one cure helps in many places"


_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {")": "(", "]": "[", "}": "{"}


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
