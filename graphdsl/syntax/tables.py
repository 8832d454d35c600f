"""The parse tables: JSON beside this module, which `python -m graphdsl.syntax.generate` writes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

TABLES = Path(__file__).with_name("tables.json")


class Rule(NamedTuple):
    """One production: what it makes, of how many symbols, and which of them the action is given."""

    made: int
    """The nonterminal."""
    length: int
    action: str
    """The builder's method; "" for a rule that only hands its one symbol on."""
    kept: tuple[int, ...]
    """Positions of the arguments among the symbols; -1 for an optional part that is absent."""


class Tables(NamedTuple):
    """An LALR(1) automaton. Kinds of tokens are numbers; so are nonterminals, states and rules."""

    kinds: tuple[str, ...]
    """Name of each kind of token: what is written, or a name such as NUMBER."""
    nonterminals: tuple[str, ...]
    rules: tuple[Rule, ...]
    actions: tuple[dict[int, int], ...]
    """By state and kind: the state to go to, or -1 - r to make rule r's nonterminal first."""
    gotos: tuple[dict[int, int], ...]
    """By state and nonterminal: the state to go to."""
    patterns: dict[str, str]
    """The regular expressions of NAME, NUMBER and their like."""


def _pairs(flat: list[int]) -> dict[int, int]:
    return dict(zip(flat[::2], flat[1::2], strict=True))


@cache
def load() -> Tables:
    """The tables that are shipped."""
    data: dict[str, Any] = json.loads(TABLES.read_bytes())
    return Tables(
        kinds=tuple(data["kinds"]),
        nonterminals=tuple(data["nonterminals"]),
        rules=tuple(Rule(m, n, action, tuple(kept)) for m, n, action, kept in data["rules"]),
        actions=tuple(map(_pairs, data["actions"])),
        gotos=tuple(map(_pairs, data["gotos"])),
        patterns=data["patterns"],
    )
