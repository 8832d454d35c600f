"""Whether the HDF5 library outlives a file: a damaged one may end the whole process from inside C.

A process beside this one, `python hdf5_trial.py`, walks through each file first. It stays for
further files, imports nothing of this package, and ends when its input does.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, Final

_FINE: Final = b"."


def outlives(file: str | Path) -> bool:
    """Whether a process is still there after it has read what `file` tells of itself.

    True, too, where no process can be started to try it.
    """
    return any(_is_read(str(Path(file).resolve())) for _ in ("by the last one", "by a new one"))


class _Reader:
    """The process that reads; it has none before the first file, and after one that ended it."""

    process: subprocess.Popen[bytes] | None = None
    asked_by = 0
    """The process that began it: what was forked from that one begins one of its own."""
    lock = Lock()


def _is_read(file: str) -> bool:
    with _Reader.lock:
        if _Reader.asked_by != os.getpid():
            _Reader.process = None
        try:
            _Reader.process = _Reader.process or _started()
        except OSError:
            return True
        _Reader.asked_by = os.getpid()
        return _answer(_Reader.process, file)


def _answer(process: subprocess.Popen[bytes], file: str) -> bool:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(file.encode("utf-8", "surrogateescape").hex().encode() + b"\n")
        process.stdin.flush()
        if process.stdout.read(1) == _FINE:
            return True
    except BrokenPipeError:
        pass
    except BaseException:  # an interrupt: what it answers later would be taken for the next file
        process.kill()
        _end()
        raise
    _end()
    return False


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


@atexit.register
def _end() -> None:
    process, _Reader.process = _Reader.process, None
    if process is not None and _Reader.asked_by == os.getpid():
        with suppress(BrokenPipeError):
            process.communicate()


def _main() -> None:
    """Reads every file whose name comes in, and answers each."""
    for line in sys.stdin.buffer:
        with suppress(Exception, MemoryError):  # which whoever asks will find for himself
            _walk(bytes.fromhex(line.decode().strip()).decode("utf-8", "surrogateescape"))
        sys.stdout.buffer.write(_FINE)
        sys.stdout.flush()


def _walk(name: str) -> None:
    """Reads all attributes of the file, and of every array its form and an element; never what a
    link to another file leads to."""
    h5py: Any = import_module("h5py")
    seen: set[Any] = set()
    with h5py.File(name, "r") as file:
        todo: list[Any] = [file]
        while todo:
            one = todo.pop()
            address = h5py.h5o.get_info(one.id).addr
            if address in seen:
                continue
            seen.add(address)
            for key in one.attrs:
                with suppress(Exception, MemoryError):
                    one.attrs[key]
            if isinstance(one, h5py.Dataset):
                with suppress(Exception, MemoryError):
                    one[(0,) * len(one.shape)]
            elif isinstance(one, h5py.Group):
                for key in one:
                    with suppress(Exception, MemoryError):
                        if isinstance(one.get(key, getlink=True), h5py.HardLink):
                            todo.append(one[key])


if __name__ == "__main__":
    _main()
