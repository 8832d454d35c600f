"""Mending a text by the edits of which its diagnostics are certain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from graphdsl.diagnostics.base import Diagnostic, Edit
from graphdsl.source import Source

_ROUNDS = 10
_SYNTAX = "GDL1"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text after all that could be mended."""

    source: Source
    mended: tuple[Diagnostic, ...]
    """What is gone, in the order in which it was mended."""
    left: tuple[Diagnostic, ...]
    """What is still to be told."""


def fix(source: Source, told: Callable[[Source], Sequence[Diagnostic]]) -> Fixed:
    """`source` mended as far as what is `told` of it says how.

    Mistakes that could not be seen before may come up, and are mended in a further round. Edits
    after which a mistake is still there, or the text reads worse, are not kept.
    """
    found = tuple(told(source))
    mended: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        chosen = _apart([d for d in found if _is_here(d.best_fix(), source)])
        if not chosen:
            break
        text = _edited(source.text, [edit for d in chosen for edit in d.best_fix()])
        after = Source(text, source.name, source.path)
        found_after = tuple(told(after))
        if not _is_better(chosen, found, found_after):
            break
        mended.extend(chosen)
        source, found = after, found_after
    return Fixed(source, tuple(mended), found)


def _is_here(edits: Sequence[Edit], source: Source) -> bool:
    return bool(edits) and all(edit.span.source is source for edit in edits)


def _apart(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """As many as can be mended at once: those whose edits do not touch the ones before."""
    chosen: list[Diagnostic] = []
    taken: list[Edit] = []
    for diagnostic in diagnostics:
        edits = diagnostic.best_fix()
        if not any(_touch(one, other) for one in edits for other in taken):
            chosen.append(diagnostic)
            taken.extend(edits)
    return chosen


def _touch(one: Edit, other: Edit) -> bool:
    return one.span.start <= other.span.end and other.span.start <= one.span.end


def _edited(text: str, edits: Iterable[Edit]) -> str:
    for edit in sorted(edits, key=lambda e: e.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _is_better(
    chosen: Iterable[Diagnostic], before: Iterable[Diagnostic], after: Iterable[Diagnostic]
) -> bool:
    """Whether all that was to be mended is gone, and no more is wrong with the syntax."""
    had, has = _counted(before), _counted(after)
    if any(has[key] >= had[key] for key in _counted(chosen)):
        return False
    return _syntax_errors(has) <= _syntax_errors(had)


def _counted(found: Iterable[Diagnostic]) -> Counter[tuple[str, str]]:
    return Counter((d.code, d.message()) for d in found)


def _syntax_errors(found: Counter[tuple[str, str]]) -> int:
    return sum(number for (code, _), number in found.items() if code.startswith(_SYNTAX))
