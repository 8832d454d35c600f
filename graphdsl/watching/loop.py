"""Watching: looks at a file and all that it reads, and tells the board after every change."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

from graphdsl.diagnostics.base import GraphdslError, Level
from graphdsl.opening import analyze_file
from graphdsl.reads import Stamp, noting, same, stamp
from graphdsl.watching.board import Board
from graphdsl.watching.choice import Choice, Diagnostics
from graphdsl.watching.drawing import Drawer
from graphdsl.watching.page import told

_PAUSE: Final = 0.04
"""Seconds between two looks at the files."""
_SETTLED: Final = 0.015
"""Seconds without a change after which a file counts as written."""
_PATIENCE: Final = 0.25
"""Seconds after which it is read as it is: gone, empty, or still growing."""
Stamps = Mapping[str, Stamp | None]


def watch(choice: Choice, board: Board, report: Callable[[Diagnostics, str], None]) -> None:
    """Goes on until it is interrupted; `report` is given each time what is wrong, and the time."""
    drawer = Drawer(choice, board)
    since = ""
    while True:
        now = time.strftime("%H:%M:%S")
        with noting() as seen:
            found, is_drawn = _look(choice, drawer)
        since = now if is_drawn else since
        board.tell(told(choice.file, found, since))
        report(found, now)
        _wait(seen)


def _look(choice: Choice, drawer: Drawer) -> tuple[Diagnostics, bool]:
    """What is wrong with the file, and whether it has been drawn."""
    analysis = analyze_file(choice.file, model=choice.model, params=choice.params, one=True)
    found = choice.heard(analysis.diagnostics)
    if analysis.one is None or any(d.level is Level.ERROR for d in found):
        return found, False
    try:
        drawer.draw(analysis.one)
    except GraphdslError as error:
        return (*found, *error.diagnostics), False
    return found, True


def _wait(seen: Stamps) -> None:
    """Returns when a file is no longer as it was, and no longer being written."""
    while _unchanged(seen):
        time.sleep(_PAUSE)
    end = time.monotonic() + _PATIENCE
    now = _stamps(seen)
    while time.monotonic() < end:
        time.sleep(_SETTLED)
        before, now = now, _stamps(seen)
        if not _unfinished(seen, now) and all(same(before[path], now[path]) for path in now):
            return


def _unchanged(seen: Stamps) -> bool:
    return all(same(stamp(path), was) for path, was in seen.items())


def _stamps(paths: Stamps) -> Stamps:
    return {path: stamp(path) for path in paths}


def _unfinished(seen: Stamps, now: Stamps) -> bool:
    """Whether a file has gone or is empty, as it is for a moment when some editors save it."""
    return any(_holds(was) and not _holds(now[path]) for path, was in seen.items())


def _holds(found: Stamp | None) -> bool:
    return found is not None and found.size > 0
