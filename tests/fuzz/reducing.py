"""Making a failing input small: what can be left out without the failure changing is left out."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

Fails = Callable[[bytes], bool]
SECONDS = 20.0


def reduced(data: bytes, fails: Fails, seconds: float = SECONDS) -> bytes:
    """The smallest that was found in that time; `fails` says whether it still fails alike."""
    end = time.monotonic() + seconds
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return _cut(data, fails, end)
    if not isinstance(document, (dict, list)):
        return _cut(data, fails, end)
    found = _pruned(document, lambda d: fails(json.dumps(d).encode()), end)
    written = json.dumps(found).encode()
    return written if fails(written) else _cut(data, fails, end)


def _cut(data: bytes, fails: Fails, end: float) -> bytes:
    """Without stretches: halves first, then ever shorter ones, at last single bytes."""
    size = len(data) // 2
    while size:
        start = 0
        while start < len(data) and time.monotonic() < end:
            shorter = data[:start] + data[start + size :]
            if fails(shorter):
                data = shorter
            else:
                start += size
        size //= 2
    return data


def _pruned(document: Any, fails: Callable[[Any], bool], end: float) -> Any:
    """Without entries of objects and elements of lists, outer ones first."""
    again = True
    while again and time.monotonic() < end:
        again = False
        for smaller in _one_less(document):
            if time.monotonic() > end:
                break
            if fails(smaller):
                document, again = smaller, True
                break
    return document


def _one_less(document: Any) -> Iterator[Any]:
    """`document` without one of its parts, for each of them."""
    if not isinstance(document, (dict, list)):
        return
    keys = list(document) if isinstance(document, dict) else range(len(document))
    for key in keys:
        yield _with(document, key)
    for key in keys:
        for inner in _one_less(document[key]):
            yield _with(document, key, inner)


def _with(document: Any, key: Any, *value: Any) -> Any:
    """A copy with another value at `key`, or with none."""
    copy = dict(document) if isinstance(document, dict) else list(document)
    if value:
        copy[key] = value[0]
    else:
        del copy[key]
    return copy
