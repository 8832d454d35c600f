"""Which diagnostics are told, in which order: by file and place, repeats once."""

from __future__ import annotations

from collections.abc import Iterable

from graphdsl.diagnostics.base import Diagnostic, Use


def tidy(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """`diagnostics` sorted by file and place; repeats are one, with how often it was found.

    Two are repeats if code and place are the same and either the message is, or another use of a
    block or copy of a branch led there (where only sizes differ).
    """
    merged: list[Diagnostic] = []
    for group in _by_place(diagnostics).values():
        merged.extend(_merge(same) for same in _repeats(group))
    return tuple(sorted(merged, key=_place))


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    span = diagnostic.span
    return span.source.name, span.start, span.end, diagnostic.code


def _by_place(diagnostics: Iterable[Diagnostic]) -> dict[object, list[Diagnostic]]:
    places: dict[object, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        places.setdefault(_place(diagnostic), []).append(diagnostic)
    return places


_Chain = tuple[tuple[str, int], ...]


def _chain(uses: tuple[Use, ...]) -> _Chain:
    return tuple((use.span.source.name, use.span.start) for use in uses)


def _repeats(group: list[Diagnostic]) -> list[list[Diagnostic]]:
    if len(group) == 1:
        return [group]
    by_message: dict[str, list[Diagnostic]] = {}
    for diagnostic in group:
        by_message.setdefault(diagnostic.message(), []).append(diagnostic)
    found: list[tuple[set[_Chain], list[Diagnostic]]] = []
    for same in by_message.values():
        chains = {_chain(d.uses) for d in same}
        alone = () in chains or any(d.times > 1 for d in same)  # what was merged before is whole
        home = None if alone else _home(chains, found)
        if home is None:
            found.append((chains, same))
        else:
            home[0].update(chains)
            home[1].extend(same)
    return [same for _, same in found]


def _home(
    chains: set[_Chain], found: list[tuple[set[_Chain], list[Diagnostic]]]
) -> tuple[set[_Chain], list[Diagnostic]] | None:
    """The group that other uses led to: there it is the same mistake with other sizes."""
    for group in found:
        if () not in group[0] and group[0].isdisjoint(chains) and group[1][0].times == 1:
            return group
    return None


def _merge(same: list[Diagnostic]) -> Diagnostic:
    """The first, with how often it was found; a file read twice does not count twice."""
    counts: dict[int, int] = {}
    for diagnostic in same:
        source = id(diagnostic.span.source)
        counts[source] = counts.get(source, 0) + diagnostic.times
    times = max(counts.values())
    return same[0] if same[0].times == times else same[0].replace(times=times)
