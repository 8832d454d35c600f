"""From text to tokens: parallel lists, since a large file has a million of them.

What is a keyword is decided later, by the place it stands at; here it only gets its kind.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.lexical import MalformedNumber, UnterminatedString
from graphdsl.source import Source, Span
from graphdsl.syntax import tables
from graphdsl.syntax.ast import Comment
from graphdsl.syntax.stray import shortened, stray

WORD, NEWLINE, NUMBER, SIGN, STRING, COMMENT, OPEN_STRING, STRAY, END = range(1, 10)
"""The groups of the pattern, in its order."""

LOOP_REACH = 1_000
"""Tokens that are looked at for the body of a `repeat`."""

RESERVED = frozenset(["true", "false", "none", "if", "else", "and", "or", "not", "as", "in"])
"""Names that no place makes ordinary names."""


class Kinds:
    """The numbers that the tables give to the kinds of tokens that the parser knows by name."""

    def __init__(self) -> None:
        names = tables.load().kinds
        self.by_text = {name: number for number, name in enumerate(names)}
        number = self.by_text
        self.end = number["$END"]
        self.newline = number["_NEWLINE"]
        self.error = number["_ERROR"]
        self.body = number["_BODY"]
        self.dict = number["_DICT"]
        self.name = number["NAME"]
        self.dotted = number["DOTTED"]
        self.number = number["NUMBER"]
        self.string = number["STRING"]
        self.arrow = number["->"]
        self.opening = frozenset((number["("], number["["], self.body, self.dict))
        self.closing = frozenset((number[")"], number["]"], number["}"]))
        self.brackets = self.opening | self.closing
        self.close = number["}"]
        self.after_newline = frozenset((self.end, self.close, self.arrow, number["else"]))
        """Kinds before which a line end does not count."""
        words = {name: n for name, n in number.items() if name.isidentifier() and name.islower()}
        self.keywords = words | {"_": number["_"]}
        self.soft = frozenset(n for name, n in words.items() if name not in RESERVED)
        """Kinds of the words that are names where no keyword can stand."""


_BAD_UNDERSCORES = re.compile(r"__|_$|_[.eE]|[.eE+-]_")


@cache
def kinds() -> Kinds:
    """The kinds, once."""
    return Kinds()


@cache
def _scanner() -> tuple[re.Pattern[str], dict[str, int], re.Pattern[str]]:
    """One pattern for all tokens, and the kinds of what is always written the same."""
    known = kinds()
    signs = {t: n for t, n in known.by_text.items() if not t[0].isalnum() and t[0] not in "_$"}
    signs["{"] = known.body
    longest_first = sorted(signs, key=lambda text: (-len(text), text))
    patterns = tables.load().patterns
    groups = {
        "word": f"{patterns['DOTTED']}|{patterns['NAME']}",
        "newline": r"\n|;",
        "number": f"(?:{patterns['NUMBER']})[A-Za-z0-9_]*",
        "sign": "|".join(map(re.escape, longest_first)),
        "string": patterns["STRING"],
        "comment": patterns["COMMENT"],
        "open_string": r"[\"'][^\n\r]*",
        "stray": r"&&|\|\||\|>|[^\sA-Za-z0-9_\"'#;(){}\[\]+\-*/%@=<>,.:?!&|]+|[^\n]",
        "end": r"\Z",
    }
    either = "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups.items())
    return (
        re.compile(f"(?:{patterns['SPACE']})?(?:{either})"),
        signs,
        re.compile(patterns["NUMBER"]),
    )


def is_number(text: str) -> bool:
    """Whether `text` is a number as Python would read it, leading zeros aside."""
    digits = text.lower().replace("0x", "", 1) if text[:2] in ("0x", "0X") else text
    return (
        bool(_scanner()[2].fullmatch(text)) and not _BAD_UNDERSCORES.search(digits) and bool(digits)
    )


class Tokens(NamedTuple):
    """The tokens of a text, the last one its end; kinds, texts and offsets have one index."""

    source: Source
    kinds: list[int]
    texts: list[str]
    starts: list[int]
    ends: list[int]
    comments: tuple[Comment, ...]
    diagnostics: tuple[Diagnostic, ...]

    def span(self, place: int) -> Span:
        """The place of a token in the text."""
        return self.source.span(self.starts[place], self.ends[place])

    def insert(self, place: int, texts: list[str]) -> None:
        """Puts in `}` and line ends that the text lacks; a word behind them is a keyword again."""
        known, start = kinds(), self.starts[place]
        self.kinds[place] = known.keywords.get(self.texts[place], self.kinds[place])
        new = [known.newline if text == "\n" else known.close for text in texts]
        self.kinds[place:place] = new
        self.texts[place:place] = texts
        self.starts[place:place] = [start] * len(texts)
        self.ends[place:place] = [start] * len(texts)


def tokenize(source: Source) -> Tokens:
    """The tokens of `source`; what is none is told and left out."""
    lexer = _Lexer(source)
    lexer.run()
    return Tokens(
        source,
        lexer.kinds,
        lexer.texts,
        lexer.starts,
        lexer.ends,
        tuple(lexer.comments),
        tuple(lexer.diagnostics),
    )


class _Lexer:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.kinds: list[int] = []
        self.texts: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.comments: list[Comment] = []
        self.diagnostics: list[Diagnostic] = []

    def run(self) -> None:
        """Fills the lists. One long loop: each token passes it."""
        known = kinds()
        pattern, signs, _ = _scanner()
        keywords, name, dotted, newline = known.keywords, known.name, known.dotted, known.newline
        last = newline  # so that a text does not begin with one
        for match in pattern.finditer(self.source.text, self.source.text.startswith("\ufeff")):
            group = match.lastindex or 0
            text = match[group]
            end = match.end()
            if group == WORD:
                kind = keywords.get(text) or (dotted if "." in text else name)
            elif group == SIGN:
                kind = signs[text]
            elif group == NEWLINE:
                if last == newline or last == known.body:
                    self._merge_newline(text)
                    continue
                kind = newline
            else:
                kind = self._rare(group, text, end - len(text))
                if kind is None:
                    continue
            if last == newline and kind in known.after_newline:
                self._drop_newline(kind)
            last = kind
            self.kinds.append(kind)
            self.texts.append(text)
            self.starts.append(end - len(text))
            self.ends.append(end)
        self._find_loops(known)

    def _merge_newline(self, text: str) -> None:
        if text == ";" and self.texts and self.texts[-1] == "\n":
            self.texts[-1] = text

    def _drop_newline(self, kind: int) -> None:
        """No end of statement before `}` and the end; before `->` and `else` a `;` is still one."""
        known = kinds()
        goes_on = kind not in (known.close, known.end)
        if not self.texts or (goes_on and self.texts[-1] == ";"):
            return
        for column in (self.kinds, self.texts, self.starts, self.ends):
            column.pop()

    def _rare(self, group: int, text: str, start: int) -> int | None:
        """The kind of a token that is no word and no sign; None for what is no token."""
        known = kinds()
        span = self.source.span(start, start + len(text))
        if group == NUMBER:
            if not is_number(text):
                self.diagnostics.append(MalformedNumber(text=shortened(text), span=span))
            return known.number
        if group == COMMENT:
            text = text.rstrip()
            self.comments.append(Comment(self.source.span(start, start + len(text)), text))
            return None
        if group == STRAY:
            self.diagnostics.append(stray(span))
            return None
        if group == OPEN_STRING:
            self.diagnostics.append(UnterminatedString(quote=text[0], span=span))
        return known.end if group == END else known.string

    def _find_loops(self, known: Kinds) -> None:
        """Makes `repeat` a name where no body follows in its statement: `repeat(x)` is a call."""
        repeat = known.by_text["repeat"]
        place = -1
        for _ in range(self.kinds.count(repeat)):
            place = self.kinds.index(repeat, place + 1)
            begins = place == 0 or self.kinds[place - 1] in (known.newline, known.body)
            if begins and not self._has_body(place + 1, known):
                self.kinds[place] = known.name

    def _has_body(self, place: int, known: Kinds) -> bool:
        if self.texts[place] in ("=", "->", "as"):
            return False
        depth = 0
        for kind in self.kinds[place : place + LOOP_REACH]:
            if depth == 0 and kind in (known.body, known.newline, known.end):
                return kind == known.body
            depth += (kind in known.opening) - (kind in known.closing)
        return False
