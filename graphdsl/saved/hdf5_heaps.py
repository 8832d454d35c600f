"""The heaps in which HDF5 keeps text: HDF5 itself walks through a damaged one without end."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from typing import Final

HEAP: Final = b"GCOL\x01\x00\x00\x00"
"""How a heap begins: its mark, its version and three bytes that are nothing."""
_LENGTH: Final = struct.Struct("<8xQ")
_OBJECT: Final = struct.Struct("<HHIQ")
"""Number, references, nothing, and size: what stands in front of every object of a heap."""


def has_endless_heap(path: str | Path) -> bool:
    """Whether some heap of the file has an object from which no way leads to the next."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(HEAP)
        while at >= 0:
            if _is_endless(data, at):
                return True
            at = data.find(HEAP, at + 1)
    return False


def _is_endless(data: mmap.mmap, start: int) -> bool:
    """Walks from object to object as HDF5 does; the free space is one, with the number 0."""
    if start + _LENGTH.size > len(data):
        return False
    end = start + _LENGTH.unpack_from(data, start)[0]
    if end > len(data):
        return False  # HDF5 sees that by itself
    at = start + _LENGTH.size
    while at + _OBJECT.size <= end:
        number, _, _, size = _OBJECT.unpack_from(data, at)
        step = size if number == 0 else _OBJECT.size + (size + 7) // 8 * 8
        if step == 0 or step >= 2**63:
            return True
        at += step
    return False
