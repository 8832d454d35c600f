"""The place where the parser cannot go on, and what stands around it."""

from __future__ import annotations

from functools import cached_property

from graphdsl.source import Span
from graphdsl.syntax import tables
from graphdsl.syntax.brackets import Brackets
from graphdsl.syntax.lexer import Tokens, kinds
from graphdsl.syntax.stack import Stack
from graphdsl.syntax.words import described


class Context:
    """What a slip is recognised by. Places are indices of tokens."""

    def __init__(
        self, tokens: Tokens, stack: Stack, brackets: Brackets, place: int, begin: int, height: int
    ) -> None:
        self.tokens = tokens
        self.texts = tokens.texts
        self.stack = stack
        self.brackets = brackets
        self.place = place
        self.begin = begin
        """The first token of the statement."""
        self.height = height
        """Of the stack below the statement."""

    @cached_property
    def open_brackets(self) -> list[int]:
        """The brackets that the statement has opened so far."""
        return [b.token for b in self.stack.brackets if b.height >= self.height]

    @cached_property
    def expected(self) -> frozenset[str]:
        """Names of the kinds of tokens that could stand here."""
        return frozenset(tables.load().kinds[kind] for kind in self.stack.expected())

    @property
    def partners(self) -> dict[int, int]:
        """Which bracket belongs to which."""
        return self.brackets.partners

    @property
    def keywords(self) -> dict[str, int]:
        """Words that mean something somewhere."""
        return kinds().keywords

    @property
    def text(self) -> str:
        """The token that does not fit."""
        return self.texts[self.place]

    @property
    def found(self) -> str:
        """The same in words."""
        return described(self.tokens, self.place)

    @property
    def span(self) -> Span:
        """Its place in the text; the end of a line is shown behind its last token."""
        span = self.tokens.span(self.place)
        if self.text == "\n" and self.place:
            end = self.tokens.ends[self.place - 1]
            return span._replace(start=end, end=end)
        return span

    @property
    def is_end(self) -> bool:
        """Whether a line, body or file ends here."""
        known = kinds()
        return self.tokens.kinds[self.place] in (known.newline, known.close, known.end)

    @property
    def is_first(self) -> bool:
        """Whether the token is the first one in its line."""
        return self.brackets.is_first(self.place)

    @property
    def in_body(self) -> bool:
        """Whether the statement stands in a body."""
        return len(self.stack.brackets) > len(self.open_brackets)

    @property
    def first(self) -> int:
        """The first token of the statement behind `frozen`."""
        return self.begin + (self.texts[self.begin] == "frozen" and self.begin < self.place)

    def kind_name(self, place: int) -> str:
        """The name of the token's kind: NAME, NUMBER, what is written."""
        return tables.load().kinds[self.tokens.kinds[place]] if place >= 0 else ""

    def between(self, first: int, last: int) -> str:
        """The text from one token to another, in one line."""
        text = self.tokens.source.text[self.tokens.starts[first] : self.tokens.ends[last]]
        return " ".join(text.split())

    def begins_element(self, place: int) -> bool:
        """Whether the token is the first one of an element of brackets or of a statement."""
        return place == self.begin or self.texts[place - 1] in ("(", ",", "[", "{", "\n", ";")

    def element(self) -> int:
        """The first token of the element that the place is in."""
        before = ("(", "[", "{", ",", "=", ":", "if", "in", "else")
        place = min(self.place - 1, self.partners.get(self.place - 1, self.place))
        while place > self.begin and self.texts[place - 1] not in before:
            place = min(place - 1, self.partners.get(place - 1, place))
        return place
