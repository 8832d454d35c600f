"""One run of lowering: its diagnostics, its limits, and the files that it has read."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from graphdsl.diagnostics.arguments import WrongArgument
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.flow import Recursion
from graphdsl.diagnostics.limits import TooDeep, TooManyCalls
from graphdsl.diagnostics.names import UndefinedName
from graphdsl.origins import Frame, Origin
from graphdsl.source import Span

if TYPE_CHECKING:
    from graphdsl.graph import Graph, Value
    from graphdsl.lowering.scope import Scope
    from graphdsl.origins import Origins
    from graphdsl.syntax import ast

CALL_LIMIT = 100_000
"""Calls, rounds of loops and copies that one file may unroll to.

A call takes about 2 KB and 0.1 ms until it is checked, and up to 6 KB and 0.3 ms if it is wrong or
holds another layer: no file needs more than 1 GB and half a minute. The largest model that Keras
ships has some 1,500 calls."""
ELEMENTS = 20
"""Elements of lists that count as one call: each is looked at about as long."""
DEPTH_LIMIT = 100
"""How deep uses of blocks and models may nest."""


_KINDS = {"Block": "block", "Model": "model", "LayerAlias": "layer", "Let": "let"}
"""The word that declares each."""


class Stop(Exception):  # noqa: N818 - not an error: the diagnostic has been given
    """Ends the run: a limit has been reached."""


@dataclass(slots=True)
class Session:
    """What all models and files of one run have in common."""

    broken: bool = False
    """Whether the tree lacks what could not be parsed."""
    lost: frozenset[str] = frozenset()
    """Names in what could not be parsed; it may be what gives them."""
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    files: dict[Path, Scope | None] = field(default_factory=dict[Path, "Scope | None"])
    """Scopes of the files read so far; None while a file is being read."""
    models: dict[tuple[int, str], tuple[Graph, Origins]] = field(
        default_factory=dict[tuple[int, str], "tuple[Graph, Origins]"]
    )
    """Models lowered so far, by item and arguments."""
    mentioned: dict[int, frozenset[str]] = field(default_factory=dict[int, "frozenset[str]"])
    """Names that the statements of a body mention, by the body."""
    used: set[int] = field(default_factory=set[int])
    """Templates that something uses."""
    flawed: set[int] = field(default_factory=set[int])
    """Models that have errors."""
    spent: int = 0
    lists: dict[int, tuple[Value, int, int]] = field(
        default_factory=dict[int, "tuple[Value, int, int]"]
    )
    """Of a list, a tuple or a dict, by its id: itself, so that it keeps its id, how much stands in
    it, and how deep."""
    _active: dict[int, str] = field(default_factory=dict[int, str])

    def report(self, diagnostic: Diagnostic, origin: Origin | None = None) -> None:
        """Enters a diagnostic, at `origin` where one is given."""
        if follows(diagnostic, self.lost):
            return
        self.diagnostics.append(diagnostic if origin is None else origin.place(diagnostic))

    def extent(self, value: Value) -> tuple[int, int]:
        """How many elements a value has, with those of all lists in it one by one, and how deep
        lists stand in lists."""
        if not isinstance(value, (list, tuple, dict)):
            return 1, 0
        if id(value) not in self.lists:
            items = value.values() if isinstance(value, dict) else value
            inner = [self.extent(item) for item in items]
            size = 1 + sum(size for size, _ in inner)
            self.lists[id(value)] = (value, size, 1 + max((d for _, d in inner), default=0))
        _, size, depth = self.lists[id(value)]
        return size, depth

    def refuse(self, span: Span) -> None:
        """Says that a file unrolls to too much, and ends the run."""
        self.report(TooManyCalls(limit=CALL_LIMIT, span=span))
        raise Stop

    def spend(self, span: Span, amount: int = 1) -> None:
        """Counts calls and rounds; raises Stop past the limit."""
        self.spent += amount
        if self.spent > CALL_LIMIT:
            self.refuse(span)

    def spend_on(self, value: Value, span: Span) -> None:
        """Counts the elements of a value that is made, or looked at once more."""
        if isinstance(value, (list, tuple, dict)) and len(value) >= ELEMENTS:
            self.spend(span, len(value) // ELEMENTS)

    @contextmanager
    def inside(
        self,
        item: ast.Block | ast.Model | ast.LayerAlias | ast.Let,
        span: Span,
        frame: Frame | None,
    ) -> Generator[bool]:
        """Marks `item` as being worked out; False if that is so already. Too deep: raises Stop."""
        if id(item) in self._active:
            names = list(self._active.values())
            start = list(self._active).index(id(item))
            chain = (*names[start:], item.name.id)
            found = Recursion(name=item.name.id, chain=chain, what=_KINDS[type(item).__name__])
            self.report(found, Origin(span, frame=frame))
            yield False
            return
        if len(self._active) >= DEPTH_LIMIT:
            self.report(TooDeep(limit=DEPTH_LIMIT), Origin(span, frame=frame))
            raise Stop
        self._active[id(item)] = item.name.id
        try:
            yield True
        finally:
            del self._active[id(item)]


@dataclass(frozen=True, slots=True)
class Env:
    """Where an expression stands: which names it sees, and how its body was reached."""

    session: Session
    scope: Scope
    frame: Frame | None = None

    def report(self, diagnostic: Diagnostic, span: Span) -> None:
        """Enters a diagnostic at `span`, with the uses that led here."""
        self.session.report(diagnostic, Origin(span, frame=self.frame))

    def within(self, scope: Scope) -> Env:
        """The same place with other names."""
        return Env(self.session, scope, self.frame)


def follows(diagnostic: Diagnostic, lost: frozenset[str]) -> bool:
    """Whether it says that a name is unknown which one of the `lost` statements may give."""
    match diagnostic:
        case UndefinedName(name=name):
            return not lost.isdisjoint((name, *name.split(".")))
        case WrongArgument(word=word, candidates=()):
            return word in lost
        case _:
            return False
