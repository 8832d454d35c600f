"""Which files a piece of work reads, and whether they are still as it read them."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple
from zlib import crc32

_FRESH = 3.0
"""Seconds; some file systems tell the time of a change no finer than two."""
_SMALL = 2**20
"""Bytes of a file that is looked into, as long as it is fresh."""


class Stamp(NamedTuple):
    """What a file looked like at one time; two that differ are of different content."""

    changed: int
    """In nanoseconds."""
    size: int
    file: int
    """Which file it is; another one may have taken its name."""
    content: int | None = None
    """A checksum, where the time alone may not tell two changes apart."""

    def agrees(self, other: Stamp) -> bool:
        """Whether the file is the same as far as both know."""
        return self[:3] == other[:3] and (
            self.content == other.content or None in (self.content, other.content)
        )


_noted: ContextVar[dict[str, Stamp | None] | None] = ContextVar("noted", default=None)


@contextmanager
def noting() -> Generator[Mapping[str, Stamp | None]]:
    """Collects every file that is asked for while the block runs, as it is before it is read.

    What is not there is collected too, with None.
    """
    found: dict[str, Stamp | None] = {}
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)


def note(path: str | os.PathLike[str]) -> None:
    """To be called before the file at `path` is opened."""
    found = _noted.get()
    if found is not None:
        absolute = os.path.abspath(path)
        if absolute not in found:
            found[absolute] = stamp(absolute)


def stamp(path: str) -> Stamp | None:
    """What the file looks like now; None if there is none."""
    try:
        status = os.stat(path)
        fresh = abs(time.time() - status.st_mtime) < _FRESH
        content = _checksum(path) if fresh and _is_small(status) else None
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return None
    return Stamp(status.st_mtime_ns, status.st_size, status.st_ino, content)


def _is_small(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_size <= _SMALL


def _checksum(path: str) -> int:
    with open(path, "rb") as file:
        return crc32(file.read(_SMALL))


def same(one: Stamp | None, other: Stamp | None) -> bool:
    """Whether a file is as it was, or still not there."""
    if one is None or other is None:
        return one is other
    return one.agrees(other)
