"""Which bracket belongs to which, found with the tokens alone where the parser has lost its way."""

from __future__ import annotations

from collections.abc import Iterator, Set

from graphdsl.syntax.lexer import RESERVED, Tokens
from graphdsl.syntax.nesting import LIMIT
from graphdsl.syntax.words import DECLARATIONS

CLOSING = {"(": ")", "[": "]", "{": "}"}


class Brackets:
    """The partners of brackets by index of token, near the place of an error.

    They are worked out for the declaration there and the one before it: none reaches further, and
    a text with many errors is not gone through for each of them.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self._partners: dict[int, int] | None = None
        self._first, self._last = 0, len(tokens.texts)

    @property
    def partners(self) -> dict[int, int]:
        """Opening → closing and closing → opening; what is not among them has no partner."""
        if self._partners is None:
            begins = set(self.declarations(self._first, self._last))
            self._partners = _pair(self.tokens.texts, self._first, self._last, begins)
        return self._partners

    def look(self, place: int) -> None:
        """Turns to the declaration at `place`."""
        if self._partners is not None and self._first < place < self._last:
            return
        texts, self._partners = self.tokens.texts, None
        self._first = next(self.declarations(place - 1, -1, -1), 0)
        self._last = next(self.declarations(place + 1, len(texts)), len(texts))

    def declarations(self, first: int, last: int, step: int = 1) -> Iterator[int]:
        """Where declarations begin that stand at the margin, in which no body goes on."""
        texts = self.tokens.texts
        for place in range(first, last, step):
            if (
                texts[place] in DECLARATIONS
                and _is_name_or_literal(texts[place + 1])
                and self.is_first(place)
                and self.indent(place) == 0
            ):
                yield place

    def forget(self) -> None:
        """To be called when tokens were put in."""
        self._partners = None

    def unclosed_body(self, opening: int, end: int) -> int:
        """The brace that most likely lacks its end, if `opening` was found at `end` to lack one.

        Braces pair up from inside out, so the odd one is the outermost. Indentation knows better:
        a `}` that stands further left than the line of its `{` was meant for another.
        """
        texts = self.tokens.texts
        for closing in range(opening + 1, end):
            partner = self.partners.get(closing)
            if texts[closing] == "}" and partner is not None and self.is_first(closing):
                inner = opening < partner and texts[partner] == "{"
                if inner and self.indent(closing) < self.indent(partner):
                    return partner
        return opening

    def is_first(self, place: int) -> bool:
        """Whether the token is the first one in its line."""
        return not self._margin(place).strip()

    def indent(self, place: int) -> int:
        """Columns of space before the line of the token."""
        margin = self._margin(place).expandtabs(4)
        return len(margin) - len(margin.lstrip())

    def _margin(self, place: int) -> str:
        """What stands before the token in its line, or the last thousand characters of that."""
        text, start = self.tokens.source.text, self.tokens.starts[place]
        reach = max(0, start - 1_000)
        return text[max(reach, text.rfind("\n", reach, start) + 1) : start]


def _is_name_or_literal(text: str) -> bool:
    return text not in RESERVED and (text.isidentifier() or text[:1].isdigit() or text[:1] in "\"'")


def _pair(texts: list[str], first: int, last: int, begins: Set[int]) -> dict[int, int]:
    """Pairs brackets from inside out; none reaches over the beginning of a declaration."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    braces: list[int] = []
    for place in range(first, last):
        text = texts[place]
        if place in begins:
            opened.clear()
            braces.clear()
        if text in CLOSING:
            if text == "{":
                braces.append(len(opened))
            opened.append(place)
        elif text in (")", "]", "}"):
            depth = _round_depth(text, opened, texts) if text != "}" else (braces or [-1])[-1]
            if depth >= 0:
                partners[opened[depth]], partners[place] = place, opened[depth]
                del opened[depth:], braces[len(braces) - (text == "}") :]
    return partners


def _round_depth(text: str, opened: list[int], texts: list[str]) -> int:
    """Where in `opened` the partner of `)` or `]` is, which stays within its braces; else -1."""
    for depth in range(len(opened) - 1, max(-1, len(opened) - 1 - LIMIT), -1):
        opening = texts[opened[depth]]
        if CLOSING[opening] == text:
            return depth
        if opening == "{":
            break
    return -1
