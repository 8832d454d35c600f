"""Arrays in `.npz` files: read as data, as lists of numbers or strings, and never run."""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final

from graphdsl.diagnostics.arrays import NotArrays, UnfitArray
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.files import CannotRead, IsFolder, NoSuchFile
from graphdsl.files import SIZE_LIMIT, reason_of
from graphdsl.graph import Value
from graphdsl.layers.kinds.plain import extents, types_in

ENDING: Final = ".npz"
_MEMBER: Final = ".npy"
MEMBERS_LIMIT: Final = 10_000
"""Arrays of one file."""
ELEMENTS_LIMIT: Final = 2**22
"""Elements of one array: a list of as many numbers takes some 100 MB."""
WHOLE_LIMIT: Final = 2**63
"""The largest whole number of the language."""
_HEADER_LIMIT: Final = 10_000
"""Characters in which an array tells its shape and dtype."""
_KINDS: Final = "biufU"
"""Kinds of dtypes that become values: truth values, numbers, strings."""
_DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError)


def array_names(path: Path, shown: str) -> tuple[str, ...] | Diagnostic:
    """The names of the arrays in the file at `path`, told as `shown`, or why it cannot be read."""
    try:
        with open(path, "rb") as file:
            if not zipfile.is_zipfile(file):
                return NotArrays(path=shown, problem="it is no archive")
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
    except FileNotFoundError:
        return NoSuchFile(path=shown, similar=None)
    except IsADirectoryError:
        return IsFolder(path=shown, example=f"model{ENDING}")
    except _DAMAGE as error:
        return NotArrays(path=shown, problem=f"it is a damaged archive: {reason_of(error)}")
    except (OSError, ValueError) as error:
        return CannotRead(path=shown, reason=reason_of(error))
    return _names(members, shown)


def _names(members: list[zipfile.ZipInfo], path: str) -> tuple[str, ...] | Diagnostic:
    if len(members) > MEMBERS_LIMIT:
        return NotArrays(path=path, problem=f"it has more than {MEMBERS_LIMIT:,} members")
    found: dict[str, None] = {}
    for member in members:
        name = member.filename
        if not name.endswith(_MEMBER):
            return NotArrays(path=path, problem=f"its member `{name}` is no array")
        if name in found:
            return NotArrays(path=path, problem=f"its member `{name}` is in it twice")
        found[name] = None
    return tuple(name.removesuffix(_MEMBER) for name in found)


def read_array(path: Path, name: str, shown: str) -> Value | Diagnostic:
    """The array `name` of the file as a value, or why it is none.

    No more is unpacked than an array of the told shape takes.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name + _MEMBER) as file:
            return _array(file)
    except _Unfit as unfit:
        problem = str(unfit)
    except Exception as error:  # the errors of the packers are of no common kind
        problem = f"it is damaged: {reason_of(error)}"
    return UnfitArray(path=shown, name=name, problem=problem)


class _Unfit(Exception):  # noqa: N818 - the file is not as it should be, the program is
    """Says why an array is no value, as the end of a sentence."""


def _array(file: IO[bytes]) -> Value:
    import numpy as np
    from numpy.lib import format as form

    try:
        version = form.read_magic(file)
        if version > (2, 0):
            raise _Unfit("it consists of records")  # for whose names later versions are made
        read = form.read_array_header_1_0 if version == (1, 0) else form.read_array_header_2_0
        shape, by_column, dtype = read(file, max_header_size=_HEADER_LIMIT)
    except (_Unfit, zlib.error, *_DAMAGE):
        raise
    except Exception:  # whatever Python's own parser says of it
        raise _Unfit("its header is damaged") from None
    if dtype.hasobject:
        raise _Unfit("it holds Python objects, which would have to be run")
    if dtype.kind not in _KINDS:
        raise _Unfit(f"it holds neither numbers nor strings, but `{dtype}`")
    if math.prod(max(size, 1) for size in shape) > ELEMENTS_LIMIT:
        raise _Unfit(f"it has more than {ELEMENTS_LIMIT:,} elements")
    size = math.prod(shape) * dtype.itemsize
    if size > SIZE_LIMIT:
        raise _Unfit(f"it takes more than {SIZE_LIMIT // 2**20} MiB")
    data = file.read(size + 1)
    if len(data) != size:
        raise _Unfit(f"it is {'longer' if len(data) > size else 'shorter'} than it tells")
    flat = np.frombuffer(data, dtype) if size else np.zeros(math.prod(shape), dtype)
    if dtype.kind == "u" and flat.size and int(flat.max()) > WHOLE_LIMIT:
        raise _Unfit(f"it holds the number {int(flat.max())}, and the largest is 2 ** 63")
    return flat.reshape(shape, order="F" if by_column else "C").tolist()


def packed(arrays: Mapping[str, Any]) -> bytes:
    """An `.npz` file of these arrays; the same arrays make the same bytes."""
    from numpy.lib import format as form

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            data = io.BytesIO()
            form.write_array(data, array, allow_pickle=False)
            member = zipfile.ZipInfo(name + _MEMBER)  # of the year 1980, whenever it is
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data.getvalue())
    return file.getvalue()


def as_array(value: Value) -> Any | None:
    """The lists as an array that gives back the very same lists; None where none does."""
    import numpy as np

    kinds = types_in(value)
    if len(kinds) != 1 or (kinds != {"str"} and extents(value) is None):
        return None
    try:
        whole = np.asarray(value)
    except (OverflowError, ValueError):
        return None
    if whole.dtype == np.float64:
        whole = _small(whole)
    fits = whole.size <= ELEMENTS_LIMIT and whole.nbytes <= SIZE_LIMIT
    if whole.dtype.kind == "U":
        return whole if fits and whole.tolist() == value else None  # without a NUL at its end
    return whole if fits and whole.dtype.kind in "bif" else None


def _small(whole: Any) -> Any:
    """The same numbers in 32 bits, if they have room there."""
    import numpy as np

    with np.errstate(over="ignore"):
        small = whole.astype(np.float32)
    return small if np.array_equal(small, whole, equal_nan=True) else whole
