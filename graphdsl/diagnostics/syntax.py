"""GDL1: what cannot be read as the language at all."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Edit, Label
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


class StrayCharacter(Diagnostic):
    """A character that is no part of the language."""

    code = "GDL103"

    character: str
    """How to call it: `` `$` ``, `the character U+0000`."""
    instead: str | None = None
    """What was certainly meant."""
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        return f"{self.character} is no part of the language"

    def help(self) -> str | None:
        """What to write instead."""
        if self.hint or self.instead is None:
            return self.hint
        return f"write `{self.instead}`" if self.instead.strip() else "write a plain space"

    def fix(self) -> tuple[Edit, ...]:
        """The plain character."""
        return () if self.instead is None else (Edit(self.span, self.instead),)


class UnterminatedString(Diagnostic):
    """A string without its closing quote."""

    code = "GDL104"

    quote: str

    def message(self) -> str:
        """One line."""
        return "this string has no end"

    def label(self) -> str:
        """What is missing."""
        return f"expected `{self.quote}` before the end of the line"

    def help(self) -> str | None:
        """How to write a line break."""
        return f"close it with `{self.quote}`; a line break inside a string is written `\\n`"


class UnknownEscape(Diagnostic):
    r"""A `\x` that stands for nothing."""

    code = "GDL105"

    escape: str

    def message(self) -> str:
        """One line."""
        return f"`{self.escape}` stands for no character"

    def help(self) -> str | None:
        """The escapes that there are."""
        return 'use `\\\\`, `\\"`, `\\n`, `\\t`, `\\r`, or `\\u` with four hexadecimal digits'


class BadInsertion(Diagnostic):
    """A brace in a string that inserts no name."""

    code = "GDL106"

    found: str

    def message(self) -> str:
        """One line."""
        return f"`{self.found}` inserts no name into the string"

    def help(self) -> str | None:
        """Both ways to write it right."""
        return "insert a name with `{name}`; a brace itself is written twice: `{{` or `}}`"


class MalformedNumber(Diagnostic):
    """Digits that are no number, such as `0x` or `3px`."""

    code = "GDL107"

    text: str

    def message(self) -> str:
        """One line."""
        return f"`{self.text}` is no number"

    def help(self) -> str | None:
        """The forms of numbers, and that names begin with letters."""
        return (
            "numbers look like `64`, `1_000`, `0x1F`, `0.5` or `1e-3`; a name begins with a letter"
        )


class Unclosed(Diagnostic):
    """A bracket or brace that nothing closes; its place is the opening one."""

    code = "GDL108"

    opening: str
    closing: str
    where: Span | None = None
    """The place where it was missed."""

    def message(self) -> str:
        """One line."""
        return f"`{self.opening}` is never closed"

    def label(self) -> str:
        """What it is."""
        return "opened here"

    def labels(self) -> tuple[Label, ...]:
        """Where it was missed."""
        if self.where is None:
            return ()
        return (Label(self.where, f"expected `{self.closing}` before this"),)

    def help(self) -> str | None:
        """What to write."""
        return f"add `{self.closing}`"


class Unopened(Diagnostic):
    """A closing bracket or brace that belongs to no opening one."""

    code = "GDL109"

    closing: str
    opened: Span | None = None
    """The bracket of another kind that is still open."""

    def message(self) -> str:
        """One line."""
        if self.opened is not None:
            return f"`{self.closing}` cannot close `{self.opened.text}`"
        return f"`{self.closing}` closes nothing"

    def labels(self) -> tuple[Label, ...]:
        """The bracket that waits for its own end."""
        if self.opened is None:
            return ()
        return (Label(self.opened, f"`{self.opened.text}` is still open"),)

    def help(self) -> str | None:
        """What to do."""
        if self.opened is not None:
            return f"write `{_CLOSING[self.opened.text]}`"
        return f"remove it, or open it with `{_OPENING[self.closing]}` further up"


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
        return "write `(x, mask = m) -> MultiHeadAttention(8, 64)`, or remove the names"


class PipelineInside(Diagnostic):
    """A pipeline where only a value can stand, inside brackets for instance."""

    code = "GDL115"

    before: str
    """What stands left of the arrow, as it is written."""

    def message(self) -> str:
        """One line."""
        return "a pipeline cannot stand inside an expression"

    def help(self) -> str | None:
        """The two-line form."""
        return f"name its result on a line of its own, `name = {self.before} -> …`, and use `name`"


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
        return f"write `{self.header} {{` on one line, the statements, and `}}`"


class OutsideModel(Diagnostic):
    """A statement at the top level of a file."""

    code = "GDL118"

    found: str

    def message(self) -> str:
        """One line."""
        return f"{self.found} stands outside of a model"

    def help(self) -> str | None:
        """Where it belongs."""
        return "put it into the body of a `model name { … }` or `block name { … }`"


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


class MissingSeparator(Diagnostic):
    """Two things side by side with nothing between them."""

    code = "GDL121"

    found: str
    """What stands there, in words."""
    behind: str
    """What stands before it, in words."""
    in_brackets: bool

    def message(self) -> str:
        """One line."""
        missing = "a comma" if self.in_brackets else "`->` or a line break"
        return f"{missing} is missing between {self.behind} and {self.found}"

    def help(self) -> str | None:
        """What to write between them."""
        if self.in_brackets:
            return None
        return "statements are separated by a line break or `;`, steps of a pipeline by `->`"


class DottedBinding(Diagnostic):
    """A name with dots where a new name is bound."""

    code = "GDL122"

    name: str

    def message(self) -> str:
        """One line."""
        return f"`{self.name}` cannot be bound: a new name has no dots"

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


class MisplacedVersion(Diagnostic):
    """`gdl 1` elsewhere than at the start of a file."""

    code = "GDL124"

    def message(self) -> str:
        """One line."""
        return "the version of the language stands once, in the first line of a file"

    def help(self) -> str | None:
        """What to do."""
        return "move it to the top, or remove it"


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


_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {")": "(", "]": "[", "}": "{"}


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
