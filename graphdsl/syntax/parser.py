"""From tokens to the tree: an LALR(1) parser over the shipped tables, which goes on past errors."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple, cast

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.slips import MisplacedKeywords
from graphdsl.diagnostics.syntax import TooManyErrors
from graphdsl.source import Source, Span
from graphdsl.syntax import ast
from graphdsl.syntax.automaton import ALL, BARE, MORE, ONE, PICK, automaton
from graphdsl.syntax.build_statements import Builder
from graphdsl.syntax.indentation import mend
from graphdsl.syntax.lexer import kinds, tokenize
from graphdsl.syntax.nesting import LIMIT
from graphdsl.syntax.recovery import ERRORS, Recovery
from graphdsl.syntax.stack import Bracket


class Parsed(NamedTuple):
    """What was read of a text, and what was wrong with it, in order of place."""

    file: ast.File
    diagnostics: tuple[Diagnostic, ...]
    lost: frozenset[str] = frozenset()
    """What is written in the statements that were left out, word by word."""


def parse(source: Source) -> Parsed:
    """The syntax tree of `source`; statements that cannot be read are reported and left out."""
    tokens = tokenize(source)
    builder = Builder(source)
    recovery = Recovery(tokens, builder)
    with _no_collection():
        items = _run(recovery, builder)
        mended = mend(tokenize(source)) if recovery.needed else None
        if mended is not None:
            tokens, builder = mended[0], Builder(source)
            recovery = Recovery(tokens, builder)
            items = _run(recovery, builder)
    found = [*recovery.strays, *(mended[1] if mended else ()), *builder.diagnostics]
    found += (MisplacedKeywords(span=node.span) for node in builder.starts.values())
    found.sort(key=lambda d: (d.span.start, d.span.end))
    gave_up = (i for i, d in enumerate(found) if isinstance(d, TooManyErrors))
    shown = min(ERRORS, next(gave_up, ERRORS))
    if shown < len(found):
        found[shown:] = [TooManyErrors(limit=ERRORS, span=found[shown].span)]
    file = ast.File(source.span(0, len(source.text)), items, tokens.comments)
    return Parsed(file, tuple(found), frozenset(recovery.lost))


@contextmanager
def _no_collection() -> Generator[None]:
    """Keeps the garbage collector away: a tree has no cycles, and it takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


new_span: Callable[[tuple[Source, int, int]], Span]
new_span = partial(tuple.__new__, Span)  # pyright: ignore[reportUnknownMemberType]
"""A Span out of its three parts, without the call of its own `__new__`."""


def _run(recovery: Recovery, builder: Builder) -> tuple[ast.Item, ...]:
    """Reads all tokens. One long loop: it is where the time goes, so it makes few calls."""
    tokens, stack = recovery.tokens, recovery.stack
    token_kinds, texts, token_starts, ends = tokens.kinds, tokens.texts, tokens.starts, tokens.ends
    states, values, starts, brackets = stack.states, stack.values, stack.starts, stack.brackets
    machine, known = automaton(), kinds()
    actions, reductions, settle = machine.actions, machine.reductions, machine.settle
    newline, source = known.newline, tokens.source
    place, end, in_brackets = 0, 0, False
    kind = token_kinds[0]
    while True:
        action = actions[states[-1]].get(kind)
        if action is None:
            place = recovery.resolve(place)
            in_brackets = bool(brackets) and not brackets[-1].is_body
            kind = token_kinds[place]
        elif action >= 0:
            if kind in known.brackets:
                if kind in known.closing:
                    brackets.pop()
                elif len(brackets) < LIMIT:
                    brackets.append(Bracket(place, len(values), kind == known.body))
                else:
                    place = recovery.too_deep(place)
                    kind = token_kinds[place]
                    continue
                in_brackets = bool(brackets) and not brackets[-1].is_body
            elif kind == known.end:
                return cast("tuple[ast.Item, ...]", values[-1])
            states.append(action)
            values.append(texts[place])
            starts.append(token_starts[place])
            end = ends[place]
            place += 1
            kind = token_kinds[place]
            while in_brackets and kind == newline:
                place += 1
                kind = token_kinds[place]
        else:
            made, length, how, make, pick = reductions[-1 - action]
            if how == MORE:
                values[-3].append(values[-1])
                del values[-2:], starts[-2:], states[-3:]
            elif how == ONE:
                values[-1] = [values[-1]]
                states.pop()
            elif length:
                start = starts[-length]
                span = new_span((source, start, end))
                if how == ALL:
                    value = make(builder, span, *values[-length:])
                elif how == BARE:
                    value = make(builder, span)
                elif how == PICK:
                    value = make(builder, span, *pick([*values[-length:], None]))
                else:
                    value = values[-1]
                del values[-length:], starts[-length:], states[-length:]
                values.append(value)
                starts.append(start)
            else:
                values.append(make(builder, Span(source, 0, 0), None))
                starts.append(0)
            states.append(settle(states[-1], made, kind))
