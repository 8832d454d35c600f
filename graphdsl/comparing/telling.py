"""Differences as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from graphdsl.comparing.differences import Change, Differences

SIGNS: Final = {
    "added": "+",
    "removed": "-",
    "changed": "~",
    "rewired": "~",
    "moved": "~",
    "shape": " ",
}
"""What stands before a change."""


def as_text(found: Differences, before: str, after: str) -> str:
    """A line for each difference, by segment; nothing where there is none."""
    if found.none:
        return ""
    lines = [f"{before} → {after}", *_lines(found)]
    one, other = found.parameters
    if one != other:
        lines.append(f"parameters: {one:,} → {other:,} ({other - one:+,})")
    return "".join(f"{line}\n" for line in lines)


def _lines(found: Differences) -> Iterator[str]:
    segments = dict.fromkeys(change.segment for change in found.changes)
    for segment in segments:
        if segment:
            yield f"{segment}:"
        for change in found.changes:
            if change.segment == segment:
                yield f"{'  ' if segment else ''}{SIGNS[change.what]} {_line(change)}"


def _line(change: Change) -> str:
    name = change.name
    match change.what:
        case "added" | "removed" if change.subject == "layer":
            (_, _, cls), *args = change.facts
            return f"{name}: {cls}({', '.join(f'{n} = {value}' for n, _, value in args)})"
        case "added" | "removed" if change.subject == "operation":
            return f"operation {name}"
        case "added":
            return f"{change.subject} {name}: {change.facts[0][2]}"
        case "removed":
            return f"{change.subject} {name}: {change.facts[0][1]}"
        case "changed" if change.subject == "order":
            return "the order of inputs or outputs"
        case "changed" if change.subject != "layer":
            _, before, after = change.facts[0]
            return f"{change.subject} {name}: {before} → {after}"
        case _:
            return f"{name}: {', '.join(f'{n} {one} → {two}' for n, one, two in change.facts)}"


def as_json(found: Differences) -> str:
    """One object: whether they are equal, the parameters, and a list of changes."""
    changes = [
        {
            "change": change.what,
            "subject": change.subject,
            "name": change.name,
            **({"segment": change.segment} if change.segment else {}),
            "facts": {
                name: {"before": before, "after": after} for name, before, after in change.facts
            },
        }
        for change in found.changes
    ]
    before, after = found.parameters
    told = {
        "equal": found.none,
        "parameters": {"before": before, "after": after},
        "changes": changes,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
