"""What the parser does where it cannot go on: tell what is wrong, and find the next statement."""

from __future__ import annotations

from bisect import bisect_left

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.slips import OutsideModel
from graphdsl.diagnostics.syntax import (
    MissingBody,
    NestedTooDeep,
    TooManyErrors,
    Unclosed,
    Unopened,
)
from graphdsl.syntax.automaton import automaton
from graphdsl.syntax.brackets import Brackets
from graphdsl.syntax.build_statements import Builder
from graphdsl.syntax.context import Context
from graphdsl.syntax.lexer import Tokens, kinds
from graphdsl.syntax.nesting import LIMIT
from graphdsl.syntax.slips import diagnose
from graphdsl.syntax.stack import Stack
from graphdsl.syntax.words import DECLARATIONS, HEADERS, OF_PYTHON_WITH_BODY

ERRORS = 100
"""Errors of syntax that are told of one text."""


class Recovery:
    """Finds the place to go on from; a statement, and its follow-on errors, is told once."""

    def __init__(self, tokens: Tokens, builder: Builder) -> None:
        self.tokens = tokens
        self.builder = builder
        self.stack = Stack()
        builder.open_brackets = self.stack.brackets
        self.brackets = Brackets(tokens)
        self.strays = sorted(tokens.diagnostics, key=lambda d: d.span.start)
        """What the lexer found, in order of place."""
        self._stray = [d.span.start for d in self.strays]
        """Places where the lexer found something; what follows from it is not told."""
        self._told = -1
        """Offset of the last statement of which an error was told."""
        self._outside = -2
        """Number of items that had been read at the last error outside of a model."""
        self._count = 0
        self.needed = False
        """Whether something could not be read."""
        self.lost: set[str] = set()
        """What is written in the statements that are left out, word by word."""

    def resolve(self, place: int) -> int:
        """Gives the token at `place` its other meaning; else the place to go on from."""
        known, row = kinds(), automaton().actions[self.stack.states[-1]]
        kind = self.tokens.kinds[place]
        other = known.name if kind in known.soft else known.dict if kind == known.body else None
        if other in row:
            self.tokens.kinds[place] = other
            return place
        return self._recover(place, None)

    def too_deep(self, place: int) -> int:
        """Leaves out the statement whose bracket at `place` is one too many."""
        return self._recover(place, NestedTooDeep(limit=LIMIT, span=self.tokens.span(place)))

    def _recover(self, place: int, found: Diagnostic | None) -> int:
        self.needed = True
        if self._count >= ERRORS:
            return self._give_up(place)
        self.brackets.look(place)
        height = self.stack.restart()
        begin = self._begin(height, place)
        context = Context(self.tokens, self.stack, self.brackets, place, begin, height)
        missing = self._missing_braces(context) if found is None else 0
        if missing:
            return self._close_bodies(context, missing)
        found = found or diagnose(context)
        if isinstance(found, MissingBody) and self._has_indented_body(context):
            self._tell(found, begin, place)
            self.tokens.kinds[place], self.tokens.texts[place] = kinds().body, "{"
            self.brackets.forget()
            return place
        if isinstance(found, Unopened):
            self._tell(found, begin, place + 1)
            if place == begin:
                self._abandon(height, begin)
            return place + 1
        resumed = self._resume(context, found)
        self.lost.update(self.tokens.texts[begin:resumed])
        self._tell(found, begin, resumed)
        return resumed

    def _begin(self, height: int, place: int) -> int:
        """The first token of the statement that is being read."""
        starts = self.stack.starts
        return bisect_left(self.tokens.starts, starts[height]) if height < len(starts) else place

    def _tell(self, found: Diagnostic, begin: int, resumed: int) -> None:
        """Reports `found`, unless more than one thing is wrong in the statement."""
        start = self.tokens.starts[begin]
        if start == self._told:
            return
        self._told = start
        if isinstance(found, OutsideModel) and self._is_one_of_many():
            return
        stray = bisect_left(self._stray, start)
        if stray < len(self._stray) and self._stray[stray] <= self.tokens.starts[resumed]:
            return
        self._count += 1
        self.builder.diagnostics.append(found)

    def _is_one_of_many(self) -> bool:
        """Whether the statement before was outside of a model too; only the first is told."""
        read = len(self.stack.values[0]) if self.stack.values and self.stack.values[0] else 0
        last, self._outside = self._outside, read
        return last == read - 1

    def _give_up(self, place: int) -> int:
        """Goes to the end of the file."""
        if self._count == ERRORS:
            found = TooManyErrors(limit=ERRORS, span=self.tokens.span(place))
            self.builder.diagnostics.append(found)
            self._count += 1
        if self.stack.brackets:
            self.stack.cut(self.stack.brackets[0].height)
        self._abandon(self.stack.restart(), len(self.tokens.kinds) - 1)
        return len(self.tokens.kinds) - 1

    # ---------------------------------------------------------- bodies without end

    def _missing_braces(self, context: Context) -> int:
        """How many bodies lack their end where the file, a declaration or an `else` stands."""
        bodies = [b.token for b in self.stack.brackets if b.is_body]
        if not bodies:
            return 0
        place, begin, texts = context.place, context.begin, self.tokens.texts
        if self.tokens.kinds[place] == kinds().end:
            told = self.tokens.starts[begin] == self._told
            return len(bodies) * (told or place == begin or "}" in context.expected)
        if bodies[0] in self.brackets.partners:
            return 0
        if texts[place] == "else":
            return int("}" in context.expected and self._is_branch(bodies[-1]))
        begins = texts[begin] in DECLARATIONS and place <= begin + 1
        at_margin = self.brackets.is_first(begin) and self.brackets.indent(begin) == 0
        return len(bodies) * (begins and at_margin)

    def _has_indented_body(self, context: Context) -> bool:
        """Whether the lines behind the header are a body with a `}` that lacks its `{` alone."""
        place, texts = context.place, self.tokens.texts
        if texts[place] != "\n" or "_BODY" not in context.expected:
            return False
        margin = self.brackets.indent(context.begin)
        for at in range(place + 1, len(texts)):
            if self.brackets.is_first(at) and self.brackets.indent(at) <= margin:
                return texts[at] == "}" and at > place + 1
        return False

    def _is_branch(self, brace: int) -> bool:
        """Whether the body is that of an `if`."""
        for text in reversed(self.tokens.texts[max(0, brace - LIMIT) : brace]):
            if text in ("if", "{", "}", "\n", ";"):
                return text == "if"
        return False

    def _close_bodies(self, context: Context, missing: int) -> int:
        """Reports the body that lacks its end, and puts in the braces that are missing."""
        partners = self.brackets.partners
        bodies = [b.token for b in self.stack.brackets if b.is_body][-missing:]
        odd = next((b for b in bodies if b not in partners), bodies[-1])
        is_else = self.tokens.texts[context.place] == "else"
        opening = bodies[-1] if is_else else self.brackets.unclosed_body(odd, context.place)
        declares = self.tokens.texts[context.begin] in DECLARATIONS
        place = context.begin if declares else context.place
        where, span = self.tokens.span(place), self.tokens.span(opening)
        self.builder.diagnostics.append(Unclosed(opening="{", closing="}", where=where, span=span))
        self._count += 1
        begin = opening
        while begin and self.tokens.kinds[begin - 1] != kinds().newline:
            begin -= 1
        self.lost.update(self.tokens.texts[begin:opening])
        if "}" not in context.expected or place < context.place:
            self._abandon(context.height, place)
        self.tokens.insert(place, ["}"] * missing + ["\n"] * declares)
        self.brackets.forget()
        return place

    # -------------------------------------------------------------- going on

    def _abandon(self, height: int, begin: int) -> None:
        """Drops what was read of the statement; its place is marked as broken."""
        self.stack.cut(height)
        row = automaton().actions[self.stack.states[-1]]
        error = kinds().error
        start = self.tokens.starts[begin]
        for place in [place for place in self.builder.starts if place >= start]:
            del self.builder.starts[place]
        if error in row:
            self.stack.push(row[error], start)

    def _resume(self, context: Context, found: Diagnostic) -> int:
        """Leaves the statement and finds its end, or the body that it has."""
        texts, partners = self.tokens.texts, self.brackets.partners
        place = context.place
        if isinstance(found, Unclosed):
            place -= self.tokens.kinds[place - 1] == kinds().newline
        else:
            for bracket in context.open_brackets:
                place = max(place, partners.get(bracket, -1) + 1)
        self._abandon(context.height, context.begin)
        readable = texts[context.begin] in HEADERS and not isinstance(found, NestedTooDeep)
        has_body = readable and self.stack.states[-1] not in automaton().lists
        place = self._end_of_statement(place, stop_at_body=has_body)
        if texts[context.begin] in OF_PYTHON_WITH_BODY and texts[place - 1] == ":":
            place = self._behind_deeper_lines(place, context.begin)
        if isinstance(found, MissingBody) and has_body and texts[place : place + 2] == ["\n", "{"]:
            return place + 1
        return place

    def _behind_deeper_lines(self, place: int, begin: int) -> int:
        """The end of the lines behind `place` that are deeper than that of `begin`."""
        margin = self.brackets.indent(begin)
        while self.tokens.kinds[place] == kinds().newline:
            after = place + 1
            if not self.brackets.is_first(after) or self.brackets.indent(after) <= margin:
                break
            place = self._end_of_statement(after, stop_at_body=False)
        self._forget_strays(begin, place)
        return place

    def _forget_strays(self, begin: int, end: int) -> None:
        """Drops what the lexer found in lines of Python, which are left out as a whole."""
        first, last = self.tokens.starts[begin], self.tokens.starts[end]
        left_out = slice(bisect_left(self._stray, first), bisect_left(self._stray, last))
        del self.strays[left_out], self._stray[left_out]

    def _end_of_statement(self, place: int, *, stop_at_body: bool) -> int:
        """The next token that ends a statement, brackets skipped as a whole."""
        texts, partners, known = self.tokens.texts, self.brackets.partners, kinds()
        body = self.stack.brackets[-1].token if self.stack.brackets else None
        while True:
            kind = self.tokens.kinds[place]
            if kind in (known.newline, known.end):
                return place
            if kind == known.close and body is not None and partners.get(place) == body:
                return place
            if texts[place] == "{" and stop_at_body:
                self.tokens.kinds[place] = known.body
                return place
            skipped = partners.get(place, place) if kind in known.opening else place
            place = max(place, skipped) + 1
