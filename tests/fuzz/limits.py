"""Bounds of one input: seconds of the processor, and memory of the process."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

SECONDS = 10.0
MEMORY = 2 * 2**30
"""Bytes of addresses; a process that has read a thousand inputs needs less than a tenth."""


class TooLong(BaseException):
    """An input took longer than SECONDS; no `except Exception` on the way holds it up."""


def limit_memory() -> None:
    """What needs more memory than MEMORY is a MemoryError, where the system can do that."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@contextlib.contextmanager
def within(seconds: float = SECONDS) -> Iterator[None]:
    """Raises TooLong in the block once it has taken so long, where the system can do that."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLong(f"more than {seconds:g} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
