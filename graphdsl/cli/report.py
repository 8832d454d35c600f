"""What the user is told: results on standard output, all else on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from graphdsl.diagnostics.base import Diagnostic, GraphdslError, Level
from graphdsl.diagnostics.files import CannotWrite
from graphdsl.diagnostics.rendering.terminal import columns, wants_colour

if TYPE_CHECKING:
    from graphdsl.diagnostics.rendering.formats import Format


class UsageError(GraphdslError):
    """The command line itself is wrong."""


def tell(diagnostics: Iterable[Diagnostic], form: Format = "text") -> None:
    """Shows diagnostics on standard error; for programs on standard output, as the result."""
    found = tuple(diagnostics)
    if form == "text" and not (found and hears()):
        return
    from graphdsl.diagnostics.rendering.formats import FOR_PROGRAMS, write

    if form in FOR_PROGRAMS:
        text = write(found, form)
        result(text + "\n" if text else "")
    elif found and hears():
        stream = sys.stderr
        say(write(found, form, colour=wants_colour(stream), width=columns(stream)))


def hears() -> bool:
    """Whether there is a standard error at all; `2>&-` takes it away."""
    return sys.stderr is not None  # pyright: ignore[reportUnnecessaryComparison]


def say(text: str) -> None:
    """A line for the person at the terminal."""
    if hears():
        print(text, file=sys.stderr, flush=True)


def result(data: str | bytes) -> None:
    """What was asked for, on standard output; text goes out as UTF-8 whatever the locale."""
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison] - closed with `>&-`
        raise GraphdslError((CannotWrite(path="<stdout>", reason="it is closed"),))
    if isinstance(data, str):
        data = data.encode("utf-8", "backslashreplace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        from graphdsl.files import reason_of

        _drop_output()
        problem = CannotWrite(path="<stdout>", reason=reason_of(error))
        raise GraphdslError((problem,)) from error


def _drop_output() -> None:
    """Keeps Python from trying once more when it ends, and from complaining about it."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def flush() -> None:
    """Sends out what is still held back, while a failure can still be told."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # pyright: ignore[reportUnnecessaryComparison]
            stream.flush()


def failed(diagnostics: Sequence[Diagnostic]) -> bool:
    """Whether one of them is an error."""
    return any(d.level is Level.ERROR for d in diagnostics)
