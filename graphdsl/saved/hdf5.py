"""HDF5 files of Keras, looked at as data: which kind one is, and what stands in it.

h5py is imported when the first such file is opened; it brings numpy along, but no TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias, TypeVar

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.files import CannotRead, IsFolder, NoSuchFile
from graphdsl.diagnostics.older import BadHdf5, UnsafeHdf5
from graphdsl.files import reason_of
from graphdsl.saved.hdf5_heaps import has_endless_heap
from graphdsl.saved.hdf5_trial import outlives
from graphdsl.saved.written import Unreadable

SIGNATURE: Final = b"\x89HDF\r\n\x1a\n"
CONFIG: Final = "model_config"
LAYER_NAMES: Final = "layer_names"
WEIGHT_NAMES: Final = "weight_names"
_OF_KERAS_3: Final = frozenset({"layers", "vars", "_layer_checkpoint_dependencies"})
"""Groups at the top of a file that `save_weights` of Keras 3, or of a late Keras 2, wrote."""
_Found = TypeVar("_Found")
Group: TypeAlias = Any
"""A group of h5py."""


class Content(Enum):
    """What an HDF5 file holds."""

    MODEL = "a whole model"
    LEGACY_WEIGHTS = "weights by layer name"
    WEIGHTS = "weights by their place in the model"
    OTHER = "something else"


def library() -> Any:
    """h5py, which tells no types."""
    return import_module("h5py")


def is_hdf5(file: BinaryIO) -> bool:
    """Whether the file begins as HDF5 does; afterwards it stands at its start."""
    found = file.read(len(SIGNATURE)) == SIGNATURE
    file.seek(0)
    return found


def content_of(path: str | Path) -> Content | Diagnostic:
    """What the HDF5 file at `path` holds, or why it cannot be read."""
    return looked_at(path, content)


def is_weights_only(path: str | Path) -> bool:
    """Whether the file holds weights and no model; False for what cannot be read."""
    return content_of(path) in (Content.LEGACY_WEIGHTS, Content.WEIGHTS)


def content(file: Group) -> Content:
    """What an open file holds."""
    if CONFIG in file.attrs:
        return Content.MODEL
    if LAYER_NAMES in file.attrs or f"{LAYER_NAMES}0" in file.attrs:
        return Content.LEGACY_WEIGHTS
    return Content.OTHER if _OF_KERAS_3.isdisjoint(file) else Content.WEIGHTS


def looked_at(path: str | Path, look: Callable[[Group], _Found]) -> _Found | Diagnostic:
    """What `look` finds in the open file; a diagnostic where it cannot be read or says so."""
    refused = _refused(path)
    if refused is not None:
        return refused
    try:
        with library().File(path, "r") as file:
            return look(file)
    except Unreadable as found:
        return found.diagnostic
    except (Exception, MemoryError) as error:  # those of a damaged file are of every kind
        return BadHdf5(path=str(path), problem=f"it is damaged: {_first_line(error)}")


def _refused(path: str | Path) -> Diagnostic | None:
    """Why h5py is not to be given the file."""
    shown = str(path)
    try:
        with open(path, "rb") as file:
            if not is_hdf5(file):
                return BadHdf5(path=shown, problem="it is no HDF5 file")
        if has_endless_heap(path):
            return BadHdf5(path=shown, problem="it is damaged: a heap in it has no end")
        if not outlives(path):
            return BadHdf5(path=shown, problem="it is damaged: the HDF5 library ends in it")
    except FileNotFoundError:
        return NoSuchFile(path=shown)
    except IsADirectoryError:
        return IsFolder(path=shown, example="model.h5")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return CannotRead(path=shown, reason=reason_of(error))
    return None


def _first_line(error: BaseException) -> str:
    text = str(error).strip("'\" ").partition("\n")[0] or type(error).__name__
    return text if len(text) <= 200 else f"{text[:200]}…"


def names_in(group: Group, attribute: str, path: str) -> list[str]:
    """The names in an attribute; a long list of them is split into `attribute0`, `attribute1` …"""
    if attribute in group.attrs:
        return _names(group, attribute, path)
    found: list[str] = []
    number = 0
    while f"{attribute}{number}" in group.attrs:
        found += _names(group, f"{attribute}{number}", path)
        number += 1
    return found


def _names(group: Group, attribute: str, path: str) -> list[str]:
    """The names of one attribute; written by other programs they may be text instead of bytes."""
    written: Any = group.attrs[attribute]
    items: list[Any] = written.tolist() if getattr(written, "ndim", 0) == 1 else [None]
    found = [_text(item) for item in items]
    names = [name for name in found if name is not None]
    if len(names) < len(found):
        problem = f"its attribute `{attribute}` is no list of names"
        raise Unreadable(BadHdf5(path=path, problem=problem))
    return names


def _text(item: Any) -> str | None:
    if isinstance(item, bytes):
        return item.decode("utf-8")
    return item if isinstance(item, str) else None


def below(group: Group, name: str, path: str) -> Group:
    """What stands in the group under a name with slashes; nothing outside of the file counts."""
    h5py = library()
    if not name or name.startswith("/"):
        raise Unreadable(BadHdf5(path=path, problem=f"`{name}` in it is no name"))
    for step in name.split("/"):
        link = group.get(step, getlink=True) if isinstance(group, h5py.Group) else None
        if link is None:
            problem = f"`{name}` is named in it, and is not there"
            raise Unreadable(BadHdf5(path=path, problem=problem))
        if not isinstance(link, h5py.HardLink):
            raise Unreadable(UnsafeHdf5(path=path, place=name, problem="leads somewhere else"))
        group = group[step]
    return group
