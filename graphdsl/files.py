"""Reading texts and writing results: all of a file or nothing of it."""

from __future__ import annotations

import os
import re
import stat
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from zlib import crc32

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.files import (
    CannotRead,
    CannotWrite,
    FileTooLarge,
    IsFolder,
    NoFilesInFolder,
    NoSuchFile,
    NotUtf8,
)
from graphdsl.diagnostics.wording import closest
from graphdsl.kinds import Kind, kind_of
from graphdsl.reads import note
from graphdsl.source import Source

STANDARD_INPUT = "-"
SIZE_LIMIT = 64 * 2**20
"""In bytes; a device or a video that was named by mistake must not fill the memory."""
_SCRATCH: Final = re.compile(r"\.graphdsl-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{8}(\..*)?", re.ASCII)
"""The name of a file that is being written: the machine, the process, and a number."""
_OLD: Final = 15 * 60
"""Seconds after which a file that nothing more is written to has been left behind."""


def read_source(name: str | Path, *, as_json: bool = False) -> Source | Diagnostic:
    """The text of the file `name` (`-`: standard input), or why it cannot be had.

    A file of another kind is none: a picture, say, or JSON where it is not asked for.
    """
    name = str(name)
    if name == STANDARD_INPUT:
        data, shown, path = _standard_input(), "<stdin>", None
    else:
        data, shown, path = _bytes_of(name), name, Path(name)
    if isinstance(data, Diagnostic):
        return data
    kind = kind_of(data, shown, as_json=as_json)
    if kind is not None:
        return CannotRead(path=shown, reason=f"it is {kind.what}", advice=_advice(kind, path))
    if len(data) > SIZE_LIMIT:
        return FileTooLarge(path=shown, limit=SIZE_LIMIT)
    try:
        return Source(data.decode("utf-8-sig"), shown, path)
    except UnicodeDecodeError as error:
        return _not_utf8(shown, data, error)


def _advice(kind: Kind, path: Path | None) -> str | None:
    """What to do with a file that is not read as text."""
    beside = path.with_suffix(".gdl") if path is not None and kind.made else None
    if beside not in (None, path) and beside.is_file():
        return f"did you mean `{beside}`?"
    if kind.advice is not None:
        return kind.advice
    if path is None:
        return "name the file itself; standard input is read as text"
    if not path.name.lower().endswith(kind.endings):
        return f"let its name end in `{kind.endings[0]}`, by which it is known"
    from shlex import quote

    return f"`graphdsl import {quote(str(path))}` writes its text"


def _standard_input() -> bytes | Diagnostic:
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - closed with `<&-`
        return CannotRead(path="<stdin>", reason="it is closed")
    try:
        return sys.stdin.buffer.read(SIZE_LIMIT + 1)
    except OSError as error:
        return CannotRead(path="<stdin>", reason=reason_of(error))


def _bytes_of(name: str) -> bytes | Diagnostic:
    try:
        note(name)
        with open(name, "rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        return NoSuchFile(path=name, similar=_similar(name))
    except IsADirectoryError:
        return IsFolder(path=name, example=_example_in(name))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return CannotRead(path=name, reason=reason_of(error))


def _example_in(folder: str) -> str:
    """A file in the folder that could be meant."""
    try:
        found = [entry.name for entry in os.scandir(folder) if entry.name.endswith(".gdl")]
    except OSError:
        found = []
    return min(found, default="model.gdl")


def _similar(name: str) -> str | None:
    folder, base = os.path.split(name)
    try:
        files = [entry.name for entry in os.scandir(folder or ".") if entry.name.endswith(".gdl")]
    except OSError:
        return None
    if base + ".gdl" in files:
        return name + ".gdl"
    found = closest(base, sorted(files))
    return os.path.join(folder, found) if found else None


def _not_utf8(name: str, data: bytes, error: UnicodeDecodeError) -> NotUtf8:
    encoding = "UTF-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else None
    line = data.count(b"\n", 0, error.start) + 1
    return NotUtf8(path=name, byte=data[error.start], line=line, encoding=encoding)


def reason_of(error: Exception) -> str:
    """What the system says, as a part of a sentence: `permission denied`."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text[0].lower() + text[1:]


def gdl_files(names: list[str]) -> Iterator[str | Diagnostic]:
    """`names` with every folder among them replaced by the `.gdl` files in it, each file once."""
    seen: set[str] = set()
    for name in names:
        found = _below(name) if os.path.isdir(name) else [name]
        if not found:
            yield NoFilesInFolder(path=name)
        for file in found:
            if file not in seen:
                seen.add(file)
                yield file


def _below(folder: str) -> list[str]:
    found: list[str] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        found.extend(os.path.join(parent, f) for f in files if f.endswith(".gdl"))
    return sorted(os.path.normpath(file) for file in found)


@contextmanager
def replacing(path: str | Path, ending: str | None = None) -> Generator[Path]:
    """A path to write to; its file takes the place of `path` when the block ends well.

    It lies in the same folder and has the same ending, or the given one. Whatever ends the block
    early, a kill included, `path` is as it was before. What an earlier run that was killed has left
    in the folder is removed. Raises OSError.
    """
    target = Path(os.path.realpath(path))  # the file that a link leads to, not the link
    _refuse_early(target)
    name = f".graphdsl-{_machine()}-{os.getpid()}-{os.urandom(4).hex()}"
    scratch = target.with_name(f"{name}{ending or target.suffix}")
    try:
        yield scratch
        _take_place(scratch, target)
    finally:
        scratch.unlink(missing_ok=True)
    _remove_left(target.parent)


def _remove_left(folder: Path) -> None:
    """Removes what is left of runs that were killed while they wrote into `folder`."""
    with suppress(OSError):
        for entry in os.scandir(folder):
            found = _SCRATCH.fullmatch(entry.name)
            if found and entry.is_file(follow_symlinks=False):
                age = time.time() - entry.stat().st_mtime
                if age > _OLD or (found[1] == _machine() and not _runs(int(found[2]))):
                    os.unlink(entry)


def _runs(process: int) -> bool:
    """Whether a process of this machine still runs, as far as that can be asked."""
    if os.name != "posix":  # elsewhere the question would end it
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # it is somebody else's
    return True


def _machine() -> str:
    """Tells this machine from others that write into the same folder."""
    from platform import node

    return f"{crc32(node().encode()):08x}"


def _refuse_early(target: Path) -> None:
    """Raises the OSError that opening `target` for writing would raise."""
    if target.is_dir():
        raise IsADirectoryError(21, "Is a directory", str(target))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied", str(target))


def _take_place(scratch: Path, target: Path) -> None:
    status = target.stat() if target.exists() else None
    if status and not stat.S_ISREG(status.st_mode):  # a pipe or a device is written to, never moved
        target.write_bytes(scratch.read_bytes())
        return
    if status:
        _keep_rights(scratch, status)
    _flush(scratch, os.O_RDWR)
    os.replace(scratch, target)
    if os.name == "posix":
        with suppress(OSError):  # some file systems cannot flush a folder
            _flush(target.parent, os.O_RDONLY)


def _keep_rights(scratch: Path, status: os.stat_result) -> None:
    if os.name == "posix":
        with suppress(OSError):  # only the superuser can give a file away
            os.chown(scratch, status.st_uid, status.st_gid)
    os.chmod(scratch, stat.S_IMODE(status.st_mode))


def _flush(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_bytes(path: str | Path, data: bytes) -> Diagnostic | None:
    """Makes `path` hold `data`, or leaves it as it is and says why."""
    try:
        with replacing(path) as scratch:
            scratch.write_bytes(data)
    except (OSError, ValueError) as error:
        return cannot_write(path, error)
    return None


def cannot_write(path: str | Path, error: Exception) -> Diagnostic:
    """The diagnostic for an `error` that came up while `path` was written."""
    if isinstance(error, IsADirectoryError):
        ending = os.path.splitext(path)[1] or ".gdl"
        return IsFolder(path=str(path), example=f"model{ending}")
    folder = os.path.dirname(path)
    if isinstance(error, FileNotFoundError) and folder and not os.path.isdir(folder):
        return CannotWrite(path=str(path), reason=f"there is no folder `{folder}`", folder=folder)
    return CannotWrite(path=str(path), reason=reason_of(error))
