"""Ctrl-C, which ends a command quietly whenever it comes and however often."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from types import FrameType
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

INTERRUPTED: Final = 130
_ONE: Final = 1.0
"""Seconds within which Ctrl-C pressed again is the same wish: what tidies up is not disturbed."""

_SOON: Final = 0.01
"""Seconds, after which the callback that swallowed an interrupt has ended."""


def end_at_once() -> None:
    """Until a command begins there is nothing to tidy up.

    An exception would come up wherever the import system happens to be, and parts of that print it
    and go on. A process that was started with interrupts ignored goes on ignoring them.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    os._exit(INTERRUPTED)


def raise_once() -> None:
    """From now on an interrupt raises KeyboardInterrupt, and several quick ones only one."""
    if signal.getsignal(signal.SIGINT) is _end:
        interrupt = _Interrupt()
        signal.signal(signal.SIGINT, interrupt)
        sys.unraisablehook = interrupt.again


def ignore() -> None:
    """The command has ended and said so; what Python does after that is not disturbed."""
    if isinstance(signal.getsignal(signal.SIGINT), _Interrupt):
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def stands_behind(error: BaseException) -> bool:
    """Whether an interrupt became another error, as in Python 3.11 while a class is made."""
    reason = error.__cause__ or error.__context__
    return isinstance(reason, KeyboardInterrupt) or (reason is not None and stands_behind(reason))


class _Interrupt:
    def __init__(self) -> None:
        self._last = -_ONE

    def __call__(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if now - self._last >= _ONE:
            self._last = now
            raise KeyboardInterrupt

    def again(self, found: UnraisableHookArgs) -> None:
        """An interrupt that came in a callback, where it would be printed and lost, comes anew."""
        if isinstance(found.exc_value, KeyboardInterrupt):
            self._last = -_ONE
            _thread.start_new_thread(_interrupt_soon, (_thread.get_ident(),))
        else:
            sys.__unraisablehook__(found)


def _interrupt_soon(thread: int) -> None:
    time.sleep(_SOON)
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:  # wakes it, too, where it sleeps or reads
        signal.pthread_kill(thread, signal.SIGINT)
