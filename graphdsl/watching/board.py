"""What is shown now: written by those who draw, read by every open page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Condition
from typing import Any, Final

TOLD: Final = "told"
DRAWN: Final = "drawn"
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that pages are told, numbered in the order of the telling."""

    number: int
    event: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole board at one time."""

    number: int
    """That of the last notice."""
    told: Facts
    drawn: tuple[Facts, ...]
    """The newest sheet of each level of detail."""


@dataclass(slots=True)
class Board:
    """The newest notice of each kind; safe in threads."""

    _notices: dict[str, Notice] = field(default_factory=dict[str, Notice])
    _number: int = 0
    _closed: bool = False
    _changed: Condition = field(default_factory=Condition)

    def tell(self, facts: Facts) -> None:
        """Puts up what is said of the file."""
        with self._changed:
            self._put(TOLD, TOLD, facts)

    def draw(self, level: str, facts: Facts, levels: Sequence[str]) -> None:
        """Puts up the sheet of one level; sheets of none of `levels` are taken down."""
        with self._changed:
            for key in [k for k in self._notices if k not in (TOLD, *levels)]:
                del self._notices[key]
            self._put(level, DRAWN, facts)

    def _put(self, key: str, event: str, facts: Facts) -> None:
        self._number += 1
        self._notices[key] = Notice(self._number, event, facts)
        self._changed.notify_all()

    def shown(self) -> Shown:
        """All that a page that is opened now has to show."""
        with self._changed:
            notices = sorted(self._notices.values(), key=lambda n: n.number)
            told: Facts = self._notices[TOLD].facts if TOLD in self._notices else {}
            drawn = tuple(n.facts for n in notices if n.event == DRAWN)
            return Shown(self._number, told, drawn)

    def newer(self, number: int, seconds: float) -> tuple[Notice, ...] | None:
        """The notices after that number; none if there is none in time, None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._number > number, seconds)
            if self._closed:
                return None
            found = [n for n in self._notices.values() if n.number > number]
            return tuple(sorted(found, key=lambda n: n.number))

    def close(self) -> None:
        """Nobody waits any longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
