"""From the grammar to the parse tables: Lark reads the grammar and computes the automaton.

Only the maker of the tables runs this, so only there Lark is imported.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias, cast

from lark import Lark
from lark.grammar import Rule, Symbol
from lark.lexer import PatternRE, TerminalDef

from graphdsl.syntax.tables import TABLES

Row: TypeAlias = dict[str, tuple[int, Any]]
"""What happens at a symbol: (0, state to go to) or (1, the rule that ends there)."""


def grammar_path() -> Path:
    """The grammar: inside an installed package, or beside the package in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "grammars" / "gdl.lark"
    return inside if inside.exists() else package.parent / "grammars" / "gdl.lark"


def tables_text() -> str:
    """The tables as JSON: the same grammar gives the same text."""
    text = grammar_path().read_text(encoding="utf-8")
    lark = Lark(text, parser="lalr", lexer="contextual", start="file", maybe_placeholders=True)
    automaton = _Automaton(lark)
    patterns = {t.name: t.pattern for t in lark.terminals}
    tables: dict[str, Any] = {
        "kinds": automaton.kinds,
        "nonterminals": automaton.nonterminals,
        "rules": [automaton.rule(rule) for rule in lark.rules],
        "actions": [automaton.actions(state) for state in automaton.order],
        "gotos": [automaton.gotos(state) for state in automaton.order],
        "patterns": {n: p.value for n, p in sorted(patterns.items()) if isinstance(p, PatternRE)},
    }
    return "{\n" + ",\n".join(f"{json.dumps(k)}: {_json(v)}" for k, v in tables.items()) + "\n}\n"


def _json(value: Any) -> str:
    rows = cast("list[Any]", value)
    if isinstance(value, dict) or not isinstance(rows[0], list):
        return json.dumps(value)
    return "[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]"


class _Automaton:
    """Lark's parse table with numbers of our own, which do not depend on how sets are ordered."""

    def __init__(self, lark: Lark) -> None:
        serialized: tuple[dict[str, Any], dict[int, Any]]
        serialized = lark.memo_serialize([TerminalDef, Rule])  # pyright: ignore[reportUnknownMemberType]
        data, memo = serialized
        table: dict[str, Any] = data["parser"]["parser"]
        tokens: dict[int, str] = table["tokens"]
        written: dict[str, str] = {
            t.name: t.name if isinstance(t.pattern, PatternRE) else t.pattern.value
            for t in lark.terminals
        }
        made: set[str] = {rule.origin.name for rule in lark.rules}
        self.memo = memo
        terminals = set(tokens.values()) - made
        self.terminals = sorted(terminals, key=lambda name: written.get(name, name))
        self.kinds = [written.get(name, name) for name in self.terminals]
        self.nonterminals = sorted(made)
        self.rule_number = {
            _signature(r.origin.name, r.expansion): i for i, r in enumerate(lark.rules)
        }
        self.rows: dict[int, Row] = {
            state: {tokens[symbol]: action for symbol, action in row.items()}
            for state, row in table["states"].items()
        }
        self.order = self._reach(table["start_states"]["file"])
        self.rows[table["end_states"]["file"]]["$END"] = (0, table["start_states"]["file"])
        self.number = {state: i for i, state in enumerate(self.order)}

    def _reach(self, start: int) -> list[int]:
        order = [start]
        seen = {start}
        for state in order:
            row = self.rows[state]
            for name in (n for n in (*self.terminals, *self.nonterminals) if n in row):
                reduces, target = row[name]
                if not reduces and target not in seen:
                    seen.add(target)
                    order.append(target)
        return order

    def rule(self, rule: Rule) -> list[Any]:
        """Made nonterminal, length, action and kept positions."""
        hands_on = (
            rule.options.expand1
            and rule.alias is None
            and len(rule.expansion) == 1
            and not rule.expansion[0].is_term
        )
        action = "" if hands_on else rule.alias or str(rule.origin.name)
        made = self.nonterminals.index(rule.origin.name)
        return [made, len(rule.expansion), action, _kept(rule)]

    def actions(self, state: int) -> list[int]:
        """Kind and action, in turn."""
        flat: list[int] = []
        for kind, name in enumerate(self.terminals):
            if name in self.rows[state]:
                reduces, target = self.rows[state][name]
                action = -1 - self._rule_of(target) if reduces else self.number[target]
                flat += [kind, action]
        return flat

    def gotos(self, state: int) -> list[int]:
        """Nonterminal and state, in turn."""
        flat: list[int] = []
        for i, name in enumerate(self.nonterminals):
            if name in self.rows[state]:
                flat += [i, self.number[self.rows[state][name][1]]]
        return flat

    def _rule_of(self, reference: dict[str, int]) -> int:
        rule = self.memo[reference["@"]]
        return self.rule_number[
            rule["origin"]["name"], tuple(symbol["name"] for symbol in rule["expansion"])
        ]


def _signature(origin: str, expansion: Sequence[Symbol]) -> tuple[str, tuple[str, ...]]:
    return origin, tuple(symbol.name for symbol in expansion)


def _kept(rule: Rule) -> list[int]:
    """Which symbols the action gets: not those that are only written, as Lark decides it."""
    absent = rule.options.empty_indices or (False,) * len(rule.expansion)
    kept: list[int] = []
    position = 0
    for is_absent in absent:
        if is_absent:
            kept.append(-1)
            continue
        symbol = rule.expansion[position]
        if not (symbol.is_term and getattr(symbol, "filter_out", False)):
            kept.append(position)
        position += 1
    return kept


if __name__ == "__main__":
    TABLES.write_text(tables_text(), encoding="utf-8", newline="\n")
