"""Keeps TensorFlow's chatter off the terminal, and only that.

While its libraries load they write to descriptor 2 before any setting of theirs is read. So that
descriptor leads, for a while, to a small process of its own that passes on every line but the
chatter. A process rather than a thread: what a dying library says last is passed on too.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Generator
from contextlib import contextmanager

_LEVEL = "TF_CPP_MIN_LOG_LEVEL"
_CHATTER = re.compile(
    rb"WARNING: All log messages before absl::InitializeLog\(\)"
    rb"|[IW]\d{4} [\d:.]+ +\d+ [\w.]+:\d+\]"
    rb"|\d{4}-\d\d-\d\d [\d:.]+: [IW] \S+\.cc:\d+\]"
    rb"|To enable the following instructions: "
)


@contextmanager
def without_noise() -> Generator[None]:
    """Runs the block with TensorFlow quiet; a user who has set its log level hears everything."""
    if os.environ.get(_LEVEL) or sys.stderr is None:  # pyright: ignore[reportUnnecessaryComparison]
        yield
        return
    os.environ[_LEVEL] = "3"
    with _filtered():
        yield


@contextmanager
def _filtered() -> Generator[None]:
    import subprocess

    sys.stderr.flush()
    own = os.dup(2)
    sieve = subprocess.Popen(
        [sys.executable, "-I", "-S", __file__],
        stdin=subprocess.PIPE,
        stderr=own,
        process_group=0 if os.name == "posix" else None,  # Ctrl-C is not for it, not at its start
    )
    assert sieve.stdin is not None
    os.dup2(sieve.stdin.fileno(), 2)
    sieve.stdin.close()
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(own, 2)  # the last way into the sieve is closed: it ends
        os.close(own)
        sieve.wait()


def pass_on() -> None:
    """Copies lines from standard input to standard error, the chatter excepted."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the writer; its last words count
    for line in sys.stdin.buffer:
        if not _CHATTER.match(line):
            sys.stderr.buffer.write(line)
            sys.stderr.buffer.flush()


if __name__ == "__main__":
    pass_on()
