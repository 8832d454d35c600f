"""Files of saved models, opened as data: what they hold is looked at, and never run or unpacked."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.files import CannotRead, FileTooLarge, IsFolder, NoSuchFile
from graphdsl.diagnostics.older import BadHdf5
from graphdsl.diagnostics.saved import NotASavedModel, UnsafeArchive
from graphdsl.files import SIZE_LIMIT, reason_of
from graphdsl.kinds import kind_of
from graphdsl.reads import note
from graphdsl.saved.hdf5 import is_hdf5
from graphdsl.saved.json_text import json_object

WITH_WEIGHTS: Final = (".keras", ".h5", ".hdf5")
"""Endings of files that hold weights beside the model."""
CONFIG: Final = "config.json"
METADATA: Final = "metadata.json"
MEMBERS_LIMIT: Final = 10_000
"""A saved model has three members, and a few more for the words of its vocabularies."""
PACKED_LIMIT: Final = 1_000
"""How many times larger than in the archive a member may be; weights are hardly packed at all."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a file says of its model."""

    config: Mapping[str, Any]
    """As `model.to_json()` gives it: `class_name`, `config` and more.

    Of an HDF5 file, `training_config` holds what the model was compiled with.
    """
    keras_version: str | None = None
    assets: tuple[str, ...] = ()
    """Members beside config and weights, such as vocabularies that were learnt."""


def open_saved(path: str | Path) -> Saved | Diagnostic:
    """What the `.keras`, `.json` or `.h5` file at `path` says, or why it cannot be read.

    Its content tells which it is: Keras 2 wrote HDF5 to files that end in `.keras`, too.
    """
    shown = str(path)
    try:
        note(path)
        with open(path, "rb") as file:
            return _opened(file, path, shown)
    except FileNotFoundError:
        return NoSuchFile(path=shown, similar=None)
    except IsADirectoryError:
        return IsFolder(path=shown)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        return NotASavedModel(path=shown, problem=f"it is a damaged archive: {reason_of(error)}")
    except (OSError, ValueError) as error:
        return CannotRead(path=shown, reason=reason_of(error))


def _opened(file: BinaryIO, path: str | Path, shown: str) -> Saved | Diagnostic:
    """What an open file says, of whichever kind it is."""
    if is_hdf5(file):
        return _hdf5(path)
    if zipfile.is_zipfile(file):
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return _archived(archive, shown)
    file.seek(0)
    data = file.read(SIZE_LIMIT + 1)
    kind = kind_of(data, shown, as_json=True)
    if kind is not None:
        whole = not data.startswith(b"PK")  # the end of an archive holds its list of members
        problem = f"it is {kind.what}" if whole else "its end is missing"
        return NotASavedModel(path=shown, problem=problem)
    if shown.lower().endswith((".h5", ".hdf5")):
        return BadHdf5(path=shown, problem="it is no HDF5 file")
    if len(data) > SIZE_LIMIT:
        return FileTooLarge(path=shown, limit=SIZE_LIMIT)
    found = json_object(data, shown, "it")
    if isinstance(found, Diagnostic):
        return found
    version = found.get("keras_version")  # Keras 2 writes it into its JSON
    return Saved(found, version if isinstance(version, str) else None)


def _hdf5(path: str | Path) -> Saved | Diagnostic:
    from graphdsl.saved.hdf5_model import config_of

    found = config_of(path)
    return found if isinstance(found, Diagnostic) else Saved(*found)


def _archived(archive: zipfile.ZipFile, path: str) -> Saved | Diagnostic:
    members = archive.infolist()
    for problem in (_crowded(members, path), *(_unsafe(m, path) for m in members)):
        if problem is not None:
            return problem
    names = {member.filename for member in members}
    if CONFIG not in names:
        return NotASavedModel(path=path, problem=f"it is an archive without `{CONFIG}`")
    config = _member(archive, CONFIG, path)
    if isinstance(config, Diagnostic):
        return config
    version: object = None
    if METADATA in names:
        metadata = _member(archive, METADATA, path)
        if isinstance(metadata, Diagnostic):
            return metadata
        version = metadata.get("keras_version")
    assets = tuple(sorted(n for n in names if n.startswith("assets/") and not n.endswith("/")))
    return Saved(config, version if isinstance(version, str) else None, assets)


def _crowded(members: list[zipfile.ZipInfo], path: str) -> Diagnostic | None:
    if len(members) > MEMBERS_LIMIT:
        problem = f"it is an archive of more than {MEMBERS_LIMIT:,} members"
        return NotASavedModel(path=path, problem=problem)
    seen: set[str] = set()
    for name in (m.filename for m in members):
        if name in seen:
            return UnsafeArchive(path=path, member=name, problem="is in it twice")
        seen.add(name)
    return None


def _unsafe(member: zipfile.ZipInfo, path: str) -> Diagnostic | None:
    name = member.filename.replace("\\", "/")
    outside = name.startswith("/") or ":" in name.partition("/")[0] or ".." in name.split("/")
    if outside:
        problem = "would be written outside the folder it is unpacked in"
    elif member.flag_bits & 0x1:
        problem = "is encrypted"
    elif member.filename in (CONFIG, METADATA) and member.file_size > SIZE_LIMIT:
        problem = f"has more than {SIZE_LIMIT // 2**20} MiB"
    elif member.file_size > SIZE_LIMIT and member.file_size > PACKED_LIMIT * member.compress_size:
        problem = f"unpacks to {member.file_size >> 20:,} MiB of next to nothing"
    else:
        return None
    return UnsafeArchive(path=path, member=member.filename, problem=problem)


def _member(archive: zipfile.ZipFile, name: str, path: str) -> Mapping[str, Any] | Diagnostic:
    try:
        with archive.open(name) as file:
            data = file.read(SIZE_LIMIT + 1)  # the size that the archive tells may be wrong
    except Exception as error:  # the errors of the packers are of no common kind
        return NotASavedModel(path=path, problem=f"`{name}` in it is damaged: {reason_of(error)}")
    if len(data) > SIZE_LIMIT:
        problem = f"has more than {SIZE_LIMIT // 2**20} MiB"
        return UnsafeArchive(path=path, member=name, problem=problem)
    return json_object(data, path, f"`{name}` in it")


def has_weights(path: str | Path) -> bool:
    """Whether a file of this name holds weights beside the model."""
    return str(path).lower().endswith(WITH_WEIGHTS)
