"""Chains of equal items as loops: what differs from round to round is the loop's variable."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from graphdsl.graph import Ref
from graphdsl.lifting.forms import source_of
from graphdsl.lifting.items import Call, Item, Loop, Part, Use
from graphdsl.lifting.structure.blocks import name_of, unified
from graphdsl.lifting.structure.parameters import Parameter, Parameters
from graphdsl.lifting.structure.pieces import key
from graphdsl.lifting.values import Values
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast

FEWEST: Final = {Use: 2, Call: 3}
"""Rounds from which on a loop is easier to read than its rounds."""


def with_loops(
    items: Sequence[Item],
    readers: Mapping[Ref, int],
    alone: Collection[str],
    prefix: str,
    taken: Collection[str],
) -> list[Item]:
    """`items` with a loop for each chain of equal ones; its variable is none of the `taken` names.

    `prefix` stands before all names in the body.
    """
    return list(_Chains(readers, alone, prefix, taken).of(items))


class _Chains:
    def __init__(
        self,
        readers: Mapping[Ref, int],
        alone: Collection[str],
        prefix: str,
        taken: Collection[str],
    ) -> None:
        self._readers = readers
        self._alone = alone
        self._prefix = prefix
        self._taken = taken

    def of(self, items: Sequence[Item]) -> Iterator[Item]:
        number = 0
        while number < len(items):
            item = items[number]
            if isinstance(item, Part):
                yield item
                number += 1
                continue
            chain = self._chain(items, number)
            yield from self._folded(chain) if chain else [item]
            number += max(1, len(chain))

    def _folded(self, chain: Sequence[Call | Use]) -> Iterator[Item]:
        """A chain of equal items with loops in it."""
        number = 0
        while number < len(chain):
            loop = self._longest(chain, number)
            yield chain[number] if loop is None else loop[0]
            number += 1 if loop is None else loop[1]

    def _chain(self, items: Sequence[Item], number: int) -> list[Call | Use]:
        """The equal items from `number` on, each reading nothing but the one before."""
        found: list[Call | Use] = []
        wanted = key(items[number], self._alone)
        for item in items[number:]:
            if not isinstance(item, (Call, Use)) or key(item, self._alone) != wanted:
                break
            if found and _source(item) != found[-1].results[0]:
                break
            if wanted is None or _source(item) is None:
                break
            if found and self._readers[found[-1].results[0]] > 1:
                break
            found.append(item)
        return found

    def _longest(self, chain: Sequence[Call | Use], start: int) -> tuple[Loop, int] | None:
        """The longest loop that begins at `start`, and its rounds: where more rounds are a loop,
        fewer are one too, down to the fewest that are easier to read."""
        most = len(chain) - start
        fewest = (rounds for rounds in range(FEWEST[type(chain[0])], FEWEST[Call] + 1))
        return next((f for n in fewest if (f := self._longest_from(chain, start, n, most))), None)

    def _longest_from(
        self, chain: Sequence[Call | Use], start: int, fewest: int, most: int
    ) -> tuple[Loop, int] | None:
        good, bad, count = None, most + 1, fewest
        while count < bad:
            loop = self._loop(chain[start : start + count])
            if loop is None:
                bad = count
            else:
                good = loop, count
            known = 0 if good is None else good[1]
            count = min(2 * known, bad - 1) if bad > most else (known + bad) // 2
            if good is None or count <= known:
                break
        return good

    def _loop(self, rounds: Sequence[Call | Use]) -> Loop | None:
        parameters = Parameters()
        item = unified(rounds, parameters)
        if item is None:
            return None
        item = self._named(item, rounds, parameters)
        found = list(parameters.found.values())
        if item is None or len(found) > 1:
            return None
        if found and not found[0].label and len(rounds) < FEWEST[Call]:
            return None
        source = _source(rounds[0])
        assert source is not None, "a chain is made of steps"
        variable, values = _over(found[0], self._taken) if found else ("", None)
        if found:
            item = self._again(rounds, variable)
        count = ast.Number(NOWHERE, len(rounds), str(len(rounds)))
        result, ends = rounds[-1].results[0], rounds[0].results[0]
        return Loop(variable, values or count, (item,), source, result, ends)

    def _named(
        self, item: Call | Use, rounds: Sequence[Call | Use], parameters: Parameters
    ) -> Call | Use | None:
        """The item with its name, which the variable is in."""
        if isinstance(item, Use) and item.name is None:
            return item
        if isinstance(item, Call) and item.layer.kind == "function":
            return item
        if isinstance(item, Call) and all(
            one.layer.name in self._alone for one in rounds if isinstance(one, Call)
        ):
            return replace(item, alone=True)
        names = [one.layer.name if isinstance(one, Call) else one.name for one in rounds]
        texts = [self._within(text) for text in names if isinstance(text, str)]
        if len(texts) < len(rounds) or not all(texts):
            return None
        return replace(item, name=name_of([text for text in texts if text], parameters))

    def _within(self, text: str) -> str:
        """A name as it is said in the body."""
        if not self._prefix:
            return text
        inside = self._prefix + "_"
        return text[len(inside) :] if text.startswith(inside) else ""

    def _again(self, rounds: Sequence[Call | Use], variable: str) -> Call | Use:
        """The item of a loop over `variable`."""
        parameters = Parameters(variable)
        item = unified(rounds, parameters)
        found = None if item is None else self._named(item, rounds, parameters)
        assert found is not None, "it was found before"
        return found


def _source(item: Call | Use) -> Ref | None:
    return item.source if isinstance(item, Use) else source_of(item)


def _over(parameter: Parameter, taken: Collection[str]) -> tuple[str, ast.Expr]:
    """The variable of a loop, and what it runs over."""
    values: Sequence[Any] = parameter.values
    wish = "i" if parameter.label else parameter.name
    variable = next(n for n in (wish, "i", "j", "k", "round") if n not in taken)
    first = values[0]
    if all(type(v) is int for v in values) and list(values) == list(
        range(first, first + len(values))
    ):
        ends = (ast.Number(NOWHERE, v, str(v)) for v in (first, values[-1]))
        return variable, ast.Range(NOWHERE, *ends)
    return variable, Values({}).value(list(values), parameter.kind)
