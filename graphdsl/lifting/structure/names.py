"""Names of layers in repeated stretches: what their uses have before them, or what numbers do."""

from __future__ import annotations

import re
from collections.abc import Sequence


def shared_start(texts: Sequence[str]) -> str:
    """What all of the texts begin with; that is what the least and the greatest begin with."""
    least, greatest = min(texts), max(texts)
    pairs = zip(least, greatest, strict=False)
    end = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(least), len(greatest)))
    return least[:end]


def split(calls: Sequence[str], uses: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """What stands before all names of a stretch, and the rest of each; before names in a use of a
    block stands what it is called, which may be all of it."""
    whole = [*calls, *(f"{use}_" for use in uses)]
    common = shared_start(whole)
    start = common[: common.rfind("_") + 1]
    return start[:-1], tuple(name[len(start) :] for name in whole)


def varying(names: Sequence[str]) -> tuple[str, list[str] | list[int], str]:
    """Names as a common beginning, what differs, and a common end; numbers are not cut in two."""
    shortest = min(map(len, names))
    start = len(shared_start(names))
    rest = [name[start:] for name in names]
    end = len(shared_start([name[::-1] for name in rest]))
    end = min(end, shortest - start)
    while start and names[0][start - 1].isdigit():
        start -= 1
    while end and names[0][len(names[0]) - end].isdigit():
        end -= 1
    middle = [name[start : len(name) - end] for name in names]
    head, tail = names[0][:start], names[0][len(names[0]) - end :] if end else ""
    if all(re.fullmatch(r"0|[1-9]\d{0,8}", text) for text in middle):
        return head, [int(text) for text in middle], tail
    return head, middle, tail
