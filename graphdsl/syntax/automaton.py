"""The tables made ready to run: what each rule does with the values on the stack."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from graphdsl.syntax import tables
from graphdsl.syntax.build_statements import Builder

HAND_ON, ONE, MORE, ALL, PICK, BARE = range(6)
"""How a rule makes its value: keep the one there is, begin a list, lengthen a list, or call the
builder with all values, with some of them, or with none."""


class Reduction(NamedTuple):
    """What to do when a rule is complete."""

    made: int
    length: int
    how: int
    make: Callable[..., Any]
    """The builder's function; it is given the builder, the span and the values."""
    pick: Callable[[list[Any]], tuple[Any, ...]]
    """The arguments out of the values, behind which stands a None for what is absent."""


class Automaton:
    """The parse tables, and where the parser can go on after an error."""

    def __init__(self) -> None:
        loaded = tables.load()
        self.actions = loaded.actions
        self.gotos = loaded.gotos
        self.reductions = tuple(map(_reduction, loaded.rules))
        self._settled: dict[int, int] = {}
        error = loaded.kinds.index("_ERROR")
        lists = [loaded.nonterminals.index(n) for n in ("items", "statements", "entries")]
        self.restarts = frozenset(s for s, row in enumerate(self.actions) if error in row)
        """States in which a statement begins."""
        self.lists = frozenset(row[n] for row in self.gotos for n in lists if n in row)
        """States behind a complete statement."""

    def settle(self, state: int, made: int, kind: int) -> int:
        """The state behind nonterminal `made`, read in `state`, if `kind` comes next.

        Goes through all rules that only hand on their one symbol, of which an expression has ten.
        """
        key = state << 16 | made << 8 | kind
        settled = self._settled.get(key)
        if settled is None:
            settled = self._settled[key] = self._settle(state, made, kind)
        return settled

    def _settle(self, state: int, made: int, kind: int) -> int:
        while True:
            target = self.gotos[state][made]
            action = self.actions[target].get(kind, 0)
            if action >= 0 or self.reductions[-1 - action].how != HAND_ON:
                return target
            made = self.reductions[-1 - action].made


@cache
def automaton() -> Automaton:
    """The automaton, once."""
    return Automaton()


def _reduction(rule: tables.Rule) -> Reduction:
    if rule.action in ("", "one", "more"):
        how = {"": HAND_ON, "one": ONE, "more": MORE}[rule.action]
        return Reduction(rule.made, rule.length, how, Builder.body, _all)
    make = getattr(Builder, rule.action)
    kept = rule.kept
    if not kept:
        return Reduction(rule.made, rule.length, BARE, make, _all)
    if kept == tuple(range(rule.length)):
        return Reduction(rule.made, rule.length, ALL, make, _all)
    first, *rest = kept
    pick = itemgetter(first, *rest) if rest else _one(first)
    return Reduction(rule.made, rule.length, PICK, make, pick)


def _all(values: list[Any]) -> tuple[Any, ...]:
    return tuple(values)


def _one(position: int) -> Callable[[list[Any]], tuple[Any, ...]]:
    return lambda values: (values[position],)
