"""From the command line to an exit code; whatever goes wrong on the way ends here."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn, cast

from graphdsl.cli import interrupts
from graphdsl.cli.arguments import parser
from graphdsl.cli.interrupts import INTERRUPTED
from graphdsl.cli.report import UsageError, flush, say, tell
from graphdsl.diagnostics.base import GraphdslError

if TYPE_CHECKING:
    from graphdsl.diagnostics.rendering.formats import Format

FINE, ERRORS, USAGE, BUG = 0, 1, 2, 70
_TERMINATED, _BROKEN_PIPE = 143, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives the exit code: 0 fine, 1 errors in the input, 2 wrong usage."""
    try:
        if argv is None:
            _prepare_process()
        return _ended(argv)
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        interrupts.ignore()


def _ended(argv: Sequence[str] | None) -> int:
    try:
        code = _run(argv)
        flush()
        return code
    except BrokenPipeError:
        _silence()
        return _BROKEN_PIPE
    except Exception as error:
        return INTERRUPTED if interrupts.stands_behind(error) else _bug(error)


def _run(argv: Sequence[str] | None) -> int:
    form: Format = "text"
    try:
        options, unknown = parser().parse_known_args(argv)
        if unknown:
            options.command.refuse(unknown[0])
        form = cast("Format", getattr(options, "format", form))
        return options.run(options)
    except SystemExit as end:  # argparse has said what there is to say
        return end.code if isinstance(end.code, int) else FINE
    except UsageError as error:
        tell(error.diagnostics, form)
        return USAGE
    except GraphdslError as error:
        tell(error.diagnostics, form)
        return ERRORS


def _prepare_process() -> None:
    """Sets up what belongs to the process: a kill cleans up, odd characters do not stop output."""
    signal.signal(signal.SIGTERM, _terminate)
    interrupts.raise_once()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _terminate(number: int, frame: object) -> NoReturn:
    sys.exit(_TERMINATED)


def _silence() -> None:
    """Lets Python's own last flush go nowhere, after the reader of our output has left."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)


def _bug(error: Exception) -> int:
    """Says that the fault is ours, without a traceback unless it was asked for."""
    if os.environ.get("GRAPHDSL_DEBUG"):
        import traceback

        traceback.print_exception(error)
    from graphdsl.cli.version import VERSION

    what = f"{type(error).__name__}: {error}".rstrip(": ")
    say(
        f"graphdsl {VERSION} failed: {what}\n"
        "This is a bug in graphdsl, not in your file. Please keep the file as it is, and report\n"
        "it; with GRAPHDSL_DEBUG=1 the same command prints the traceback that a report needs."
    )
    return BUG
