"""GDL103 to GDL107: characters that make no token."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Edit


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
