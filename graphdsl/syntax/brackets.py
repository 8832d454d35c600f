"""Which bracket belongs to which, found with the tokens alone where the parser has lost its way."""

from __future__ import annotations

from graphdsl.syntax.lexer import Tokens
from graphdsl.syntax.nesting import LIMIT

CLOSING = {"(": ")", "[": "]", "{": "}"}


class Brackets:
    """The partners of brackets by index of token; worked out at the first error."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._partners: dict[int, int] | None = None

    @property
    def partners(self) -> dict[int, int]:
        """Opening → closing and closing → opening; what is not among them has no partner."""
        if self._partners is None:
            self._partners = _pair(self._tokens.texts)
        return self._partners

    def forget(self) -> None:
        """To be called when tokens were put in."""
        self._partners = None

    def unclosed_body(self, opening: int) -> int:
        """The brace that most likely lacks its end, if `opening` was found to lack one.

        Braces pair up from inside out, so the odd one is the outermost. Indentation knows better:
        a `}` that stands further left than the line of its `{` was meant for another.
        """
        texts = self._tokens.texts
        for closing in range(opening + 1, len(texts)):
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
        text, start = self._tokens.source.text, self._tokens.starts[place]
        reach = max(0, start - 1_000)
        return text[max(reach, text.rfind("\n", reach, start) + 1) : start]


def _pair(texts: list[str]) -> dict[int, int]:
    partners: dict[int, int] = {}
    opened: list[int] = []
    braces: list[int] = []
    for place, text in enumerate(texts):
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
